import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { Hono } from 'hono'
import { MongoNetworkError } from 'mongodb'
import { expect, onTestFinished, test, vi } from 'vitest'
import { AppError } from '../../core/errors.ts'
import { createLogger } from '../../core/logger.ts'
import { testApi } from '../../tests/support/api.ts'
import { codeOf } from '../../tests/support/auth-api.ts'
import type { ApiEnvironment, AuthenticatedUser } from './environment.ts'
import { type Followed, streamEvents } from './live-events.ts'
import { startServer } from './server.ts'

const running: Followed = { status: 'running', updated_at: null }
const log = createLogger('test', { logLevel: 'silent', environment: 'test' })

/** The whole stream of what is read as `reads` says, one after the other. */
async function events(reads: (() => Promise<Followed>)[]): Promise<string> {
  const app = new Hono<ApiEnvironment>().get('/', (c) => {
    c.set('log', log)
    c.set('user', { id: randomUUID() } as AuthenticatedUser)
    const read = () => reads.shift()?.() ?? Promise.reject(new Error('read too often'))
    return streamEvents(c, { event: 'change', first: running, read, answered: (current) => current })
  })
  return (await app.request('/')).text()
}

test('live events wait while MongoDB is away', async () => {
  const text = await events([() => Promise.reject(new MongoNetworkError('read ECONNRESET')), async () => ({ ...running, status: 'done' })])
  expect(text).toContain('"status":"done"')
  expect(text).not.toContain('ECONNRESET')
})

test('who has left what they follow is told so by a last event', async () => {
  const text = await events([async () => ({ ...running, updated_at: 'later' }), () => Promise.reject(new AppError('not_found'))])
  expect(text.trim().split('\n\n').at(-1)).toBe('event: gone\ndata: {}')
})

test('what ends live events early gives nothing away', async () => {
  const text = await events([() => Promise.reject(new Error('internal canary'))])
  expect(text).toContain('"status":"running"')
  expect(text).not.toMatch(/canary|event: error/)
})

test('an account follows ten generations at once, and another when it has left one', async () => {
  const api = await testApi()
  const server = startServer(api.app.fetch, { host: '127.0.0.1', port: 0 })
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const origin = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const [ada, bob] = [await api.person(), await api.person()]
  const follow = async (who: typeof ada, init: RequestInit = {}) => {
    const created = await who.request('POST', '/applications', { body: { company: 'Acme', position: 'Baker', url: 'https://jobs.example.com/1' } })
    const headers = { Accept: 'text/event-stream', Authorization: `Bearer ${who.tokens.access_token}` }
    return fetch(`${origin}${created.headers.get('Location')}/description`, { headers, ...init })
  }

  const open = Array.from({ length: 10 }, () => new AbortController())
  onTestFinished(() => {
    for (const each of open) each.abort()
  })
  // A HEAD is followed by nothing.
  for (let heads = 0; heads < 11; heads++) expect((await follow(ada, { method: 'HEAD' })).status).toBe(200)
  for (const { signal } of open) expect((await follow(ada, { signal })).status).toBe(200)
  const refused = await follow(ada)
  expect([refused.status, await codeOf(refused), refused.headers.get('Retry-After')]).toEqual([429, 'too_many_requests', '10'])
  const another = await follow(bob)
  expect(another.status).toBe(200)
  await another.body?.cancel()

  open[0]?.abort()
  const next = await vi.waitFor(
    async () => {
      const response = await follow(ada)
      expect(response.status).toBe(200)
      return response
    },
    { timeout: 5_000 },
  )
  await next.body?.cancel()
})
