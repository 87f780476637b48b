import { randomUUID } from 'node:crypto'
import type { Db } from 'mongodb'
import { createApp } from '../../api/app.ts'
import type { DescriptionStarter } from '../../api/applications/routes.ts'
import { createPasswords, type Passwords } from '../../api/auth/index.ts'
import { routeDependencies } from '../../api/dependencies.ts'
import { createRateLimits, type RateLimits } from '../../api/http/rate-limits.ts'
import type { RequestLogOptions } from '../../api/http/request-log.ts'
import type { CollectionStarter } from '../../api/job-offers/start-collecting.ts'
import type { ErasureStarter } from '../../api/users/erasure.ts'
import { ensureIndexes } from '../../core/db/indexes.ts'
import { createRateLimitRepository } from '../../core/db/rate-limit-repository.ts'
import { createLogger, type Logger } from '../../core/logger.ts'
import { readAddressRange } from '../../core/net/address-range.ts'
import type { RateLimitSettings } from '../../core/rate-limit.ts'
import { testDatabase } from './mongo.ts'

export const secretKey = 'a-secret-of-at-least-thirty-two-bytes'

type Start = Parameters<DescriptionStarter['describeApplication']>[0]
type Erasure = Parameters<ErasureStarter['eraseUser']>[0]
type Collecting = Parameters<CollectionStarter['collectJobOffers']>[0]

export interface TestApiOptions {
  now?: () => Date
  temporal?: () => Promise<number>
  stopping?: () => boolean
  describeApplication?: DescriptionStarter['describeApplication']
  eraseUser?: ErasureStarter['eraseUser']
  collectJobOffers?: CollectionStarter['collectJobOffers']
  cancelCollection?: CollectionStarter['cancelCollection']
  corsOrigins?: string[]
  /** One that another API has made ready, so that both are processes of one deployment. */
  db?: Db | undefined
  passwords?: Passwords | undefined
  /** None unless a test is about them: what counts, or what is counted for real. */
  limits?: Partial<RateLimits>
  rateLimits?: RateLimitSettings
  /** Addresses or ranges. */
  trustedProxies?: string[]
  log?: Logger
  requests?: RequestLogOptions
  onRefused?: (limit: string) => void
  /** Whether a language model writes descriptions. */
  hasModel?: boolean
}

/** The whole API over a database of its own; what it starts and ends in Temporal is recorded in `started`, `erasures`, `collecting` and `cancelled`. */
export async function testApi({
  now = () => new Date(),
  temporal = async () => 1,
  stopping = () => false,
  describeApplication,
  eraseUser,
  collectJobOffers,
  cancelCollection,
  corsOrigins = ['http://localhost:3000'],
  db = undefined,
  passwords = createPasswords({ cost: 4 }),
  limits = {},
  rateLimits = {},
  trustedProxies = [],
  log = createLogger('test', { logLevel: 'silent', environment: 'test' }),
  requests = {},
  onRefused = () => {},
  hasModel = false,
}: TestApiOptions = {}) {
  db ??= await freshDatabase()
  const pinged = db
  const started: Start[] = []
  const erasures: Erasure[] = []
  const collecting: Collecting[] = []
  const cancelled: string[] = []
  const starter = {
    describeApplication: describeApplication ?? (async (start: Start) => void started.push(start)),
    eraseUser: eraseUser ?? (async (start: Erasure) => void erasures.push(start)),
    collectJobOffers: collectJobOffers ?? (async (start: Collecting) => void collecting.push(start)),
    cancelCollection: cancelCollection ?? (async ({ collectionId }: { collectionId: string }) => void cancelled.push(collectionId)),
  }
  const counted = createRateLimits({
    counters: createRateLimitRepository(db),
    settings: rateLimits,
    trustedProxies: trustedProxies.map(readAddressRange).filter((range) => range !== undefined),
    secretKey,
    now,
    onRefused,
  })
  const parts = { db, starter, passwords, limits: { ...counted, ...limits }, secretKey, now, log }
  const dependencies = routeDependencies({
    ...parts,
    accessTokenMinutes: 30,
    refreshTokenDays: 7,
    modelBudget: { perUser: 10_000, total: 100_000 },
    hasModel,
    allowHosts: [],
  })
  const app = createApp({
    ...dependencies,
    health: { mongodb: () => pinged.command({ ping: 1 }).then(() => 1), temporal, stopping },
    log,
    requests,
    corsOrigins,
    defaultLanguage: 'fr',
    version: '0.0.0',
  })

  const request: Request = (method, path, { body, headers = {}, address } = {}) => {
    const text = typeof body === 'string' ? body : JSON.stringify(body)
    // As every client does: the size of a body is stated, or it is chunked.
    const stated = text !== undefined && { 'Content-Type': 'application/json', 'Content-Length': String(Buffer.byteLength(text)) }
    return app.request(
      path,
      { method, headers: { ...stated, ...headers }, ...(text !== undefined && { body: text }) },
      address === undefined ? undefined : connectedFrom(address),
    )
  }

  return {
    app,
    db,
    applications: dependencies.applications.applications,
    users: dependencies.auth.users,
    started,
    erasures,
    collecting,
    cancelled,
    request,
    person: () => person(request),
  }
}

async function freshDatabase(): Promise<Db> {
  const { db } = testDatabase()
  await ensureIndexes(db)
  return db
}

interface RequestOptions {
  body?: unknown
  headers?: Record<string, string>
  /** From which the connection comes. */
  address?: string
}
type Request = (method: string, path: string, options?: RequestOptions) => Response | Promise<Response>

/** What @hono/node-server hands to the app of a connection. */
const connectedFrom = (remoteAddress: string) => ({ incoming: { socket: { remoteAddress } } })

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
    request: (method: string, path: string, { headers, ...options }: RequestOptions = {}) =>
      request(method, path, { ...options, headers: { ...authorization, ...headers } }),
  }
}
