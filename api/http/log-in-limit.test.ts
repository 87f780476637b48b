import { expect, test } from 'vitest'
import { createRateLimitRepository } from '../../core/db/rate-limit-repository.ts'
import { AppError } from '../../core/errors.ts'
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
      headers: FORM,
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
const FORM = { 'Content-Type': 'application/x-www-form-urlencoded' }
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

test('a name that nobody has is refused after the limit too, with the same answers, also where an account is used', async () => {
  const { person, logIn } = await guarded()
  const { username, password } = await person()
  expect((await logIn(username, password, OFFICE)).status).toBe(200)
  const answersFor = async (name: string, address: string) => {
    const answers: unknown[] = []
    for (let i = 0; i < 4; i++) {
      const response = await logIn(name, 'wrong', address)
      const { request_id, ...problem } = (await response.json()) as Record<string, unknown>
      const headers = Object.fromEntries([...response.headers].filter(([header]) => header !== 'x-request-id'))
      answers.push(JSON.parse(JSON.stringify({ status: response.status, problem, headers }).replaceAll(/\b(?:8\d\d|900)\b/g, '8xx')))
    }
    return answers
  }
  const nobodys = await answersFor('nobody', STRANGER)
  expect([await answersFor(username, STRANGER), await answersFor(username, OFFICE)]).toEqual([nobodys, nobodys])
  const [first, , , last] = nobodys as [{ status: number; headers: object }, unknown, unknown, object]
  expect(first.status).toBe(401)
  expect(Object.keys(first.headers).filter((header) => header.startsWith('ratelimit'))).toEqual([])
  expect(last).toMatchObject({ status: 429, headers: { 'ratelimit-policy': '"log-in";q=3;w=8xx', ratelimit: '"log-in";r=0;t=8xx' } })
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

test('a hundred wrong log-ins at once from one address are theirs alone to wait for', async () => {
  const { db, person } = await guarded()
  const { username, password } = await person()
  const passwords = createPasswords({ cost: 9 })
  const crowd = Promise.withResolvers<void>()
  const asked: unknown[] = []
  const verify: Passwords['verify'] = (...verification) => {
    if (asked.push(verification) === 100) crowd.resolve()
    return passwords.verify(...verification)
  }
  const api = await testApi({ db, rateLimits: { log_in: { ...LIMIT, points: 10 } }, passwords: { ...passwords, verify } })
  const logIn = async (name: string, secret: string, address: string) => {
    const body = new URLSearchParams({ username: name, password: secret }).toString()
    return (await api.request('POST', '/auth/token', { body, headers: FORM, address })).status
  }
  let answered = 0
  const guesses = Array.from({ length: 100 }, (_, i) => logIn(`nobody-${i}`, 'wrong', STRANGER).finally(() => answered++))
  await crowd.promise
  const before = answered
  expect(await logIn(username, password, HOME)).toBe(200)
  expect(answered - before).toBeLessThan(20)
  expect(await Promise.all(guesses)).toEqual(Array(100).fill(401))
  await passwords.close()
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
  expect((await request('POST', '/auth/refresh', { body: { refresh_token }, address: OFFICE })).status).toBe(200)
  expect((await logIn(username, password, HOME)).status).toBe(429)
})

test('a place is known from registration on, and by each refresh', async () => {
  const { guess, logIn, request, clock } = await guarded()
  const [username, password] = ['traveller', 'quatre chevaux agrafe']
  await request('POST', '/auth/register', { body: { username, email: 'traveller@example.com', password }, address: OFFICE })
  await guess(username, 4, anywhere)
  const response = await logIn(username, password, OFFICE)
  expect([response.status, (await logIn(username, password, HOME)).status]).toEqual([200, 429])
  let { refresh_token } = (await response.json()) as { refresh_token: string }
  const refreshAt = async (address: string) => {
    const refreshed = await request('POST', '/auth/refresh', { body: { refresh_token }, address })
    refresh_token = ((await refreshed.json()) as { refresh_token: string }).refresh_token
    return refreshed.status
  }
  expect([await refreshAt(HOME), (await logIn(username, password, HOME)).status]).toEqual([200, 200])
  clock.advance(6 * DAY_MS)
  expect(await refreshAt(OFFICE)).toBe(200)
  clock.advance(88 * DAY_MS)
  await guess(username, 4, anywhere)
  expect([(await logIn(username, password, OFFICE)).status, (await logIn(username, password, HOME)).status]).toEqual([200, 429])
})

test('a mark that cannot be written fails no refresh', async () => {
  const { person, db } = await guarded()
  const { tokens } = await person()
  const marks = createRateLimitRepository(databaseAway())
  const counters = { ...createRateLimitRepository(db), mark: marks.mark }
  const limits = createRateLimits({ counters, settings: { log_in: LIMIT }, trustedProxies: [], secretKey: 'x'.repeat(32), now: () => new Date() })
  const unmarked = await testApi({ db, limits })
  expect((await unmarked.request('POST', '/auth/refresh', { body: { refresh_token: tokens.refresh_token } })).status).toBe(200)
})

test.each([
  ['where the account is used', () => OFFICE],
  ['from everywhere', anywhere],
])('right passwords are limited too, ten times as widely: %s', async (_, address) => {
  const { person, logIn } = await guarded(1)
  const [{ username, password }, other] = [await person(), await person()]
  const statuses: number[] = []
  for (let i = 0; i < 12; i++) statuses.push((await logIn(username, password, address(i))).status)
  if (address(0) === address(1)) {
    // The first made the address known, and was counted as a stranger's.
    expect(statuses).toEqual([...Array(11).fill(200), 429])
    const refused = await logIn(username, password, OFFICE)
    expect(refused.headers.get('RateLimit-Policy')).toBe('"log-in";q=1;w=900')
  } else expect(statuses).toEqual([...Array(10).fill(200), 429, 429])
  expect((await logIn(other.username, other.password, OFFICE)).status).toBe(200)
})

test('an address with many accounts logs in a hundred times as often at most', async () => {
  const { person, logIn } = await guarded(1)
  const people = await Promise.all(Array.from({ length: 11 }, () => person()))
  const statuses: number[] = []
  for (const { username, password } of people) for (let i = 0; i < 10; i++) statuses.push((await logIn(username, password, OFFICE)).status)
  expect(statuses).toEqual([...Array(100).fill(200), ...Array(10).fill(429)])
})

test('a log-in that is refused because too many wait is none', async () => {
  const { db, person } = await guarded()
  const { username, password } = await person()
  const passwords = createPasswords({ cost: 4 })
  let busy = true
  const verify: Passwords['verify'] = async (...asked) => {
    if (busy) throw new AppError('too_many_requests', { params: { retry_after: 10 } })
    return passwords.verify(...asked)
  }
  const api = await testApi({ db, rateLimits: { log_in: LIMIT }, passwords: { ...passwords, verify } })
  const attempt = async () => {
    const body = new URLSearchParams({ username, password }).toString()
    const response = await api.request('POST', '/auth/token', { body, headers: FORM, address: STRANGER })
    return [response.status, response.headers.get('Retry-After')]
  }
  for (let i = 0; i < 5; i++) expect(await attempt()).toEqual([429, '10'])
  busy = false
  expect(await attempt()).toEqual([200, null])
})

test('guesses from a known place are limited as well', async () => {
  const { person, logIn, guess } = await guarded()
  const { username, password } = await person()
  await logIn(username, password, OFFICE)
  expect(await guess(username, 4, () => OFFICE)).toEqual([401, 401, 401, 429])
})

test('a place is forgotten after 90 days, and known on with each log-in', async () => {
  const { person, logIn, guess, clock } = await guarded()
  const { username, password } = await person()
  await logIn(username, password, OFFICE)
  clock.advance(89 * DAY_MS)
  await guess(username, 4, anywhere)
  expect((await logIn(username, password, OFFICE)).status).toBe(200)
  clock.advance(89 * DAY_MS)
  expect((await logIn(username, password, OFFICE)).status).toBe(200)
  clock.advance(91 * DAY_MS)
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
  const response = await uncounted.request('POST', '/auth/token', { body, headers: FORM })
  expect([response.status, await codeOf(response)]).toEqual([503, 'database_unavailable'])
})
