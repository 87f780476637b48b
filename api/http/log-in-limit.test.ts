import { expect, test } from 'vitest'
import { createRateLimitRepository } from '../../core/db/rate-limit-repository.ts'
import { testApi } from '../../tests/support/api.ts'
import { codeOf, databaseAway, testClock } from '../../tests/support/auth-api.ts'
import { createPasswords, type Passwords } from '../auth/index.ts'
import { createRateLimits } from './rate-limits.ts'

const LIMIT = { points: 3, seconds: 900 }
const DAY_MS = 24 * 3_600_000
const [OFFICE, HOME, STRANGER] = ['192.0.2.1', '192.0.2.2', '203.0.113.9']

async function guarded(points = LIMIT.points) {
  const clock = testClock()
  const passwords = createPasswords({ cost: 4 })
  const verified: string[] = []
  const verify: Passwords['verify'] = (password, hash) => {
    verified.push(password)
    return passwords.verify(password, hash)
  }
  const options = { rateLimits: { log_in: { ...LIMIT, points } }, now: clock.now, passwords: { ...passwords, verify } }
  const api = await testApi(options)
  const logInAt = (at: typeof api, username: string, password: string, address: string) =>
    at.request('POST', '/auth/token', {
      body: new URLSearchParams({ username, password }).toString(),
      headers: { 'Content-Type': 'application/x-www-form-urlencoded' },
      address,
    })
  const logIn = (username: string, password: string, address: string) => logInAt(api, username, password, address)
  return {
    ...api,
    clock,
    verified,
    logIn,
    besides: async () => {
      const other = await testApi({ ...options, db: api.db })
      return (username: string, password: string, address: string) => logInAt(other, username, password, address)
    },
    /** Statuses of wrong guesses, one after the other. */
    async guess(username: string, times: number, address: (i: number) => string = () => STRANGER) {
      const statuses: number[] = []
      for (let i = 0; i < times; i++) statuses.push((await logIn(username, 'wrong', address(i))).status)
      return statuses
    },
  }
}
const anywhere = (i: number) => `198.51.100.${i}`

test('guesses at one account are refused after the limit, from whatever address, username and e-mail together', async () => {
  const { person, guess, logIn } = await guarded()
  const { username, password } = await person()
  expect([...(await guess(username, 2, anywhere)), ...(await guess(`${username.toUpperCase()}@example.com`, 2, anywhere))]).toEqual([
    401, 401, 401, 429,
  ])
  const refused = await logIn(username, password, STRANGER)
  expect([refused.status, await codeOf(refused), Number(refused.headers.get('Retry-After')) > 800]).toEqual([429, 'too_many_requests', true])
})

test('a name that nobody has is refused after the limit too, with the same answer', async () => {
  const { person, logIn } = await guarded()
  const { username } = await person()
  const answersFor = async (name: string) => {
    const answers: unknown[] = []
    for (let i = 0; i < 4; i++) {
      const response = await logIn(name, 'wrong', STRANGER)
      const { request_id, ...problem } = (await response.json()) as Record<string, unknown>
      const headers = ['RateLimit-Policy', 'RateLimit', 'Retry-After'].map((header) => response.headers.get(header)?.replaceAll(/r=2[0-9]/g, 'r=2x'))
      answers.push({ status: response.status, problem, headers })
    }
    return answers
  }
  const [known, nobodys] = [await answersFor(username), await answersFor('nobody')]
  expect(nobodys).toEqual(known)
  expect(nobodys).toMatchObject([{ status: 401 }, { status: 401 }, { status: 401 }, { status: 429 }])
})

test('of a hundred guesses at once no more than the limit are looked at', async () => {
  const { person, logIn, verified } = await guarded()
  const { username } = await person()
  verified.length = 0
  const answers = await Promise.all(Array.from({ length: 100 }, (_, i) => logIn(username, 'wrong', anywhere(i))))
  expect(verified.length).toBeGreaterThan(0)
  expect(verified.length).toBeLessThanOrEqual(3)
  expect(answers.filter(({ status }) => status === 401)).toHaveLength(verified.length)
})

test('two processes count as one', async () => {
  const { person, guess, besides } = await guarded()
  const { username, password } = await person()
  const logInThere = await besides()
  await guess(username, 3)
  expect((await logInThere(username, password, HOME)).status).toBe(429)
})

test('right passwords are given back, and clear what was counted of the account', async () => {
  const { person, logIn, guess } = await guarded()
  const { username, password } = await person()
  for (let i = 0; i < 7; i++) expect((await logIn(username, password, anywhere(i))).status).toBe(200)
  await guess(username, 2)
  expect((await logIn(username, password, HOME)).status).toBe(200)
  expect(await guess(username, 4)).toEqual([401, 401, 401, 429])
})

test('strangers’ guesses lock the owner out of no place where they have logged in, and end no session', async () => {
  const { person, logIn, guess, request } = await guarded()
  const { username, password } = await person()
  const { access_token, refresh_token } = (await (await logIn(username, password, OFFICE)).json()) as Record<string, string>
  await guess(username, 5, anywhere)
  expect((await logIn(username, password, HOME)).status).toBe(429)
  expect((await logIn(username, password, OFFICE)).status).toBe(200)
  expect((await request('GET', '/auth/me', { headers: { Authorization: `Bearer ${access_token}` }, address: HOME })).status).toBe(200)
  expect((await request('POST', '/auth/refresh', { body: { refresh_token }, address: HOME })).status).toBe(200)
  expect((await logIn(username, password, HOME)).status).toBe(429)
})

test('guesses from a known place are limited as well', async () => {
  const { person, logIn, guess } = await guarded()
  const { username, password } = await person()
  await logIn(username, password, OFFICE)
  expect(await guess(username, 4, () => OFFICE)).toEqual([401, 401, 401, 429])
})

test('a place is forgotten after 30 days, and known on with each log-in', async () => {
  const { person, logIn, guess, clock } = await guarded()
  const { username, password } = await person()
  await logIn(username, password, OFFICE)
  clock.advance(29 * DAY_MS)
  await guess(username, 4, anywhere)
  expect((await logIn(username, password, OFFICE)).status).toBe(200)
  clock.advance(29 * DAY_MS)
  expect((await logIn(username, password, OFFICE)).status).toBe(200)
  clock.advance(31 * DAY_MS)
  expect((await logIn(username, password, OFFICE)).status).toBe(429)
})

test('an address may guess ten times as often over all accounts, and spends no account’s limit after that', async () => {
  const { person, logIn, guess } = await guarded(1)
  const { username, password } = await person()
  const others: number[] = []
  for (let i = 0; i < 11; i++) others.push(...(await guess(`nobody-${i}`, 1)))
  expect(others).toEqual([...Array(10).fill(401), 429])
  expect(await guess(username, 3)).toEqual([429, 429, 429])
  expect((await logIn(username, password, HOME)).status).toBe(200)
})

test('logging in to one’s own account does not clear what the address was counted for', async () => {
  const { person, logIn, guess } = await guarded(1)
  const { username, password } = await person()
  for (let i = 0; i < 9; i++) await guess(`nobody-${i}`, 1)
  expect((await logIn(username, password, STRANGER)).status).toBe(200)
  expect([...(await guess('nobody-9', 1)), ...(await guess('nobody-10', 1))]).toEqual([401, 429])
})

test('a name of 24 hex digits shares no limit with the account of that id', async () => {
  const { person, guess } = await guarded()
  const { username, id } = await person()
  await guess(id, 3, anywhere)
  expect(await guess(username, 1)).toEqual([401])
})

test('while it cannot be counted nobody logs in', async () => {
  const { person, db } = await guarded()
  const { username, password } = await person()
  const counters = { ...createRateLimitRepository(db), counter: createRateLimitRepository(databaseAway()).counter }
  const limits = createRateLimits({ counters, settings: { log_in: LIMIT }, trustedProxies: [], secretKey: 'x'.repeat(32), now: () => new Date() })
  const uncounted = await testApi({ db, limits })
  const body = new URLSearchParams({ username, password }).toString()
  const response = await uncounted.request('POST', '/auth/token', { body, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } })
  expect([response.status, await codeOf(response)]).toEqual([503, 'database_unavailable'])
})
