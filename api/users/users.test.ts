import { expect, test } from 'vitest'
import { PASSWORD } from '../../tests/support/auth-api.ts'
import { type AnsweredUser, problemOf, userOf, usersApi } from '../../tests/support/users-api.ts'

const api = await usersApi()
const { request, person, stored } = api
const admin = await api.admin()

const named = (username: string, more: object = {}) => ({ username, email: `${username}@example.com`, password: PASSWORD, ...more })
const create = (username: string, more: object = {}, headers = {}) => admin.request('POST', '/users', { body: named(username, more), headers })
const logIn = (username: string, password = PASSWORD) =>
  api.app.request('/auth/token', { method: 'POST', body: new URLSearchParams({ username, password }) })

test('a user reads themselves as /auth/me says, with an ETag and nothing of the password', async () => {
  const somebody = await person()
  const response = await somebody.request('GET', `/users/${somebody.id}/`)
  const user = await userOf(response)
  expect([response.status, response.headers.get('ETag')]).toEqual([200, expect.stringMatching(/^"\d+"$/)])
  expect(Object.keys(user)).toEqual('_id id username email full_name role disabled cv_url created_at updated_at last_login'.split(' '))
  expect(user).toEqual(await userOf(somebody.request('GET', '/auth/me')))
})

test('another user is not found, like one that never was, whatever is asked of them', async () => {
  const [somebody, other] = [await person(), await person()]
  const unknown = { status: 404, code: 'not_found', detail: 'Cet utilisateur n’existe pas.', errors: undefined }
  for (const id of [other.id, '6560f0c2a7b4c1d2e3f40516']) {
    expect(await problemOf(somebody.request('GET', `/users/${id}`))).toEqual(unknown)
    expect(await problemOf(somebody.request('PUT', `/users/${id}`, { body: { full_name: 'Mine now' } }))).toEqual(unknown)
  }
  expect((await stored(other.id))?.full_name).toBeNull()
})

test('an admin reads anyone, and hears of one that never was', async () => {
  const somebody = await person()
  expect((await userOf(admin.request('GET', `/users/${somebody.id}`))).username).toBe(somebody.username)
  expect((await admin.request('GET', '/users/6560f0c2a7b4c1d2e3f40516')).status).toBe(404)
  expect((await admin.request('GET', '/users/nobody')).status).toBe(422)
})

test('only admins list and create users', async () => {
  const somebody = await person()
  for (const call of [
    somebody.request('GET', '/users'),
    somebody.request('GET', '/users/'),
    somebody.request('POST', '/users/', { body: named('sneaky') }),
  ])
    expect(await problemOf(call)).toMatchObject({ status: 403, code: 'forbidden' })
  for (const [method, path] of [
    ['GET', '/users'],
    ['POST', '/users'],
    ['GET', `/users/${somebody.id}`],
    ['PUT', `/users/${somebody.id}`],
  ] as const)
    expect((await request(method, path, { body: method === 'GET' ? undefined : {} })).status).toBe(401)
})

test('an admin creates a user with a role, who logs in', async () => {
  const response = await create('nadia', { role: 'admin', full_name: 'Nadia Benali' })
  const user = await userOf(response)
  expect([response.status, response.headers.get('Location'), response.headers.get('ETag')]).toEqual([201, `/users/${user.id}`, '"1"'])
  expect(user).toMatchObject({ username: 'nadia', role: 'admin', full_name: 'Nadia Benali', disabled: false })
  expect((await logIn('nadia')).status).toBe(200)
})

test('a create whose answer was lost is answered when it is sent again', async () => {
  const send = () => create('lost-answer', {}, { 'Idempotency-Key': 'a-user' })
  const first = await userOf(send())
  await api.db.collection('idempotency_keys').updateMany({}, { $set: { answer: null, locked_until: new Date(0) } })
  const again = await send()
  expect([again.status, await userOf(again)]).toEqual([201, first])
})

test.each([
  ['absent', undefined],
  ['null', null],
  ['empty', ''],
  ['blank', ' '],
])('a new user whose role is %s is no admin', async (how, role) => {
  expect((await userOf(create(`role-${how}`, { role }))).role).toBe('user')
})

test('a taken name is refused, whichever kind of name has it', async () => {
  await create('zoe')
  expect(await problemOf(create('ZOE', { email: 'z@example.com' }))).toMatchObject({ status: 400, code: 'username_taken' })
  expect(await problemOf(create('another', { email: 'Zoe@Example.com' }))).toMatchObject({ status: 400, code: 'email_taken' })
})

test.each([
  ['an unknown role', { role: 'root' }, 'role'],
  ['an operator for a role', { role: { $ne: 'user' } }, 'role'],
  ['a short password', { password: 'short' }, 'password'],
  ['an id', { _id: '6560f0c2a7b4c1d2e3f40516' }, '_id'],
  ['a hash', { hashed_password: 'x' }, 'hashed_password'],
  ['disabled', { disabled: true }, 'disabled'],
])('a new user with %s is refused, and the field named', async (_, more, path) => {
  const { status, errors } = await problemOf(create('refused', more))
  expect([status, errors?.map((error) => error.path)]).toEqual([422, [path]])
})

test('a create that is sent again with its key gives the same answer; with another body it is refused', async () => {
  const key = { 'Idempotency-Key': 'create-ines' }
  const [first, again] = [await userOf(create('ines', {}, key)), await userOf(create('ines', {}, key))]
  expect(again).toEqual(first)
  expect((await problemOf(create('ines', { role: 'admin' }, key))).code).toBe('idempotency_key_reused')
  const keys = JSON.stringify(await api.db.collection('idempotency_keys').find().toArray())
  expect(keys).not.toContain('create-ines')
})

test('the list is of all, newest first, in pages', async () => {
  const { db, ...beside } = await usersApi()
  const chief = await beside.admin()
  for (let i = 0; i < 4; i++) await beside.person()
  let [path, seen, total] = ['/users?limit=2', [] as string[], '']
  while (path !== '') {
    const response = await chief.request('GET', path)
    seen = [...seen, ...((await response.json()) as AnsweredUser[]).map(({ id }) => id)]
    total = response.headers.get('X-Total-Count') ?? ''
    path = /<(.+)>; rel="next"/.exec(response.headers.get('Link') ?? '')?.[1] ?? ''
  }
  const all = await db.collection('users').find().sort({ created_at: -1, _id: -1 }).toArray()
  expect([seen, total]).toEqual([all.map(({ _id }) => _id.toHexString()), '5'])
})

test('`q` finds words of username, e-mail and name, each by its beginning, whatever case and accents', async () => {
  await create('lea.petit', { email: 'l.petit@paris.example', full_name: 'Léa Petit' })
  await create('leandre', { full_name: 'Léandre Grand' })
  const found = async (q: string) => {
    const response = await admin.request('GET', `/users?q=${encodeURIComponent(q)}`)
    const users = (await response.json()) as AnsweredUser[]
    return [users.map(({ username }) => username).sort(), response.headers.get('X-Total-Count')]
  }
  expect(await found('LEA')).toEqual([['lea.petit', 'leandre'], '2'])
  expect(await found('léa pet')).toEqual([['lea.petit'], '1'])
  expect(await found('grand')).toEqual([['leandre'], '1'])
  expect(await found('l.petit@paris.example')).toEqual([['lea.petit'], '1'])
  expect(await found('.*')).toEqual([[], '0'])
  expect(await found('etit')).toEqual([[], '0'])
})

test.each(['limit=1e9', 'q[$gt]=', 'cursor=x', 'q=a&q=b', 'role=admin', '__proto__=x'])('the list with ?%s is refused', async (query) => {
  expect((await admin.request('GET', `/users?${query}`)).status).toBe(422)
})

test('names of emoji and combining accents are kept as they were typed, and told apart as people read them', async () => {
  const body = { email: 'fox@example.com', full_name: '👩🏽‍💻 e\u0301mue' }
  expect(await userOf(create('🦊 rene\u0301', body))).toMatchObject({ username: '🦊 rene\u0301', full_name: '👩🏽‍💻 e\u0301mue' })
  expect((await problemOf(create('🦊 REN\u00c9', { email: 'fox2@example.com' }))).code).toBe('username_taken')
  expect((await logIn('🦊 ren\u00e9')).status).toBe(200)
  // Joined by invisible characters, it could be a double of another name.
  expect((await problemOf(create('👩🏽‍💻', { email: 'coder@example.com' }))).errors?.[0]?.path).toBe('username')
})
