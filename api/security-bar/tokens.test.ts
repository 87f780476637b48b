import { createHmac } from 'node:crypto'
import { ObjectId } from 'mongodb'
import { afterAll, expect, test } from 'vitest'
import { secretKey } from '../../tests/support/api.ts'
import { authApi, PASSWORD, type Tokens, testClock } from '../../tests/support/auth-api.ts'
import { endPrograms, startProgram } from '../../tests/support/processes.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS

const clock = testClock()
const { db, register, logIn, newcomer, me, refresh, logOut, request } = await authApi({ now: clock.now })
afterAll(endPrograms)

let people = 0
const somebody = () => newcomer(`person-${people++}`)
const tokensOf = async (response: Response | Promise<Response>) => (await (await response).json()) as Tokens
const claimsOf = (token: string) => JSON.parse(Buffer.from(token.split('.')[1] ?? '', 'base64url').toString())
const statusOf = async (answer: Response | Promise<Response>) => (await answer).status

const part = (value: object) => Buffer.from(JSON.stringify(value)).toString('base64url')
const signed = (claims: object, { alg = 'HS256', hash = 'sha256', key = secretKey, header = {} } = {}) => {
  const text = `${part({ alg, typ: 'JWT', ...header })}.${part(claims)}`
  return `${text}.${createHmac(hash, key).update(text).digest('base64url')}`
}

test.each([
  ['a token as it was issued', (claims: object) => signed(claims), 200],
  ['alg none, unsigned', (claims: object) => `${part({ alg: 'none' })}.${part(claims)}.`, 401],
  ['alg none, signed', (claims: object) => signed(claims, { alg: 'none' }), 401],
  ['HS384', (claims: object) => signed(claims, { alg: 'HS384', hash: 'sha384' }), 401],
  ['HS512', (claims: object) => signed(claims, { alg: 'HS512', hash: 'sha512' }), 401],
  ['HS512 that says HS256', (claims: object) => signed(claims, { hash: 'sha512' }), 401],
  ['another key', (claims: object) => signed(claims, { key: 'x'.repeat(32) }), 401],
  ['no exp', (claims: object) => signed({ ...claims, exp: undefined }), 401],
  ['an exp that is text', (claims: object) => signed({ ...claims, exp: '9999999999' }), 401],
  ['an exp that has passed', (claims: object) => signed({ ...claims, exp: clock.now().getTime() / 1_000 - 1 }), 401],
  ['no iss', (claims: object) => signed({ ...claims, iss: undefined }), 401],
  ['another iss', (claims: object) => signed({ ...claims, iss: 'https://evil.example' }), 401],
  ['no aud', (claims: object) => signed({ ...claims, aud: undefined }), 401],
  ['another aud', (claims: object) => signed({ ...claims, aud: 'another-api' }), 401],
  ['no token_type', (claims: object) => signed({ ...claims, token_type: undefined }), 401],
  ['a session that does not exist', (claims: object) => signed({ ...claims, sid: new ObjectId().toHexString() }), 401],
  ['another user', (claims: object) => signed({ ...claims, sub: new ObjectId().toHexString() }), 401],
  ['an operator for a session', (claims: object) => signed({ ...claims, sid: { $ne: '' } }), 401],
])('5. alg is on an allowlist, each claim is checked: %s', async (_, forge, status) => {
  const { access_token } = await somebody()
  const { exp, iat, ...claims } = claimsOf(access_token)
  const seconds = Math.floor(clock.now().getTime() / 1_000)
  expect(await statusOf(me(forge({ ...claims, iat: seconds, exp: seconds + 60 })))).toBe(status)
})

test('5. A refresh token is no access token, and the reverse', async () => {
  const { access_token, refresh_token } = await somebody()
  expect([await statusOf(me(refresh_token)), await statusOf(refresh(access_token))]).toEqual([401, 401])
  expect([await statusOf(me(access_token)), await statusOf(refresh(refresh_token))]).toEqual([200, 200])
})

test.each([
  ['31 bytes', { SECRET_KEY: 'k'.repeat(31) }, 'SECRET_KEY is too short'],
  ['the sample', { ENVIRONMENT: 'production', SECRET_KEY: 'your-secret-key-change-it-in-production' }, 'SECRET_KEY is the sample one'],
  ['none', { ENVIRONMENT: 'production' }, 'SECRET_KEY'],
])('6. With %s for a signing secret the process refuses to start', async (_, environment, sentence) => {
  // A port that nothing listens on: it must not get as far as that.
  const settings = { MONGODB_URI: 'mongodb://127.0.0.1:1', API_PORT: '1', ...environment }
  await expect(startProgram('api/main.ts', settings)).rejects.toThrow(new RegExp(`exited with 1:\n.*${sentence}`))
})

test('7. Refresh rotates; a reuse revokes the family, its newest member and its access tokens included', async () => {
  const first = await somebody()
  const second = await tokensOf(refresh(first.refresh_token))
  const third = await tokensOf(refresh(second.refresh_token))
  expect(new Set([first, second, third].map(({ refresh_token }) => refresh_token)).size).toBe(3)
  clock.advance(MINUTE_MS)
  expect(await statusOf(me(third.access_token))).toBe(200)
  expect(await statusOf(refresh(first.refresh_token))).toBe(401)
  for (const { access_token } of [first, second, third]) expect(await statusOf(me(access_token))).toBe(401)
  for (const { refresh_token } of [second, third]) expect(await statusOf(refresh(refresh_token))).toBe(401)
})

test('7. Ten parallel refreshes with one token end in one live family', async () => {
  const { refresh_token } = await somebody()
  const answers = await Promise.all(Array.from({ length: 10 }, () => refresh(refresh_token)))
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(200))
  const successors = new Set((await Promise.all(answers.map(tokensOf))).map((tokens) => tokens.refresh_token))
  expect(successors.size).toBe(1)
  clock.advance(MINUTE_MS)
  expect(await statusOf(refresh([...successors][0] ?? ''))).toBe(200)
})

test('8. A family has an absolute lifetime', async () => {
  let tokens = await somebody()
  for (let day = 5; day < 30; day += 5) {
    clock.advance(5 * DAY_MS)
    tokens = await tokensOf(refresh(tokens.refresh_token))
  }
  expect(await statusOf(me(tokens.access_token))).toBe(200)
  clock.advance(5 * DAY_MS)
  expect([await statusOf(me(tokens.access_token)), await statusOf(refresh(tokens.refresh_token))]).toEqual([401, 401])
})

const bearer = ({ access_token }: Tokens) => ({ Authorization: `Bearer ${access_token}` })
test.each([
  ['Logging out', (tokens: Tokens) => logOut(tokens.refresh_token)],
  [
    'An admin who disables the account',
    async (tokens: Tokens) =>
      request('PUT', `/users/${claimsOf(tokens.access_token).sub}`, { body: { disabled: true }, headers: bearer(await admin()) }),
  ],
  ['The user’s deletion', (tokens: Tokens) => request('DELETE', `/users/${claimsOf(tokens.access_token).sub}`, { headers: bearer(tokens) })],
])('8. %s ends the session, in the cache too', async (_, end) => {
  const tokens = await somebody()
  expect(await statusOf(me(tokens.access_token))).toBe(200)
  expect(await statusOf(end(tokens))).toBeLessThan(300)
  expect([await statusOf(me(tokens.access_token)), await statusOf(refresh(tokens.refresh_token))]).toEqual([401, 401])
})

test('8. A password change ends every other session, in the cache too', async () => {
  await register('changing')
  const [here, there] = [await tokensOf(logIn('changing')), await tokensOf(logIn('changing'))]
  expect([await statusOf(me(here.access_token)), await statusOf(me(there.access_token))]).toEqual([200, 200])
  const body = { current_password: PASSWORD, new_password: 'cinq vagues violet marche' }
  expect(await statusOf(request('POST', '/auth/change-password', { body, headers: bearer(here) }))).toBe(200)
  expect([await statusOf(me(here.access_token)), await statusOf(me(there.access_token))]).toEqual([200, 401])
  expect([await statusOf(refresh(here.refresh_token)), await statusOf(refresh(there.refresh_token))]).toEqual([200, 401])
})

test('8. Refresh tokens are stored hashed', async () => {
  const first = await somebody()
  const second = await tokensOf(refresh(first.refresh_token))
  const stored = JSON.stringify(await db.collection('sessions').find().toArray())
  for (const { access_token, refresh_token } of [first, second])
    for (const token of [access_token, refresh_token]) {
      expect(stored).not.toContain(token)
      expect(stored).not.toContain(claimsOf(token).jti)
    }
})

test('9. A clock that is 5 seconds ahead is tolerated, one that is further ahead is not', async () => {
  const { access_token } = await somebody()
  const claims = claimsOf(access_token)
  const seconds = clock.now().getTime() / 1_000
  expect(await statusOf(me(signed({ ...claims, iat: Math.floor(seconds + 5) })))).toBe(200)
  expect(await statusOf(me(signed({ ...claims, iat: Math.ceil(seconds + 6) })))).toBe(401)
})

async function admin(): Promise<Tokens> {
  const tokens = await somebody()
  await db.collection('users').updateOne({ _id: new ObjectId(claimsOf(tokens.access_token).sub as string) }, { $set: { role: 'admin' } })
  return tokens
}
