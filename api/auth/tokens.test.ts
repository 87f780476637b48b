import { createHmac } from 'node:crypto'
import { expect, test } from 'vitest'
import { createTokens } from './tokens.ts'

const secretKey = 'a secret of this test, long enough'
const now = new Date('2026-03-01T12:00:00Z')
const at = now.getTime() / 1_000
const tokens = createTokens({ secretKey, now: () => now })

const claims = {
  sub: '6560f0c2a7b4c1d2e3f40516',
  sid: '6560f0c2a7b4c1d2e3f40517',
  jti: 'one',
  iat: at,
  exp: at + 60,
  iss: 'job-tracker',
  aud: 'job-tracker-api',
  token_type: 'access',
}
const part = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')

/** A token as anybody could write one, signed with the right key unless told otherwise. */
function forged(payload: unknown, { header = {}, key = secretKey, hash = 'sha256' }: { header?: object; key?: string; hash?: string } = {}) {
  const text = `${part({ alg: 'HS256', typ: 'JWT', ...header })}.${part(payload)}`
  return `${text}.${createHmac(hash, key).update(text).digest('base64url')}`
}
const { exp, ...withoutExp } = claims
const valid = forged(claims)
const [head, , signature] = valid.split('.')

test('a token that says all it should is read', async () => {
  expect(await tokens.read(valid, 'access')).toEqual(claims)
})

test('an issued token holds no more than it should, in ASCII', async () => {
  const { sub, sid } = claims
  const token = await tokens.issue({ type: 'access', userId: sub, sessionId: sid, jti: 'one', issuedAt: now, expiresAt: new Date((at + 60) * 1_000) })
  expect(JSON.parse(atob(token.split('.')[1] ?? ''))).toEqual(claims)
})

test.each([
  ['of another algorithm', forged(claims, { header: { alg: 'HS512' }, hash: 'sha512' })],
  ['that names an algorithm it is not signed with', forged(claims, { header: { alg: 'HS512' } })],
  ['without an algorithm', `${part({ alg: 'none' })}.${part(claims)}.`],
  ['without a signature', `${head}.${part(claims)}.`],
  ['with a critical extension', forged(claims, { header: { crit: ['b64'], b64: false } })],
  ['signed with another key', forged(claims, { key: 'another secret, just as long as ours' })],
  ['with a changed payload', `${head}.${part({ ...claims, sub: '6560f0c2a7b4c1d2e3f40599' })}.${signature}`],
  ['that never expires', forged(withoutExp)],
  ['that has expired', forged({ ...claims, exp: at })],
  ['with an expiry that is no number', forged({ ...claims, exp: '9999999999' })],
  ['from the future', forged({ ...claims, iat: at + 6 })],
  ['of another issuer', forged({ ...claims, iss: 'elsewhere' })],
  ['for another audience', forged({ ...claims, aud: ['job-tracker-api', 'elsewhere'] })],
  ['of no session', forged({ ...claims, sid: undefined })],
  ['with an operator for a user', forged({ ...claims, sub: { $ne: '' } })],
  ['of no type', forged({ ...claims, token_type: undefined })],
  ['of the other type', forged({ ...claims, token_type: 'refresh' })],
  ['whose payload is null', forged(null)],
  ['whose payload is no JSON', `${head}.e30x.${signature}`],
  ['that is too long', forged({ ...claims, jti: 'x'.repeat(5_000) })],
  ['that is none', 'abc'],
  ['that is empty', ''],
])('a token %s is refused', async (_, token) => {
  await expect(tokens.read(token, 'access')).rejects.toMatchObject({ code: 'invalid_token' })
})

test('the clock of the process that issued a token may be 5 s ahead', async () => {
  await expect(tokens.read(forged({ ...claims, iat: at + 5 }), 'access')).resolves.toMatchObject({ sub: claims.sub })
})

test('an access token is no refresh token', async () => {
  await expect(tokens.read(valid, 'refresh')).rejects.toMatchObject({ code: 'invalid_token' })
})

test('the successor of a token is always the same, and another with another key', () => {
  const other = createTokens({ secretKey: 'another secret, just as long as ours', now: () => now })
  expect(tokens.successorOf('one')).toBe(tokens.successorOf('one'))
  expect(new Set([tokens.successorOf('one'), tokens.successorOf('two'), other.successorOf('one'), 'one']).size).toBe(4)
})
