import { Hono } from 'hono'
import { MongoNetworkError } from 'mongodb'
import { expect, test } from 'vitest'
import type { StoredDescriptionProgress } from '../../core/domain/application.ts'
import { createLogger } from '../../core/logger.ts'
import type { ApiEnvironment } from '../http/environment.ts'
import { streamDescription } from './description-events.ts'

const running: StoredDescriptionProgress = { status: 'running', source: null, step: 'fetching', started_at: null, updated_at: null, error: null }
const log = createLogger('test', { logLevel: 'silent', environment: 'test' })

/** The whole stream of a generation that is read as `reads` says, one after the other. */
async function events(reads: (() => Promise<StoredDescriptionProgress>)[]): Promise<string> {
  const app = new Hono<ApiEnvironment>().get('/', (c) => {
    c.set('log', log)
    return streamDescription(
      c,
      running,
      () => reads.shift()?.() ?? Promise.reject(new Error('read too often')),
      (progress) => progress,
    )
  })
  return (await app.request('/')).text()
}

test('live events wait while MongoDB is away', async () => {
  const text = await events([
    () => Promise.reject(new MongoNetworkError('read ECONNRESET')),
    async () => ({ ...running, status: 'done', step: null }),
  ])
  expect(text).toContain('"status":"done"')
  expect(text).not.toContain('ECONNRESET')
})

test('what ends live events early gives nothing away', async () => {
  const text = await events([() => Promise.reject(new Error('internal canary'))])
  expect(text).toContain('"status":"running"')
  expect(text).not.toMatch(/canary|event: error/)
})
