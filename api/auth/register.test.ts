import { expect, test } from 'vitest'
import { authApi, codeOf, PASSWORD } from '../../tests/support/auth-api.ts'

const { app, db, request, register } = await authApi()

test('registering answers the user, with nothing of the password', async () => {
  const response = await register(' Camille ', { email: 'Camille@Example.com', full_name: 'Camille Martin' })
  const user = (await response.json()) as Record<string, unknown>
  expect(response.status).toBe(201)
  expect(user).toEqual({
    _id: user.id,
    id: expect.stringMatching(/^[0-9a-f]{24}$/),
    username: 'Camille',
    email: 'Camille@Example.com',
    full_name: 'Camille Martin',
    role: 'user',
    disabled: false,
    cv_url: null,
    created_at: expect.stringMatching(/Z$/),
    updated_at: user.created_at,
    last_login: null,
  })
})

test.each([
  ['the same username in capitals', { username: 'ANNE' }, 'username_taken'],
  ['the same e-mail in capitals', { email: 'Anne@EXAMPLE.com' }, 'email_taken'],
  ['both', { username: 'anne', email: 'anne@example.com' }, 'email_taken'],
])('%s is taken', async (_, names, code) => {
  await register('anne')
  const response = await register('someone', names)
  expect([response.status, await codeOf(response)]).toEqual([400, code])
})

test('an accented letter is the same however it is composed, and another than the plain one', async () => {
  expect((await register('élodie', { email: 'e1@example.com' })).status).toBe(201)
  expect(await codeOf(await register('E\u0301LODIE', { email: 'e2@example.com' }))).toBe('username_taken')
  expect((await register('elodie', { email: 'e3@example.com' })).status).toBe(201)
})

test('of ten at once with the same e-mail one is registered, the others hear that it is taken', async () => {
  const names = Array.from({ length: 10 }, (_, i) => `racer${i}`)
  const responses = await Promise.all(names.map((name) => register(name, { email: 'race@example.com' })))
  expect(responses.map(({ status }) => status).sort()).toEqual([201, ...Array(9).fill(400)])
  expect(await db.collection('users').countDocuments({ email: 'race@example.com' })).toBe(1)
})

test.each([
  ['an operator', { username: { $ne: '' } }, 'username'],
  ['an operator for a password', { password: { $gt: '' } }, 'password'],
  ['an @ in the username', { username: 'a@b' }, 'username'],
  ['a common password', { password: 'Password1' }, 'password'],
  // Normalising these would take minutes: they are refused by their length alone.
  ['a username of thousands of combining marks', { username: `a${'\u0315\u0300'.repeat(1_000)}` }, 'username'],
  ['an invisible character', { username: 'refu\u034fsed' }, 'username'],
  ['a password over 72 bytes', { password: 'a'.repeat(73) }, 'password'],
  ['a role', { role: 'admin' }, 'role'],
  ['a hash', { hashed_password: 'x' }, 'hashed_password'],
  ['an e-mail that is none', { email: 'nobody' }, 'email'],
  ['null for a username', { username: null }, 'username'],
])('%s is refused, and the field named', async (_, change, path) => {
  const response = await register('refused', change)
  const { errors } = (await response.json()) as { errors: { path: string; message: string }[] }
  expect([response.status, errors.map((error) => error.path)]).toEqual([422, [path]])
})

test('what is wrong is said in the reader’s language, and the password not repeated', async () => {
  const body = { username: 'bob', email: 'bob@example.com', password: 'trustno1' }
  const french = await (await request('POST', '/auth/register', { body })).text()
  const english = await (await request('POST', '/auth/register', { body, headers: { 'Accept-Language': 'en' } })).text()
  expect([french, english]).toEqual([expect.stringContaining('trop courant'), expect.stringContaining('too common')])
  expect(french).not.toContain('trustno1')
})

test('a stale token changes nothing, nor does a trailing slash', async () => {
  const body = { username: 'stale', email: 'stale@example.com', password: PASSWORD }
  expect((await request('POST', '/auth/register/', { body, headers: { Authorization: 'Bearer stale' } })).status).toBe(201)
})

test('OpenAPI declares the password flow, and the rules of a new password', async () => {
  const document = (await (await app.request('/openapi.json')).json()) as {
    components: { securitySchemes: Record<string, unknown>; schemas: Record<string, { properties: Record<string, unknown> }> }
    paths: Record<string, { post: { requestBody: { content: object } } }>
  }
  expect(document.components.securitySchemes.password).toMatchObject({ type: 'oauth2', flows: { password: { tokenUrl: '/auth/token' } } })
  expect(document.components.schemas.NewUser?.properties.password).toMatchObject({ type: 'string', minLength: 8 })
  expect(Object.keys(document.paths['/auth/token']?.post.requestBody.content ?? {})).toEqual([
    'application/x-www-form-urlencoded',
    'multipart/form-data',
  ])
})
