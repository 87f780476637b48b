import { expect, test } from 'vitest'
import { authApi, codeOf, PASSWORD } from '../../tests/support/auth-api.ts'
import { operationsOf } from '../../tests/support/openapi.ts'
import { usersApi } from '../../tests/support/users-api.ts'

const HOUR = 3_600
const APPLICATION = 'http://localhost:3000'
const SOMEBODYS_ID = '6560f0c2a7b4c1d2e3f40516'
const DESCRIBED = { company: 'Acme', position: 'Baker', url: 'https://jobs.example.com/1' }

const api = await usersApi()
const admin = await api.admin()
const operations = await operationsOf(api)

const limited = async (rateLimits: Parameters<typeof authApi>[0] & object) => {
  const limitedApi = await authApi(rateLimits)
  const { access_token, refresh_token } = await limitedApi.newcomer('ada')
  return { ...limitedApi, refresh_token, headers: { Authorization: `Bearer ${access_token}` } }
}

test.each([
  [
    'general',
    { general: { points: 1, seconds: 60 } },
    async (at: Awaited<ReturnType<typeof limited>>) => at.request('GET', '/auth/me', { headers: at.headers }),
  ],
  ['log-in', { log_in: { points: 1, seconds: HOUR } }, async (at: Awaited<ReturnType<typeof limited>>) => at.logIn('ada', 'wrong')],
  ['registration', { registration: { points: 1, seconds: HOUR } }, async (at: Awaited<ReturnType<typeof limited>>) => at.register('bob')],
  ['refresh', { refresh: { points: 1, seconds: HOUR } }, async (at: Awaited<ReturnType<typeof limited>>) => at.refresh(at.refresh_token)],
  [
    'background',
    { background: { points: 1, seconds: HOUR } },
    async (at: Awaited<ReturnType<typeof limited>>) => at.request('POST', '/applications', { body: DESCRIBED, headers: at.headers }),
  ],
  [
    'upload',
    { upload: { points: 1, seconds: HOUR } },
    async (at: Awaited<ReturnType<typeof limited>>) =>
      at.request('POST', '/users/upload-cv', { headers: { ...at.headers, 'Content-Type': 'text/plain' }, body: 'x' }),
  ],
])('20. Past the limit of %s the answer is a 429 with Retry-After, RateLimit and RateLimit-Policy', async (name, rateLimits, ask) => {
  const at = await limited({ rateLimits })
  await ask(at)
  const response = await ask(at)
  const policy = rateLimits[Object.keys(rateLimits)[0] as keyof typeof rateLimits] as { seconds: number }
  expect([response.status, response.headers.get('Content-Type'), await codeOf(response)]).toEqual([
    429,
    'application/problem+json',
    'too_many_requests',
  ])
  const after = response.headers.get('Retry-After')
  expect(Number(after)).toBeGreaterThan(policy.seconds / 2)
  expect(response.headers.get('RateLimit-Policy')).toContain(`"${name}";q=1;w=${policy.seconds}`)
  expect(response.headers.get('RateLimit')).toContain(`"${name}";r=0;t=${after}`)
})

test('20. A forged X-Forwarded-For changes nothing unless a trusted proxy is configured', async () => {
  const register = async (at: { request: typeof api.request }, client: string) => {
    const username = `person-${client.replaceAll('.', '-')}`
    const body = { username, email: `${username}@example.com`, password: PASSWORD }
    const headers = { 'X-Forwarded-For': client, 'X-Real-IP': client, Forwarded: `for=${client}` }
    return (await at.request('POST', '/auth/register', { body, headers, address: '10.0.0.1' })).status
  }
  const rateLimits = { registration: { points: 1, seconds: HOUR } }
  const direct = await usersApi({ rateLimits })
  expect([await register(direct, '198.51.100.1'), await register(direct, '198.51.100.2')]).toEqual([201, 429])
  const behindProxy = await usersApi({ rateLimits, trustedProxies: ['10.0.0.1'] })
  expect([await register(behindProxy, '198.51.100.1'), await register(behindProxy, '198.51.100.2')]).toEqual([201, 201])
})

const PUBLIC = ['/', '/health/live', '/health/ready']
test.each(operations.filter(({ path }) => !PUBLIC.includes(path)))('20. What $name answers is kept by no cache', async ({ method, path }) => {
  const response = await admin.request(method, path.replaceAll(/\{\w+\}/g, SOMEBODYS_ID))
  expect(response.headers.get('Cache-Control')).toMatch(/(^|, )no-store(,|$)/)
})

test.each([
  ['200', () => api.request('GET', '/auth/me', { headers: { Origin: APPLICATION } })],
  [
    'preflight',
    () =>
      api.request('OPTIONS', '/applications', {
        headers: {
          Origin: APPLICATION,
          'Access-Control-Request-Method': 'PUT',
          'Access-Control-Request-Headers': 'authorization,content-type,if-match,idempotency-key',
        },
      }),
  ],
  ['401', () => api.request('GET', '/applications', { headers: { Origin: APPLICATION } })],
  ['404', () => api.request('GET', '/nothing', { headers: { Origin: APPLICATION } })],
  ['405', () => api.request('DELETE', '/health/live', { headers: { Origin: APPLICATION } })],
  ['413', () => api.request('POST', '/auth/register', { headers: { Origin: APPLICATION }, body: ' '.repeat(20_000) })],
  ['422', () => api.request('POST', '/auth/register', { headers: { Origin: APPLICATION }, body: {} })],
])('20. CORS: an origin of the list is let in with credentials, on a %s too', async (_, ask) => {
  const { headers } = await ask()
  expect([headers.get('Access-Control-Allow-Origin'), headers.get('Access-Control-Allow-Credentials')]).toEqual([APPLICATION, 'true'])
  expect(headers.get('Vary')).toMatch(/\bOrigin\b/)
})

test.each([
  'https://evil.example',
  'http://localhost:3000.evil.example',
  'http://evil.example/http://localhost:3000',
  'https://localhost:3000',
  'http://localhost:30000',
  'http://localhost',
  'null',
  '*',
])('20. CORS: the list is exact, %s is not on it', async (origin) => {
  const asked = { Origin: origin, 'Access-Control-Request-Method': 'GET' }
  for (const method of ['GET', 'OPTIONS'])
    expect((await api.request(method, '/auth/me', { headers: asked })).headers.get('Access-Control-Allow-Origin')).toBeNull()
})
