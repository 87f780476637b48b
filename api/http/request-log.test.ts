import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { ensureIndexes } from '../../core/db/indexes.ts'
import { watchOperations } from '../../core/db/operation-watch.ts'
import { createLogger } from '../../core/logger.ts'
import { testApi } from '../../tests/support/api.ts'
import { authApi } from '../../tests/support/auth-api.ts'
import { testDatabase } from '../../tests/support/mongo.ts'
import type { ApiEnvironment } from './environment.ts'
import { type RequestLogOptions, requestLog } from './request-log.ts'

/** The line that a request leaves. */
async function lineOf(path: string, options: RequestLogOptions = {}): Promise<Record<string, unknown>> {
  const lines: string[] = []
  const log = createLogger('test', { logLevel: 'info', environment: 'test' }, { write: (line) => void lines.push(line) })
  const app = new Hono<ApiEnvironment>().use((c, next) => {
    c.set('requestId', 'the-request')
    return next()
  })
  await app.use(requestLog(log, options)).request(path)
  expect(lines).toHaveLength(1)
  return JSON.parse(lines[0] ?? '')
}

test('a request leaves one line with its id, and neither its query nor what it could forge', async () => {
  const line = await lineOf('/applications%0A[00:00:00]%20INFO:%20forged%1B[2J?q=secret')
  expect(line).toMatchObject({ request_id: 'the-request', path: '/applications%0A[00:00:00]%20INFO:%20forged%1B[2J' })
  expect(JSON.stringify(line)).not.toContain('secret')
})

test('a very long path is cut', async () => {
  expect((await lineOf(`/${'a'.repeat(5_000)}`)).path).toHaveLength(300)
})

test('a request of the whole API is one line that tells its route and who asked, without its query', async () => {
  const api = await authApi()
  const { access_token } = await api.newcomer('camille')
  api.logged.length = 0
  const headers = { Authorization: `Bearer ${access_token}`, 'X-Request-Id': 'abc-123' }
  await api.request('GET', '/applications?q=canary', { headers })
  const lines = api.logged.map((line) => JSON.parse(line))
  expect(lines).toEqual([
    expect.objectContaining({ method: 'GET', path: '/applications', status: 200, request_id: 'abc-123', user_id: expect.any(String) }),
  ])
  expect(api.logged.join()).not.toContain('canary')
})

test('a slow request is a warning that says so, and one that is not is not', async () => {
  expect(await lineOf('/tasks', { slowMs: 0 })).toMatchObject({ level: 'warn', slow: true, path: '/tasks' })
  const quick = await lineOf('/tasks', { slowMs: 60_000 })
  expect([quick.level, quick.slow]).toEqual(['info', undefined])
})

test('a slow query of a request is told with the request’s id', async () => {
  const { db } = testDatabase()
  await ensureIndexes(db)
  const lines: Record<string, unknown>[] = []
  const log = createLogger('test', { logLevel: 'warn', environment: 'test' }, { write: (line) => void lines.push(JSON.parse(line)) })
  const api = await testApi({ db: watchOperations(db, { slowMs: 0, log }) })
  await api.request('POST', '/auth/token', {
    body: 'username=canary&password=canary',
    headers: { 'Content-Type': 'application/x-www-form-urlencoded', 'X-Request-Id': 'abc-123' },
  })
  expect(lines).toContainEqual(expect.objectContaining({ msg: 'a slow query', collection: 'users', request_id: 'abc-123' }))
  expect(JSON.stringify(lines)).not.toContain('canary')
})
