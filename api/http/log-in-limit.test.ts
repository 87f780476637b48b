import { expect, test } from 'vitest'
import { createRateLimitRepository } from '../../core/db/rate-limit-repository.ts'
import { testApi } from '../../tests/support/api.ts'
import { codeOf, databaseAway } from '../../tests/support/auth-api.ts'
import { anywhere, FORM, guarded, HOME, LIMIT, OFFICE, STRANGER } from '../../tests/support/guarded-api.ts'
import { createRateLimits } from './rate-limits.ts'

const DAY_MS = 24 * 3_600_000

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

test('of thirty guesses at once no more than the limit are looked at', async () => {
  const { person, logIn, verified } = await guarded()
  const { username } = await person()
  verified.length = 0
  const answers = await Promise.all(Array.from({ length: 30 }, (_, i) => logIn(username, 'wrong', anywhere(i))))
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
