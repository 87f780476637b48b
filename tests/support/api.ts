import { randomUUID } from 'node:crypto'
import type { Db } from 'mongodb'
import { createApp } from '../../api/app.ts'
import type { DescriptionStarter } from '../../api/applications/routes.ts'
import { createPasswords, type Passwords } from '../../api/auth/index.ts'
import { routeDependencies } from '../../api/dependencies.ts'
import { type RateLimits, unlimited } from '../../api/http/rate-limits.ts'
import { ensureIndexes } from '../../core/db/indexes.ts'
import { createLogger, type Logger } from '../../core/logger.ts'
import { testDatabase } from './mongo.ts'

type Start = Parameters<DescriptionStarter['describeApplication']>[0]

export interface TestApiOptions {
  now?: () => Date
  temporal?: () => Promise<number>
  stopping?: () => boolean
  describeApplication?: DescriptionStarter['describeApplication']
  corsOrigins?: string[]
  /** One that another API has made ready, so that both are processes of one deployment. */
  db?: Db | undefined
  passwords?: Passwords | undefined
  /** None unless a test is about them. */
  limits?: RateLimits
  log?: Logger
}

/** The whole API over a database of its own; what it starts in Temporal is recorded in `started`. */
export async function testApi({
  now = () => new Date(),
  temporal = async () => 1,
  stopping = () => false,
  describeApplication,
  corsOrigins = ['http://localhost:3000'],
  db = undefined,
  passwords = createPasswords({ cost: 4 }),
  limits = unlimited,
  log = createLogger('test', { logLevel: 'silent', environment: 'test' }),
}: TestApiOptions = {}) {
  db ??= await freshDatabase()
  const pinged = db
  const started: Start[] = []
  const starter = { describeApplication: describeApplication ?? (async (start: Start) => void started.push(start)) }
  const parts = { db, starter, passwords, limits, secretKey: 'a-secret-of-at-least-thirty-two-bytes', now, log }
  const dependencies = routeDependencies({ ...parts, accessTokenMinutes: 30, refreshTokenDays: 7, allowHosts: [] })
  const app = createApp({
    ...dependencies,
    health: { mongodb: () => pinged.command({ ping: 1 }).then(() => 1), temporal, stopping },
    log,
    corsOrigins,
    defaultLanguage: 'fr',
    version: '0.0.0',
  })

  const request = (method: string, path: string, { body, headers = {} }: { body?: unknown; headers?: Record<string, string> } = {}) =>
    app.request(path, {
      method,
      headers: { ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: typeof body === 'string' ? body : JSON.stringify(body) }),
    })

  return {
    app,
    db,
    applications: dependencies.applications.applications,
    users: dependencies.auth.users,
    started,
    request,
    person: () => person(request),
  }
}

async function freshDatabase(): Promise<Db> {
  const { db } = testDatabase()
  await ensureIndexes(db)
  return db
}

type Request = (method: string, path: string, options?: { body?: unknown; headers?: Record<string, string> }) => Response | Promise<Response>

/** Somebody registered and logged in, with `request` sending their token. */
async function person(request: Request) {
  const username = `person-${randomUUID().slice(0, 8)}`
  const password = 'correct horse battery'
  await request('POST', '/auth/register', { body: { username, email: `${username}@example.com`, password } })
  const form = new URLSearchParams({ username, password }).toString()
  const answer = await request('POST', '/auth/token', { body: form, headers: { 'Content-Type': 'application/x-www-form-urlencoded' } })
  const tokens = (await answer.json()) as { access_token: string; refresh_token: string }
  const authorization = { Authorization: `Bearer ${tokens.access_token}` }
  const { _id } = (await (await request('GET', '/auth/me', { headers: authorization })).json()) as { _id: string }
  return {
    id: _id,
    username,
    password,
    tokens,
    request: (method: string, path: string, { body, headers }: { body?: unknown; headers?: Record<string, string> } = {}) =>
      request(method, path, { body, headers: { ...authorization, ...headers } }),
  }
}
