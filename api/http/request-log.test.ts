import { Hono } from 'hono'
import { expect, test } from 'vitest'
import { createLogger } from '../../core/logger.ts'
import { authApi } from '../../tests/support/auth-api.ts'
import type { ApiEnvironment } from './environment.ts'
import { requestLog } from './request-log.ts'

/** The line that a request leaves. */
async function lineOf(path: string): Promise<{ msg: string; path: string; request_id: string }> {
  const lines: string[] = []
  const log = createLogger('test', { logLevel: 'info', environment: 'test' }, { write: (line) => void lines.push(line) })
  const app = new Hono<ApiEnvironment>().use((c, next) => {
    c.set('requestId', 'the-request')
    return next()
  })
  await app.use(requestLog(log)).request(path)
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
