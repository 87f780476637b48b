import { beforeAll, expect, test } from 'vitest'
import { testApi } from '../tests/support/api.ts'

let api: Awaited<ReturnType<typeof testApi>>
beforeAll(async () => {
  api = await testApi()
})

test('public routes ignore a stale token', async () => {
  const headers = { Authorization: 'Bearer stale' }
  for (const path of ['/', '/health/live', '/health/ready', '/openapi.json', '/docs'])
    expect((await api.request('GET', path, { headers })).status).toBe(200)
})

test('readiness tells each part and its latency', async () => {
  expect(await (await api.request('GET', '/health/ready')).json()).toMatchObject({
    status: 'ok',
    mongodb: 'up',
    temporal: 'up',
    latency_ms: { mongodb: 1, temporal: 1 },
  })
})

test('without Temporal it is ready all the same', async () => {
  const away = await testApi({ temporal: () => Promise.reject(new Error('away')) })
  const response = await away.request('GET', '/health/ready')
  expect([response.status, await response.json()]).toEqual([200, expect.objectContaining({ status: 'degraded', temporal: 'down' })])
})

test('a process that stops is alive, and takes nothing new', async () => {
  const stopping = await testApi({ stopping: () => true })
  expect((await stopping.request('GET', '/health/live')).status).toBe(200)
  expect((await stopping.request('GET', '/health/ready')).status).toBe(503)
})

test('an origin of the list gets credentials, on errors and preflights too; another gets none', async () => {
  const origin = { Origin: 'http://localhost:3000' }
  const preflight = await api.request('OPTIONS', '/applications', { headers: { ...origin, 'Access-Control-Request-Method': 'POST' } })
  const refused = await api.request('GET', '/applications', { headers: origin })
  for (const response of [preflight, refused]) {
    expect(response.headers.get('Access-Control-Allow-Origin')).toBe('http://localhost:3000')
    expect(response.headers.get('Access-Control-Allow-Credentials')).toBe('true')
  }
  expect([preflight.status, refused.status]).toEqual([204, 401])
  expect((await api.request('GET', '/', { headers: { Origin: 'https://evil.example' } })).headers.get('Access-Control-Allow-Origin')).toBeNull()
})

test('a path that no route has is a 404 problem with the request’s id', async () => {
  const response = await api.request('GET', '/nothing/here', { headers: { 'X-Request-Id': 'abc-123' } })
  expect([response.status, await response.json()]).toEqual([404, expect.objectContaining({ code: 'not_found', request_id: 'abc-123' })])
})

test('a method that a path does not have is a 405 for everybody, token or not', async () => {
  for (const [method, path, allow] of [
    ['PATCH', '/users/6560f0c2a7b4c1d2e3f40516', 'GET, HEAD, PUT, DELETE'],
    ['PUT', '/applications', 'GET, HEAD, POST'],
    ['DELETE', '/applications/6560f0c2a7b4c1d2e3f40516/notes', 'POST'],
  ] as const) {
    const response = await api.request(method, path)
    expect([path, response.status, response.headers.get('Allow')?.split(', ').sort()]).toEqual([path, 405, allow.split(', ').sort()])
  }
  expect((await api.request('PUT', '/users/6560f0c2a7b4c1d2e3f40516')).status).toBe(401)
  expect((await api.request('POST', '/users/upload-cv')).status).toBe(401)
})

test('the docs page and all it loads come from here', async () => {
  const page = await (await api.request('GET', '/docs/')).text()
  const loaded = [...page.matchAll(/(?:src|href)="([^"]+)"/g)].map((match) => match[1] ?? '')
  expect(loaded.length).toBeGreaterThan(3)
  for (const path of loaded) expect([path, (await api.request('GET', path)).status]).toEqual([expect.stringMatching(/^\/docs\//), 200])
  expect((await api.request('GET', '/docs/package.json')).status).toBe(404)
})

test('every operation has an id, a summary, its security and its error answers', async () => {
  const document = (await (await api.request('GET', '/openapi.json')).json()) as {
    openapi: string
    paths: Record<string, Record<string, { operationId?: string; summary?: string; security?: object[]; responses: object }>>
  }
  expect(document.openapi).toBe('3.1.0')
  const operations = Object.entries(document.paths).flatMap(([path, methods]) =>
    Object.entries(methods).map(([method, operation]) => ({ name: `${method} ${path}`, ...operation })),
  )
  expect(operations.length).toBeGreaterThan(14)
  expect(new Set(operations.map(({ operationId }) => operationId)).size).toBe(operations.length)
  for (const { name, summary, security, responses } of operations) {
    expect([name, Boolean(summary), Array.isArray(security)]).toEqual([name, true, true])
    if (!['get /', 'get /health/live'].includes(name)) expect([name, Object.keys(responses)]).toEqual([name, expect.arrayContaining(['503'])])
  }
})

test('the web application may read every header that the contract names', async () => {
  const response = await api.request('GET', '/', { headers: { Origin: 'http://localhost:3000' } })
  const exposed = (response.headers.get('Access-Control-Expose-Headers') ?? '').split(/, ?/)
  const contract = [
    'X-Total-Count',
    'Link',
    'ETag',
    'Location',
    'Retry-After',
    'RateLimit',
    'RateLimit-Policy',
    'X-Request-Id',
    'X-Search-Stopped-Early',
  ]
  expect(exposed).toEqual(expect.arrayContaining(contract))
})

test('every answer, errors too, is not to be sniffed or framed', async () => {
  for (const path of ['/', '/applications', '/nothing']) {
    const { headers } = await api.request('GET', path)
    expect([headers.get('X-Content-Type-Options'), headers.get('X-Frame-Options')]).toEqual(['nosniff', 'SAMEORIGIN'])
  }
})

test('the docs page runs nothing from elsewhere', async () => {
  const policy = (await api.request('GET', '/docs')).headers.get('Content-Security-Policy') ?? ''
  expect(policy).toContain("default-src 'self'")
  expect(policy).toContain("frame-ancestors 'none'")
})

test('a request id that is too long is replaced', async () => {
  const response = await api.request('GET', '/', { headers: { 'X-Request-Id': 'x'.repeat(65) } })
  expect(response.headers.get('X-Request-Id')).not.toContain('xxx')
})
