import { expect, test } from 'vitest'
import { PASSWORD } from '../../tests/support/auth-api.ts'
import { problemOf, userOf, usersApi } from '../../tests/support/users-api.ts'

const api = await usersApi()
const { person, store, stored, app } = api
const admin = await api.admin()
type Person = Awaited<ReturnType<typeof person>>

const put = (who: Pick<Person, 'request'>, id: string, body: unknown, headers = {}) => who.request('PUT', `/users/${id}`, { body, headers })
const own = (who: Person, body: unknown, headers = {}) => put(who, who.id, body, headers)
const logIn = (username: string, password: string) =>
  app.request('/auth/token', { method: 'POST', body: new URLSearchParams({ username, password }) })
const words = async (id: string) => (await stored(id))?.words as string[]

test('a user changes their names, and is found by the new ones', async () => {
  const somebody = await person()
  const response = await own(somebody, { username: ' Lucie-Ça ', email: 'Lucie@Example.org', full_name: ' Lucie Ça ' })
  expect([response.status, await userOf(response)]).toMatchObject([200, { username: 'Lucie-Ça', email: 'Lucie@Example.org', full_name: 'Lucie Ça' }])
  expect((await userOf(somebody.request('GET', '/auth/me'))).username).toBe('Lucie-Ça')
  const statuses = await Promise.all(
    [somebody.username, 'lucie-ça', 'lucie@example.org'].map(async (name) => (await logIn(name, somebody.password)).status),
  )
  expect(statuses).toEqual([401, 200, 200])
  expect(await words(somebody.id)).toEqual(['lucie', 'ca', 'example.org', 'example', 'org'])
})

test('a name that was given up is free for others', async () => {
  const [somebody, other] = [await person(), await person()]
  await own(somebody, { username: 'moved-on' })
  expect((await own(other, { username: somebody.username })).status).toBe(200)
})

test('the whole resource sent back changes nothing, not even the version', async () => {
  const somebody = await person()
  const read = await somebody.request('GET', `/users/${somebody.id}`)
  const response = await own(somebody, await read.json())
  expect([response.status, response.headers.get('ETag')]).toEqual([200, read.headers.get('ETag')])
})

test('read-only fields change nothing', async () => {
  const somebody = await person()
  const before = await userOf(somebody.request('GET', `/users/${somebody.id}`))
  const lies = { cv_url: 'https://evil.example', created_at: '1999-01-01', updated_at: null, last_login: 5, full_name: 'Me' }
  expect(await userOf(own(somebody, lies))).toEqual({ ...before, full_name: 'Me', updated_at: expect.any(String) })
})

test.each([null, '', '  '])('%j empties the full name', async (full_name) => {
  const somebody = await person()
  await own(somebody, { full_name: 'Somebody' })
  expect((await userOf(own(somebody, { full_name }))).full_name).toBeNull()
})

test.each([
  ['null for a username', { username: null }, 'username'],
  ['an empty username', { username: '' }, 'username'],
  ['an @ in the username', { username: 'a@b' }, 'username'],
  ['a full-width @', { username: 'a\uff20b' }, 'username'],
  ['an invisible character', { username: 'a\u200bb' }, 'username'],
  ['a null byte', { username: 'a\u0000b' }, 'username'],
  ['a long username', { username: 'a'.repeat(101) }, 'username'],
  ['a huge username', { username: `a${'\u0315\u0300'.repeat(5_000)}` }, 'username'],
  ['an operator', { username: { $ne: '' } }, 'username'],
  ['an empty e-mail', { email: '' }, 'email'],
  ['an e-mail that is none', { email: 'nobody' }, 'email'],
  ['a long name', { full_name: 'a'.repeat(201) }, 'full_name'],
  ['a hash', { hashed_password: 'x' }, 'hashed_password'],
  ['a user’s id', { user_id: '6560f0c2a7b4c1d2e3f40516' }, 'user_id'],
  ['another’s _id', { _id: '6560f0c2a7b4c1d2e3f40516' }, '_id'],
  ['another’s id', { id: '6560f0c2a7b4c1d2e3f40516' }, 'id'],
  ['an operator for an id', { _id: { $ne: '' } }, '_id'],
  ['what it is found by', { names: ['x'] }, 'names'],
  ['an unknown role', { role: 'root' }, 'role'],
  ['null for a role', { role: null }, 'role'],
  ['a text for disabled', { disabled: 'false' }, 'disabled'],
  ['a stored field', { erasing_at: null }, 'erasing_at'],
  ['its prototype', '{"__proto__": {"role": "admin"}}', '__proto__'],
  ['its constructor', '{"constructor": {"prototype": {"role": "admin"}}}', 'constructor'],
])('an update with %s is refused, and the field named', async (_, body, path) => {
  const somebody = await person()
  const { status, errors } = await problemOf(own(somebody, body))
  expect([status, errors?.map((error) => error.path)]).toEqual([422, [path]])
  expect(await stored(somebody.id)).toMatchObject({ username: somebody.username, role: 'user' })
})

test('every wrong field is named at once, in the reader’s language', async () => {
  const somebody = await person()
  const { errors } = await problemOf(own(somebody, { username: 'a@b', email: 'b', full_name: 'c'.repeat(300) }, { 'Accept-Language': 'en' }))
  expect(errors).toEqual([
    { path: 'username', message: 'the username must not contain an @' },
    { path: 'email', message: 'an e-mail address like camille@example.com is expected' },
    { path: 'full_name', message: 'the name is longer than 200 characters' },
  ])
})

test.each(['new password', '', null, { $ne: '' }])('a `password` of %j is refused, and the right call named', async (password) => {
  const somebody = await person()
  const problem = await problemOf(own(somebody, { password, full_name: 'Not kept', nonsense: true }))
  expect(problem).toMatchObject({ status: 400, code: 'password_elsewhere', detail: expect.stringContaining('POST /auth/change-password') })
  expect((await stored(somebody.id))?.full_name).toBeNull()
  expect((await put(admin, somebody.id, { password })).status).toBe(400)
})

test('a body that is no JSON, no object or too large is told so', async () => {
  const somebody = await person()
  expect((await own(somebody, '{"password"')).status).toBe(400)
  for (const body of ['[]', '"password"', 'null']) expect((await own(somebody, body)).status).toBe(422)
  const chunks = new ReadableStream({ pull: (stream) => stream.enqueue(new TextEncoder().encode(' '.repeat(500_000))) })
  const headers = { Authorization: `Bearer ${somebody.tokens.access_token}`, 'Content-Type': 'application/json', 'Transfer-Encoding': 'chunked' }
  const request = new Request(`http://localhost/users/${somebody.id}`, { method: 'PUT', headers, body: chunks, duplex: 'half' } as RequestInit)
  expect((await app.request(request)).status).toBe(413)
})

test('a user gives themselves no role and does not disable themselves', async () => {
  const somebody = await person()
  for (const body of [{ role: 'admin' }, { disabled: true }, { full_name: 'Chief', role: 'admin' }])
    expect(await problemOf(own(somebody, body))).toMatchObject({ status: 403, code: 'forbidden' })
  expect(await stored(somebody.id)).toMatchObject({ role: 'user', disabled: false, full_name: null })
  expect((await own(somebody, { role: 'user', disabled: false, full_name: 'Me' })).status).toBe(200)
})

test('a role that an admin gives or takes acts at once', async () => {
  const somebody = await person()
  const listing = async () => (await somebody.request('GET', '/users')).status
  expect(await listing()).toBe(403)
  expect(await userOf(put(admin, somebody.id, { role: 'admin' }))).toMatchObject({ role: 'admin', disabled: false })
  expect(await listing()).toBe(200)
  await put(admin, somebody.id, { role: 'user' })
  expect(await listing()).toBe(403)
})

test('disabling ends every session at once, for good', async () => {
  const somebody = await person()
  const me = async () => (await somebody.request('GET', '/auth/me')).status
  expect(await me()).toBe(200)
  expect((await userOf(put(admin, somebody.id, { disabled: true }))).disabled).toBe(true)
  expect([await me(), (await logIn(somebody.username, somebody.password)).status]).toEqual([401, 401])
  await put(admin, somebody.id, { disabled: false })
  expect([await me(), (await logIn(somebody.username, somebody.password)).status]).toEqual([401, 200])
})

test('who is logging in while they are disabled gets no session', async () => {
  const somebody = await person()
  const [response] = await Promise.all([logIn(somebody.username, somebody.password), put(admin, somebody.id, { disabled: true })])
  const { access_token } = (await response.json()) as { access_token?: string }
  expect((await app.request('/auth/me', { headers: { Authorization: `Bearer ${access_token}` } })).status).toBe(401)
})

test('a taken name is refused, the other one kept too', async () => {
  const [somebody, other] = [await person(), await person()]
  expect(await problemOf(own(somebody, { username: other.username.toUpperCase() }))).toMatchObject({ status: 400, code: 'username_taken' })
  expect(await problemOf(own(somebody, { username: 'fresh-name', email: `${other.username}@EXAMPLE.com` }))).toMatchObject({
    status: 400,
    code: 'email_taken',
  })
  expect(await stored(somebody.id)).toMatchObject({ username: somebody.username, version: expect.any(Number) })
})

test('who tries names is told so often only, like who registers; what changes no name is not counted, nor is an admin', async () => {
  const limited = await usersApi({ rateLimits: { registration: { points: 3, seconds: 3_600 } } })
  const [somebody, other, boss] = [await limited.person(), await limited.person(), await limited.admin()]
  const change = async (who: Pick<Person, 'request'>, body: object, address = '192.0.2.1') => {
    const response = await who.request('PUT', `/users/${somebody.id}`, { body, address })
    return response.ok ? 200 : ((await response.json()) as { code: string }).code
  }
  for (const full_name of ['One', 'Two']) expect(await change(somebody, { username: somebody.username, full_name })).toBe(200)
  expect(await change(somebody, { username: other.username })).toBe('username_taken')
  expect(await change(somebody, { email: `${other.username}@example.com` })).toBe('email_taken')
  expect(await change(somebody, { username: 'untaken' })).toBe(200)
  expect(await change(somebody, { username: other.username })).toBe('too_many_requests')
  expect(await change(somebody, { full_name: 'Three' })).toBe(200)
  expect(await change(boss, { username: other.username })).toBe('username_taken')
  expect(await change(somebody, { username: 'elsewhere' }, '192.0.2.2')).toBe(200)
})

test('of ten who take the same name at once, one gets it', async () => {
  const people = await Promise.all(Array.from({ length: 10 }, () => person()))
  const responses = await Promise.all(people.map((somebody) => own(somebody, { username: 'Wanted' })))
  expect(responses.map(({ status }) => status).sort()).toEqual([200, ...Array(9).fill(400)])
  expect(await api.db.collection('users').countDocuments({ username: 'Wanted' })).toBe(1)
})

test('two changes of one user at once are both kept', async () => {
  const somebody = await person()
  await Promise.all([own(somebody, { full_name: 'Both' }), own(somebody, { email: 'both@example.com' })])
  expect(await stored(somebody.id)).toMatchObject({ full_name: 'Both', email: 'both@example.com' })
  expect(await words(somebody.id)).toEqual(expect.arrayContaining(['both']))
  expect((await logIn('both@example.com', somebody.password)).status).toBe(200)
})

test('of two changes at once that build on the same version, one is refused', async () => {
  const somebody = await person()
  const match = { 'If-Match': (await somebody.request('GET', `/users/${somebody.id}`)).headers.get('ETag') ?? '' }
  const responses = await Promise.all(['one', 'two'].map((full_name) => own(somebody, { full_name }, match)))
  expect(responses.map(({ status }) => status).sort()).toEqual([200, 412])
  expect((await own(somebody, { full_name: 'three' }, match)).status).toBe(412)
})

test('a log-in is a change of what is answered', async () => {
  const somebody = await person()
  const etag = async () => (await somebody.request('GET', `/users/${somebody.id}`)).headers.get('ETag')
  const before = await etag()
  await logIn(somebody.username, somebody.password)
  expect(await etag()).not.toBe(before)
})

test('names older than today’s rules may come back as they are, and only so', async () => {
  const somebody = await person()
  const legacy = { username: 'old@name', email: 'root@localhost', full_name: 'x'.repeat(300) }
  await store(somebody.id, { ...legacy, names: ['old@name', 'root@localhost'] })
  expect((await own(somebody, legacy)).status).toBe(200)
  expect(await userOf(own(somebody, { ...legacy, full_name: 'Short' }))).toMatchObject({ ...legacy, full_name: 'Short' })
  expect((await own(somebody, { username: 'new@name' })).status).toBe(422)
  expect((await logIn('Root@Localhost', somebody.password)).status).toBe(200)
})

test('who is being erased is shown to admins as disabled, and not changed any more', async () => {
  const somebody = await person()
  await store(somebody.id, { erasing_at: new Date() })
  expect((await userOf(admin.request('GET', `/users/${somebody.id}`))).disabled).toBe(true)
  expect(await problemOf(put(admin, somebody.id, { disabled: false }))).toMatchObject({ status: 409, code: 'being_erased' })
  expect((await logIn(somebody.username, somebody.password)).status).toBe(401)
  expect(
    await problemOf(admin.request('POST', '/users', { body: { username: somebody.username, email: 'x@example.com', password: PASSWORD } })),
  ).toMatchObject({
    code: 'username_taken',
  })
})
