import { ObjectId } from 'mongodb'
import { afterAll, expect, test } from 'vitest'
import { authApi, codeOf, databaseAway, PASSWORD, type Tokens } from '../../tests/support/auth-api.ts'
import { createPasswords, type Passwords } from './passwords.ts'

const { app, db, register, logIn, me, newcomer, logged, refresh, logOut } = await authApi()
const form = (fields: Record<string, string>) => new URLSearchParams(fields)
const log = (body: URLSearchParams | FormData | string, headers: Record<string, string> = {}) =>
  app.request('/auth/token', { method: 'POST', body, headers })

await register('camille')

test('logging in answers tokens that are not to be stored, and that open what needs one', async () => {
  const response = await logIn('camille')
  const tokens = (await response.json()) as Tokens
  expect(response.status).toBe(200)
  expect(response.headers.get('Cache-Control')).toBe('no-store')
  expect(tokens).toEqual({ access_token: expect.any(String), refresh_token: expect.any(String), token_type: 'bearer', expires_in: 1_800 })
  expect(await (await me(tokens.access_token)).json()).toMatchObject({ username: 'camille', last_login: expect.stringMatching(/Z$/) })
})

test.each(['camille', 'CAMILLE', ' camille ', 'camille@example.com', 'Camille@EXAMPLE.com'])('the name %j logs in', async (name) => {
  expect((await logIn(name)).status).toBe(200)
})

test('a multipart form does too', async () => {
  const body = new FormData()
  body.set('username', 'camille')
  body.set('password', PASSWORD)
  expect((await log(body)).status).toBe(200)
})

test('what OAuth clients send beside is ignored, a stale token too', async () => {
  const others = { grant_type: 'password', scope: '', client_id: 'web', client_secret: 'x' }
  const response = await log(form({ username: 'camille', password: PASSWORD, ...others }), { Authorization: 'Bearer stale' })
  expect(response.status).toBe(200)
})

test.each([
  ['another grant', form({ username: 'camille', password: PASSWORD, grant_type: 'refresh_token' }), 422],
  ['no password', form({ username: 'camille' }), 422],
  ['an unknown field', form({ username: 'camille', password: PASSWORD, role: 'admin' }), 422],
  ['an operator', form({ 'username[$ne]': '', password: PASSWORD }), 422],
  ['a field given twice', new URLSearchParams(`username=nobody&username=camille&password=${PASSWORD}`), 422],
  ['nothing', form({}), 422],
  ['a name longer than any e-mail', form({ username: 'a'.repeat(255), password: PASSWORD }), 422],
  ['a body larger than any log-in', form({ username: 'camille', password: 'a'.repeat(17_000) }), 413],
])('%s is refused', async (_, body, status) => {
  // As it comes by HTTP, a body states its size.
  expect((await log(body, { 'Content-Length': String(body.toString().length) })).status).toBe(status)
})

test('JSON is refused', async () => {
  const response = await log(JSON.stringify({ username: 'camille', password: PASSWORD }), { 'Content-Type': 'application/json' })
  expect([response.status, response.headers.get('Content-Type')]).toEqual([415, 'application/problem+json'])
})

test('a wrong password, an unknown name and a disabled account get the same answer', async () => {
  await register('disabled')
  await db.collection('users').updateOne({ username: 'disabled' }, { $set: { disabled: true } })
  const responses = [await logIn('camille', 'wrong'), await logIn('nobody', 'wrong'), await logIn('disabled')]
  const answers = responses.map(async (response) => {
    const { request_id, ...problem } = (await response.json()) as Record<string, unknown>
    return { status: response.status, authenticate: response.headers.get('WWW-Authenticate'), problem }
  })
  const [first, ...others] = await Promise.all(answers)
  expect(first).toMatchObject({ status: 401, authenticate: 'Bearer', problem: { code: 'invalid_credentials' } })
  expect(others).toEqual([first, first])
})

test('a password older than the rules of today logs in, and its hash is renewed at today’s cost', async () => {
  const python = { hash: '$2b$10$Bg5groGZWS3WNKVjmJCx2epjLvFHBYWqS7bU1eKyLbV0u2EZS9SOC', password: 'a'.repeat(80) }
  const passwords = createPasswords({ cost: 11 })
  const beside = await authApi({ db, passwords })
  afterAll(() => passwords.close())
  await register('ancien')
  const stored = () => db.collection('users').findOne({ username: 'ancien' })
  await db.collection('users').updateOne({ username: 'ancien' }, { $set: { hashed_password: python.hash } })

  expect((await logIn('ancien', python.password)).status).toBe(200)
  expect((await stored())?.hashed_password).toBe(python.hash)
  expect((await beside.logIn('ancien', python.password)).status).toBe(200)
  expect((await stored())?.hashed_password).toMatch(/^\$2b\$11\$/)
  expect((await beside.logIn('ancien', python.password)).status).toBe(200)
})

test('an unknown name and a disabled account cost one verification at today’s cost, as a wrong password does', async () => {
  const passwords = createPasswords({ cost: 10 })
  const verified: [string, string | undefined][] = []
  const verify: Passwords['verify'] = (password, hash, caller) => {
    verified.push([password, hash])
    return passwords.verify(password, hash, caller)
  }
  const { logIn, register, db } = await authApi({ passwords: { ...passwords, verify } })
  await Promise.all([register('camille'), register('disabled')])
  await db.collection('users').updateOne({ username: 'disabled' }, { $set: { disabled: true } })
  for (const name of ['camille', 'nobody', 'disabled']) await logIn(name, 'wrong')
  const hash = expect.stringMatching(/^\$2b\$10\$/)
  expect(verified).toEqual([
    ['wrong', hash],
    ['wrong', undefined],
    ['wrong', hash],
  ])
  await passwords.close()
})

test('no password, token or hash is logged or answered', async () => {
  const { access_token, refresh_token } = await newcomer('discreet')
  const hash = (await db.collection('users').findOne({ username: 'discreet' }))?.hashed_password
  const answered = await Promise.all([me(access_token), logIn('discreet', 'canary-password'), refresh('canary-token'), logOut(access_token)])
  const seen = [...logged, ...(await Promise.all(answered.map((response) => response.text())))].join('\n')
  expect(seen).toContain('/auth/token')
  expect(hash).toMatch(/^\$2b\$/)
  for (const secret of [hash, PASSWORD, 'canary', access_token, refresh_token]) expect(seen).not.toContain(secret)
})

test('the session keeps no token, and says where it was opened', async () => {
  const sessionsOf = async (username: string) =>
    db
      .collection('sessions')
      .find({ user_id: (await db.collection('users').findOne({ username }))?._id })
      .toArray()
  await register('walker')
  await log(form({ username: 'walker', password: PASSWORD }), { 'User-Agent': `Firefox ${'x'.repeat(1_000)}` })
  const [session] = await sessionsOf('walker')
  expect(session).toMatchObject({ user_id: expect.any(ObjectId), spent: [], revoked_at: null })
  expect(session?.current_hash).toMatch(/^[\w-]{43}$/)
  expect(session?.user_agent).toHaveLength(300)
})

test('without MongoDB nobody logs in', async () => {
  const { logIn } = await authApi({ db: databaseAway() })
  const response = await logIn('camille')
  expect([response.status, await codeOf(response)]).toEqual([503, 'database_unavailable'])
})
