import { expect, test } from 'vitest'
import { AppError } from '../../core/errors.ts'
import { problemOf, usersApi } from '../../tests/support/users-api.ts'

const api = await usersApi()
const { person, stored, erasures } = api
const admin = await api.admin()

type Person = Awaited<ReturnType<typeof person>>
const erase = (who: Pick<Person, 'request'>, id: string, headers = {}) => who.request('DELETE', `/users/${id}`, { headers })
const refresh = (who: Person) => api.request('POST', '/auth/refresh', { body: { refresh_token: who.tokens.refresh_token } })
const logIn = ({ username, password }: Person) =>
  api.app.request('/auth/token', { method: 'POST', body: new URLSearchParams({ username, password }) })

test('who asks to be erased gets a 202, and every session of theirs has ended', async () => {
  const somebody = await person()
  const { access_token } = (await (await logIn(somebody)).json()) as { access_token: string }
  const asked = Date.now()
  const response = await erase(somebody, somebody.id)
  const answer = (await response.json()) as { asked_at: string }
  expect([response.status, answer]).toEqual([202, { _id: somebody.id, id: somebody.id, status: 'erasing', asked_at: expect.stringMatching(/Z$/) }])
  expect(Date.parse(answer.asked_at)).toBeGreaterThanOrEqual(asked - 1)
  expect(erasures.filter(({ userId }) => userId === somebody.id)).toEqual([{ userId: somebody.id, requestId: response.headers.get('X-Request-Id') }])
  expect(await stored(somebody.id)).toMatchObject({ disabled: true, erasing_at: new Date(answer.asked_at), version: expect.any(Number) })

  const elsewhere = { headers: { Authorization: `Bearer ${access_token}` } }
  const tried = [somebody.request('GET', '/auth/me'), api.request('GET', '/auth/me', elsewhere), refresh(somebody), logIn(somebody)]
  expect((await Promise.all(tried)).map(({ status }) => status)).toEqual([401, 401, 401, 401])
  expect((await erase(somebody, somebody.id)).status).toBe(401)
})

test('an admin erases anyone, and asked twice the answer is the same', async () => {
  const somebody = await person()
  const first = await erase(admin, somebody.id)
  const again = await erase(admin, `${somebody.id}/`)
  expect([first.status, again.status]).toEqual([202, 202])
  expect(await again.json()).toEqual(await first.json())
  expect(erasures.filter(({ userId }) => userId === somebody.id)).toHaveLength(2)
  expect((await somebody.request('GET', '/tasks')).status).toBe(401)
})

test('two who ask at once are answered alike, and the account is marked once', async () => {
  const somebody = await person()
  const version = (await stored(somebody.id))?.version
  const answers = await Promise.all([erase(admin, somebody.id), erase(admin, somebody.id)])
  const [one, other] = await Promise.all(answers.map((answer) => answer.json()))
  expect(one).toEqual(other)
  expect((await stored(somebody.id))?.version).toBe(version + 1)
})

test('another user is not found, and nothing happens to them', async () => {
  const [somebody, other] = [await person(), await person()]
  const unknown = { status: 404, code: 'not_found', detail: 'Cet utilisateur n’existe pas.', errors: undefined }
  expect(await problemOf(erase(somebody, other.id))).toEqual(unknown)
  expect(await problemOf(erase(somebody, '6560f0c2a7b4c1d2e3f40516'))).toEqual(unknown)
  expect(await problemOf(erase(admin, '6560f0c2a7b4c1d2e3f40516'))).toEqual(unknown)
  expect((await erase(admin, 'me')).status).toBe(422)
  expect((await api.request('DELETE', `/users/${other.id}`)).status).toBe(401)
  expect((await other.request('GET', '/auth/me')).status).toBe(200)
  expect(erasures.filter(({ userId }) => userId === other.id)).toEqual([])
})

test('If-Match holds for an erasure too', async () => {
  const somebody = await person()
  const etag = (await somebody.request('GET', `/users/${somebody.id}`)).headers.get('ETag') ?? ''
  await somebody.request('PUT', `/users/${somebody.id}`, { body: { full_name: 'Changed' } })
  expect((await erase(somebody, somebody.id, { 'If-Match': etag })).status).toBe(412)
  expect((await stored(somebody.id))?.erasing_at).toBeNull()
  const current = (await somebody.request('GET', `/users/${somebody.id}`)).headers.get('ETag') ?? ''
  expect((await erase(somebody, somebody.id, { 'If-Match': current })).status).toBe(202)
})

test('the answer does not wait for Temporal, and its failure is not the client’s', async () => {
  for (const eraseUser of [() => new Promise<never>(() => {}), () => Promise.reject(new Error('no Temporal'))]) {
    const away = await usersApi({ eraseUser })
    const somebody = await away.person()
    expect((await erase(somebody, somebody.id)).status).toBe(202)
    expect((await away.stored(somebody.id))?.erasing_at).toBeInstanceOf(Date)
  }
})

test('an erasure is counted as background work before it is written', async () => {
  const take = async (_: unknown, name: string) => {
    if (name === 'background') throw new AppError('too_many_requests', { params: { retry_after: 60 } })
  }
  const limited = await usersApi({ limits: { take } })
  const somebody = await limited.person()
  expect((await erase(somebody, somebody.id)).status).toBe(429)
  expect((await limited.stored(somebody.id))?.erasing_at).toBeNull()
})
