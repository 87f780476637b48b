import { beforeEach, expect, test } from 'vitest'
import type { Session } from '../../core/db/session-repository.ts'
import type { User } from '../../core/domain/user.ts'
import { testClock } from '../../tests/support/auth-api.ts'
import { createSessionCheck } from './session-check.ts'
import { createTokens } from './tokens.ts'

const clock = testClock()
const tokens = createTokens({ secretKey: 'a secret of this test, long enough', now: clock.now })
const session: Session = {
  id: '6560f0c2a7b4c1d2e3f40517',
  userId: '6560f0c2a7b4c1d2e3f40516',
  currentHash: '',
  spent: [],
  createdAt: clock.now(),
  expiresAt: new Date(clock.now().getTime() + 3_600_000),
  revokedAt: null,
}
const claims = {
  type: 'access',
  userId: session.userId,
  sessionId: session.id,
  jti: 'one',
  issuedAt: clock.now(),
  expiresAt: session.expiresAt,
} as const
const token = await tokens.issue(claims)

let asked: number
let role: 'user' | 'admin'
const account = () => ({ disabled: false, role }) as User
let away: boolean
beforeEach(() => {
  asked = 0
  role = 'user'
  away = false
})

const fresh = (stored = session) =>
  createSessionCheck({
    sessions: {
      async find() {
        asked++
        if (away) throw new Error('away')
        return stored
      },
    },
    users: { find: async () => account() },
    tokens,
    now: clock.now,
  })

test('many checks at once and within seconds ask the database once', async () => {
  const { check } = fresh()
  await Promise.all([check(token), check(token), check(token)])
  clock.advance(3_900)
  expect(await check(token)).toEqual({ id: session.userId, sessionId: session.id, role: 'user', account: account() })
  expect(asked).toBe(1)
})

test('a change of role acts within 5 seconds', async () => {
  const { check } = fresh()
  await check(token)
  role = 'admin'
  clock.advance(5_000)
  expect((await check(token)).role).toBe('admin')
})

test('while the database is away a check fails, and asks again the next time', async () => {
  const { check } = fresh()
  away = true
  await expect(check(token)).rejects.toThrow('away')
  away = false
  expect((await check(token)).id).toBe(session.userId)
})

test('a session known a second ago goes on while the database is away, for seconds only', async () => {
  const { check } = fresh()
  await check(token)
  away = true
  clock.advance(1_000)
  expect((await check(token)).id).toBe(session.userId)
  clock.advance(4_000)
  await expect(check(token)).rejects.toThrow('away')
})

test('a forgotten session is looked up again at once', async () => {
  const { check, forget } = fresh()
  await check(token)
  forget(session.id)
  await check(token)
  expect(asked).toBe(2)
})

test('when a user is forgotten, their sessions are looked up again, those of others not', async () => {
  const { check, forgetUser } = fresh()
  await check(token)
  forgetUser('6560f0c2a7b4c1d2e3f40518')
  await check(token)
  expect(asked).toBe(1)
  forgetUser(session.userId)
  await check(token)
  expect(asked).toBe(2)
})

test('a session that has expired lets nobody in, though the token says otherwise', async () => {
  const { check } = fresh({ ...session, expiresAt: clock.now() })
  await expect(check(token)).rejects.toMatchObject({ code: 'invalid_token' })
})

test('a session lets in its own user alone, known or not', async () => {
  const { check } = fresh()
  const others = await tokens.issue({ ...claims, userId: '6560f0c2a7b4c1d2e3f40518' })
  await check(token)
  await expect(check(others)).rejects.toMatchObject({ code: 'invalid_token' })
  await expect(fresh().check(others)).rejects.toMatchObject({ code: 'invalid_token' })
})
