import { createServer } from 'node:net'
import { expect, test } from 'vitest'
import { createLogger } from '../../core/logger.ts'
import { freePort } from '../../stack/ports.ts'
import { testApi } from '../../tests/support/api.ts'
import { metricsAt, readMetrics, sampleOf } from '../../tests/support/prometheus.ts'
import { createApiMetrics } from './api-metrics.ts'
import { startMetricsServer } from './metrics-server.ts'

const FIGURES = {
  applications: [{ status: 'Refusée', count: 3 }],
  descriptions: [{ status: 'pending', count: 2 }],
  offers: [{ source: 'lever', liveness: 'open', count: 5 }],
}
const silent = { info: () => {}, warn: () => {} }

async function measuredApi(figures = async (): Promise<typeof FIGURES | undefined> => FIGURES) {
  const { text, ...metrics } = createApiMetrics()
  const limit = { points: 1, seconds: 60 }
  const api = await testApi({ requests: { observe: metrics.answered }, onRefused: metrics.refused, rateLimits: { registration: limit } })
  const told = () => text(figures)
  return { ...api, metrics, told, read: async () => readMetrics(await told()) }
}

test('requests are counted and timed by the template of their route, and by nothing that a client chose', async () => {
  const { request, read, told } = await measuredApi()
  const paths = ['/applications/6560f0c2a7b4c1d2e3f40516', '/applications/6560f0c2a7b4c1d2e3f40517?q=canary', '/no-such-canary', '/canary/a/b/c']
  for (const path of paths) await request('GET', path)
  await request('PROPFIND', '/health/live')
  const families = await read()
  expect(sampleOf(families, 'job_tracker_http_requests_total', { method: 'GET', route: '/applications/:id', status: '401' })).toBe(2)
  expect(sampleOf(families, 'job_tracker_http_request_duration_seconds_count', { route: '/applications/:id' })).toBe(2)
  expect(sampleOf(families, 'job_tracker_http_requests_total', { route: '(none)', status: '404' })).toBe(2)
  expect(await told()).not.toMatch(/canary|6560f0c2/)
})

test.each([
  ['POST', '/users/upload-cv', '/users/upload-cv'],
  ['GET', '/job-offers/count', '/job-offers/count'],
  ['GET', '/job-offers/6560f0c2a7b4c1d2e3f40516/', '/job-offers/:id'],
  ['GET', '/health/live', '/health/live'],
  ['GET', '/', '/'],
])('%s %s is counted as %s', async (method, path, route) => {
  const { request, read } = await measuredApi()
  await request(method, path)
  expect((await read()).get('job_tracker_http_requests_total')?.samples).toMatchObject([{ labels: { method, route } }])
})

test('a method that Node does not know is one of many', async () => {
  const { read, metrics } = await measuredApi()
  for (const method of ['CANARY', 'OTHERS']) metrics.answered({ method, route: '/health/live', status: 405, seconds: 0.1 })
  expect(sampleOf(await read(), 'job_tracker_http_requests_total', { method: 'OTHER' })).toBe(2)
})

test('what a rate limit refuses is counted by the limit', async () => {
  const { request, read } = await measuredApi()
  const register = (n: number) =>
    request('POST', '/auth/register', { body: { username: `u${n}x`, email: `u${n}@example.com`, password: 'correct horse 1' } })
  expect((await register(1)).status).toBe(201)
  expect((await register(2)).status).toBe(429)
  const families = await read()
  expect(families.get('job_tracker_rate_limit_refusals_total')?.samples).toMatchObject([{ labels: { limit: 'registration' }, value: 1 }])
  expect(sampleOf(families, 'job_tracker_http_requests_total', { route: '/auth/register', status: '429' })).toBe(1)
})

test('the business is told in three gauges; when it cannot be counted they are missing, not stale', async () => {
  let figures: typeof FIGURES | undefined = FIGURES
  const { read } = await measuredApi(async () => figures)
  const there = await read()
  expect(sampleOf(there, 'job_tracker_applications', { status: 'Refusée' })).toBe(3)
  expect(sampleOf(there, 'job_tracker_descriptions', { status: 'pending' })).toBe(2)
  expect(sampleOf(there, 'job_tracker_job_offers', { source: 'lever', liveness: 'open' })).toBe(5)
  expect(sampleOf(there, 'job_tracker_figures_up')).toBe(1)
  figures = undefined
  const away = await read()
  expect(sampleOf(away, 'job_tracker_figures_up')).toBe(0)
  expect(away.get('job_tracker_applications')?.samples).toEqual([])
})

test('the event loop’s lag, the process’s memory and commands to MongoDB are told', async () => {
  const { read, metrics } = await measuredApi()
  metrics.operationEnded({ operation: 'find', collection: 'users', outcome: 'succeeded', seconds: 0.003 })
  const families = await read()
  for (const name of ['nodejs_eventloop_lag_p99_seconds', 'process_resident_memory_bytes'])
    expect(sampleOf(families, name)).toEqual(expect.any(Number))
  expect(sampleOf(families, 'job_tracker_mongodb_operation_duration_seconds_bucket', { operation: 'find', le: '0.005' })).toBe(1)
})

test('they are told on a port of their own, at /metrics alone', async () => {
  const { told } = await measuredApi()
  const port = await freePort()
  const { url = '', close } = await startMetricsServer({ host: '127.0.0.1', port, text: told, log: silent })
  expect(sampleOf(await metricsAt(url), 'job_tracker_figures_up')).toBe(1)
  const statusOf = async (path: string, method = 'GET') => (await fetch(new URL(path, url), { method })).status
  expect([await statusOf('/'), await statusOf('/metrics/x'), await statusOf('/metrics', 'POST')]).toEqual([404, 404, 404])
  await close()
  await expect(fetch(url)).rejects.toThrow()
})

test('a port that is taken is told with its variable, and the process goes on; port 0 is none at all', async () => {
  const { told } = await measuredApi()
  const other = createServer()
  const port = await new Promise<number>((resolve) => other.listen(0, '127.0.0.1', () => resolve((other.address() as { port: number }).port)))
  const lines: string[] = []
  const log = createLogger('test', { logLevel: 'info', environment: 'test' }, { write: (line) => void lines.push(line) })
  expect((await startMetricsServer({ host: '127.0.0.1', port, text: told, log })).url).toBeUndefined()
  expect(JSON.parse(lines[0] ?? '')).toMatchObject({ level: 'warn', msg: expect.stringContaining('API_METRICS_PORT'), reason: 'EADDRINUSE' })
  expect((await startMetricsServer({ host: '127.0.0.1', port: 0, text: told, log })).url).toBeUndefined()
  expect(lines).toHaveLength(1)
  other.close()
})
