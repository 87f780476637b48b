import { Hono } from 'hono'
import { requestId } from 'hono/request-id'
import { MongoServerError } from 'mongodb'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { OutOfTime } from '../../core/db/bounded-read.ts'
import { AppError } from '../../core/errors.ts'
import type { ApiEnvironment } from './environment.ts'
import { answerError } from './problems.ts'

/** The answer to a route that throws, and what was logged. */
async function answerTo(error: Error, language: 'fr' | 'en' = 'en') {
  const logged: string[] = []
  const app = new Hono<ApiEnvironment>()
  app.use(requestId())
  app.use(async (c, next) => {
    c.set('language', language)
    c.set('log', pino({ level: 'trace' }, { write: (line: string) => void logged.push(line) }))
    await next()
  })
  app.onError(answerError)
  app.get('/', () => {
    throw error
  })
  const response = await app.request('/')
  return { response, body: await response.text(), logged: logged.join() }
}

test('what nobody foresaw is a 500 that tells the log the reason and the client none', async () => {
  const { response, body, logged } = await answerTo(new Error('canary at 10.0.0.8'))
  expect([response.status, JSON.parse(body).code]).toEqual([500, 'internal_error'])
  expect(body).not.toContain('canary')
  expect(logged).toContain('canary')
})

test('a problem names its language and is kept by no cache', async () => {
  const { response, body } = await answerTo(new AppError('invalid_token'), 'fr')
  expect(response.headers.get('Content-Language')).toBe('fr')
  expect(response.headers.get('Cache-Control')).toBe('no-store')
  expect(JSON.parse(body).detail).toMatch(/reconnectez-vous/)
})

test.each([
  ['a search over its time', new MongoServerError({ message: 'x', code: 50 }), 503, 'search_too_slow', '2'],
  ['a read that our own clock ends', new OutOfTime('x'), 503, 'search_too_slow', '2'],
  ['a server that shuts down', new MongoServerError({ message: 'x', code: 11_600 }), 503, 'database_unavailable', '2'],
  ['a server that is no primary any more', new MongoServerError({ message: 'x', code: 189 }), 503, 'database_unavailable', '2'],
  ['a server that failed in itself', new MongoServerError({ message: 'x', code: 1 }), 503, 'database_unavailable', '2'],
  ['the same create still running', new AppError('idempotency_in_progress'), 409, 'idempotency_in_progress', '2'],
  ['too many', new AppError('too_many_requests', { params: { retry_after: 10 } }), 429, 'too_many_requests', '10'],
])('%s says when to come back', async (_what, error, status, code, retryAfter) => {
  const { response, body } = await answerTo(error)
  expect([response.status, JSON.parse(body).code, response.headers.get('Retry-After')]).toEqual([status, code, retryAfter])
})
