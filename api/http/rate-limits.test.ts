import { expect, onTestFinished, test, vi } from 'vitest'
import { createRateLimitRepository } from '../../core/db/rate-limit-repository.ts'
import { testApi } from '../../tests/support/api.ts'
import { codeOf, databaseAway, PASSWORD } from '../../tests/support/auth-api.ts'
import { createRateLimits } from './rate-limits.ts'

const HOUR = 3_600
const DESCRIBED = { company: 'Acme', position: 'Baker', url: 'https://jobs.example.com/1' }

const headersOf = ({ headers }: Response) => ({
  policy: headers.get('RateLimit-Policy'),
  left: headers.get('RateLimit'),
  after: headers.get('Retry-After'),
})

test('each answer says what is left for the account, and once nothing is, when to come back', async () => {
  const api = await testApi({ rateLimits: { general: { points: 3, seconds: 60 } } })
  const [ada, bob] = [await api.person(), await api.person()]
  // The first was spent when the person was made.
  const answers = [await ada.request('GET', '/applications'), await ada.request('GET', '/applications/6560f0c2a7b4c1d2e3f40516')]
  expect(answers.map(headersOf)).toEqual([
    { policy: '"general";q=3;w=60', left: expect.stringMatching(/^"general";r=1;t=\d+$/), after: null },
    { policy: '"general";q=3;w=60', left: expect.stringMatching(/^"general";r=0;t=\d+$/), after: null },
  ])
  const refused = await ada.request('GET', '/auth/me')
  expect([refused.status, refused.headers.get('Content-Type'), await codeOf(refused)]).toEqual([429, 'application/problem+json', 'too_many_requests'])
  const { left, after } = headersOf(refused)
  expect(Number(after)).toBeGreaterThan(50)
  expect(left).toBe(`"general";r=0;t=${after}`)
  expect((await bob.request('GET', '/auth/me')).status).toBe(200)
})

test('an answer that is given again says what is left now', async () => {
  const api = await testApi({ rateLimits: { general: { points: 10, seconds: 60 } } })
  const { request } = await api.person()
  const create = () => request('POST', '/tasks', { body: { title: 'Call' }, headers: { 'Idempotency-Key': 'one' } })
  const [first, again] = [await create(), await create()]
  expect([first, again].map(headersOf).map(({ left }) => left?.split(';')[1])).toEqual(['r=8', 'r=7'])
  expect([again.headers.get('Cache-Control'), await again.json()]).toEqual(['no-store', await first.json()])
})

test('when its time has passed an account begins anew', async () => {
  vi.useFakeTimers({ toFake: ['Date'] })
  onTestFinished(() => void vi.useRealTimers())
  const api = await testApi({ rateLimits: { general: { points: 1, seconds: 60 } } })
  const ada = await api.person()
  const statusAfter = async (ms: number) => {
    vi.setSystemTime(Date.now() + ms)
    return (await ada.request('GET', '/auth/me')).status
  }
  expect([await statusAfter(59_999), await statusAfter(1), await statusAfter(0)]).toEqual([429, 200, 429])
})

test('what a token of nobody asks for counts for nobody', async () => {
  const api = await testApi({ rateLimits: { general: { points: 2, seconds: 60 } } })
  const ada = await api.person()
  const forged = { headers: { Authorization: `Bearer ${ada.tokens.access_token}x` } }
  for (let i = 0; i < 5; i++) expect((await api.request('GET', '/auth/me', forged)).status).toBe(401)
  expect((await ada.request('GET', '/auth/me')).status).toBe(200)
})

test('background work is counted over all processes, and its answer shows both limits', async () => {
  const rateLimits = { background: { points: 2, seconds: HOUR }, general: { points: 600, seconds: 60 } }
  const one = await testApi({ rateLimits })
  const other = await testApi({ rateLimits, db: one.db })
  const { tokens } = await one.person()
  const ask = (api: typeof one) =>
    api.request('POST', '/applications', { body: DESCRIBED, headers: { Authorization: `Bearer ${tokens.access_token}` } })
  const answers = [await ask(one), await ask(other), await ask(one), await ask(other)]
  expect(answers.map(({ status }) => status)).toEqual([201, 201, 429, 429])
  expect(headersOf(answers[1] as Response)).toEqual({
    policy: '"general";q=600;w=60, "background";q=2;w=3600, "background-address";q=20;w=3600',
    left: expect.stringMatching(/^"general";r=\d+;t=\d+, "background";r=0;t=\d+, "background-address";r=18;t=\d+$/),
    after: null,
  })
  expect(Number(headersOf(answers[2] as Response).after)).toBeGreaterThan(HOUR - 60)
  expect(await one.db.collection('applications').countDocuments()).toBe(2)
})

test('an address has ten times the room of an account', async () => {
  const api = await testApi({ rateLimits: { background: { points: 1, seconds: HOUR } } })
  const statuses: number[] = []
  for (let i = 0; i < 11; i++) {
    const { request } = await api.person()
    statuses.push((await request('POST', '/applications', { body: DESCRIBED, address: '192.0.2.1' })).status)
  }
  expect(statuses).toEqual([...Array(10).fill(201), 429])
  const { request } = await api.person()
  expect((await request('POST', '/applications', { body: DESCRIBED, address: '192.0.2.2' })).status).toBe(201)
})

test('registrations are counted by address alone, refused ones too, and a forged header is no other address', async () => {
  const api = await testApi({ rateLimits: { registration: { points: 3, seconds: HOUR } } })
  const register = (name: string, address: string, headers = {}) =>
    api.request('POST', '/auth/register', { body: { username: name, email: `${name}@example.com`, password: PASSWORD }, address, headers })
  const first = await register('one', '192.0.2.1')
  const answers = [first, await register('one', '192.0.2.1'), await register('two', '192.0.2.1'), await register('three', '192.0.2.1')]
  expect(answers.map(({ status }) => status)).toEqual([201, 400, 201, 429])
  expect(headersOf(first)).toMatchObject({ policy: '"registration";q=3;w=3600', left: expect.stringMatching(/^"registration";r=2;/) })
  expect((await register('four', '192.0.2.1', { 'X-Forwarded-For': '198.51.100.7' })).status).toBe(429)
  expect((await register('five', '192.0.2.2')).status).toBe(201)
})

test('behind a trusted proxy each client counts for itself', async () => {
  const api = await testApi({ rateLimits: { registration: { points: 1, seconds: HOUR } }, trustedProxies: ['10.0.0.0/8'] })
  const register = (username: string, client: string) =>
    api.request('POST', '/auth/register', {
      body: { username, email: `${username}@example.com`, password: PASSWORD },
      address: '10.0.0.1',
      headers: { 'X-Forwarded-For': client },
    })
  expect((await register('one', '198.51.100.1')).status).toBe(201)
  expect((await register('two', '198.51.100.2')).status).toBe(201)
  expect((await register('three', '203.0.113.5, 198.51.100.1')).status).toBe(429)
})

test('one session’s refreshes leave the others theirs, and made-up tokens leave all sessions theirs', async () => {
  const api = await testApi({ rateLimits: { refresh: { points: 2, seconds: HOUR } } })
  const [ada, bob] = [await api.person(), await api.person()]
  const refresh = (token: string, address: string) => api.request('POST', '/auth/refresh', { body: { refresh_token: token }, address })
  for (let i = 0; i < 5; i++) expect((await refresh(`${ada.tokens.refresh_token}x`, '192.0.2.9')).status).toBe(401)
  const statuses: number[] = []
  for (let i = 0; i < 3; i++) statuses.push((await refresh(ada.tokens.refresh_token, `192.0.2.${i}`)).status)
  expect(statuses).toEqual([200, 200, 429])
  expect((await refresh(bob.tokens.refresh_token, '192.0.2.1')).status).toBe(200)
})

test('made-up refresh tokens are limited by address', async () => {
  const api = await testApi({ rateLimits: { refresh: { points: 1, seconds: HOUR } } })
  const statuses: number[] = []
  for (let i = 0; i < 11; i++)
    statuses.push((await api.request('POST', '/auth/refresh', { body: { refresh_token: 'made.up.token' }, address: '192.0.2.1' })).status)
  expect(statuses).toEqual([...Array(10).fill(401), 429])
})

test('of a hundred at once no more pass than the limit', async () => {
  const api = await testApi({ rateLimits: { background: { points: 7, seconds: HOUR } } })
  const { request } = await api.person()
  const answers = await Promise.all(Array.from({ length: 100 }, () => request('POST', '/applications', { body: DESCRIBED })))
  const passed = answers.filter(({ status }) => status === 201).length
  // Exactly 7 on mongod; its stand-in may tell some of them that the limit is spent already.
  expect(passed).toBeGreaterThan(0)
  expect(passed).toBeLessThanOrEqual(7)
  expect(answers.filter(({ status }) => status === 429)).toHaveLength(100 - passed)
})

test('without MongoDB what is counted there is a 503', async () => {
  const counters = createRateLimitRepository(databaseAway())
  const settings = { registration: { points: 3, seconds: HOUR }, refresh: { points: 3, seconds: HOUR } }
  const limits = createRateLimits({ counters, settings, trustedProxies: [], secretKey: 'x'.repeat(32), now: () => new Date() })
  const api = await testApi({ limits })
  const body = { username: 'one', email: 'one@example.com', password: PASSWORD }
  expect((await api.request('POST', '/auth/register', { body })).status).toBe(503)
  expect((await api.request('POST', '/auth/refresh', { body: { refresh_token: 'made.up.token' } })).status).toBe(503)
  expect(await api.db.collection('users').countDocuments()).toBe(0)
})

test('what is counted names neither a person nor an address, and goes when its time is over', async () => {
  const limit = { points: 3, seconds: HOUR }
  const api = await testApi({ rateLimits: { log_in: limit, registration: limit, refresh: limit, background: limit } })
  const address = '203.0.113.77'
  const { username, id, request, tokens } = await api.person()
  const form = { 'Content-Type': 'application/x-www-form-urlencoded' }
  for (const name of [username, `${username}@example.com`, 'nobody@example.org'])
    await api.request('POST', '/auth/token', { body: new URLSearchParams({ username: name, password: 'wrong' }).toString(), headers: form, address })
  await request('POST', '/applications', { body: DESCRIBED, address })
  await api.request('POST', '/auth/refresh', { body: { refresh_token: tokens.refresh_token }, address })
  const kept = await api.db.collection('rate_limits').find().toArray()
  expect(kept.length).toBeGreaterThan(6)
  const text = JSON.stringify(kept)
  for (const secret of [address, username, 'example', id]) expect(text).not.toContain(secret)
  for (const { expire } of kept) expect(expire).toBeInstanceOf(Date)
})
