import { readFileSync } from 'node:fs'
import type { ServerType } from '@hono/node-server'
import { type Config, ConfigError, readConfig } from '../core/config.ts'
import { connectDatabase, type Database } from '../core/db/connection.ts'
import { isDuplicateKey } from '../core/db/duplicate-key.ts'
import { createFiguresRepository } from '../core/db/figures-repository.ts'
import { ensureIndexes } from '../core/db/indexes.ts'
import { hasFormerUsers } from '../core/db/migrations/former-backend.ts'
import { createRateLimitRepository } from '../core/db/rate-limit-repository.ts'
import { readEnvironment } from '../core/environment.ts'
import { createLogger, type Logger } from '../core/logger.ts'
import { secretKeyOf } from '../core/secret-key.ts'
import { createWorkflowStarter } from '../core/temporal/starter.ts'
import { type AppDependencies, createApp } from './app.ts'
import { createPasswords } from './auth/index.ts'
import { routeDependencies } from './dependencies.ts'
import { createRateLimits } from './http/rate-limits.ts'
import { drained, startServer } from './http/server.ts'
import { type ApiMetrics, createApiMetrics } from './metrics/api-metrics.ts'
import { createBusinessFigures } from './metrics/business-figures.ts'
import { startMetricsServer } from './metrics/metrics-server.ts'

const MONGODB_SELECTION_MS = 2_000
/** Longer than a bounded read, shorter than people wait: a database that hangs is a 503, too. */
const MONGODB_ANSWER_MS = 4_000
const INDEX_RETRY_MS = 2_000
const DRAIN_MS = 10_000
const FORMER_DATABASE = 'the database is the former backend’s, or users share a name: run npm run migrate'

/**
 * Configuration → dependencies → serve → graceful stop.
 * @throws ConfigError, also when the port is taken
 */
export async function runApi(): Promise<void> {
  const config = readConfig(readEnvironment())
  const log = createLogger('api', config)
  const metrics = createApiMetrics()
  const watch = { slowMs: config.slow.queryMs, log, observe: metrics.operationEnded }
  const database = connectDatabase({ ...config.mongodb, selectionTimeoutMs: MONGODB_SELECTION_MS, answerTimeoutMs: MONGODB_ANSWER_MS, watch })
  const starter = createWorkflowStarter({ ...config.temporal, log })
  const passwords = createPasswords({ cost: config.auth.bcryptCost })
  const state = { stopping: false, indexed: false }

  const secretKey = await secretKeyOf(config)
  const app = createApp(dependencies({ config, secretKey, log, database, starter, passwords, metrics, state }))
  const server = startServer(app.fetch, { ...config.api, isStopping: () => state.stopping })
  await listening(server)
  log.info(`listening on http://${config.api.host}:${config.api.port}`)
  const figures = createBusinessFigures({ figures: createFiguresRepository(database.db), log })
  const text = () => metrics.text(figures)
  const metricsServer = await startMetricsServer({ host: config.metrics.host, port: config.metrics.apiPort, text, log })
  const indexing = createIndexes(database, config, log, state)

  const stop = async () => {
    if (state.stopping) return
    state.stopping = true
    log.info('stopping: requests in flight are finished first')
    await drained(server, DRAIN_MS)
    await Promise.allSettled([metricsServer.close(), starter.close(), passwords.close(), database.close()])
    process.exit(0)
  }
  for (const signal of ['SIGTERM', 'SIGINT', 'disconnect']) process.once(signal, () => void stop())
  await indexing
  process.send?.('ready')
}

interface Parts {
  config: Config
  secretKey: string
  log: Logger
  database: Database
  starter: ReturnType<typeof createWorkflowStarter>
  passwords: ReturnType<typeof createPasswords>
  metrics: ApiMetrics
  state: { stopping: boolean; indexed: boolean }
}

function dependencies({ config, secretKey, log, database, starter, passwords, metrics, state }: Parts): AppDependencies {
  const { db } = database
  const mongodb = async () => {
    if (!state.indexed) throw new Error('the indexes are not there yet')
    const asked = performance.now()
    await db.command({ ping: 1 })
    return performance.now() - asked
  }
  const { rateLimits: settings, trustedProxies } = config.api
  const now = () => new Date()
  const limits = createRateLimits({ counters: createRateLimitRepository(db), settings, trustedProxies, secretKey, now, onRefused: metrics.refused })
  return {
    ...routeDependencies({
      db,
      starter,
      passwords,
      limits,
      secretKey,
      accessTokenMinutes: config.auth.accessTokenMinutes,
      refreshTokenDays: config.auth.refreshTokenDays,
      modelBudget: config.modelBudget,
      hasModel: config.model !== undefined,
      allowHosts: config.crawl.allowHosts,
      now,
      log,
    }),
    health: { mongodb, temporal: () => starter.health(), stopping: () => state.stopping },
    log,
    requests: { slowMs: config.slow.requestMs, observe: metrics.answered },
    corsOrigins: config.api.corsOrigins,
    defaultLanguage: config.api.defaultLanguage,
    version: packageVersion(),
  }
}

/** Until they are there, `/health/ready` says no; a MongoDB that is away at start is tried again. To build one may take minutes. */
async function createIndexes(database: Database, { mongodb }: Pick<Config, 'mongodb'>, log: Logger, state: { indexed: boolean }): Promise<void> {
  const { db, close } = connectDatabase({ ...mongodb, selectionTimeoutMs: MONGODB_SELECTION_MS })
  try {
    // A client whose first connection failed stays closed until it is told to connect.
    await database.client.connect()
    await ensureIndexes(db)
    state.indexed = true
    if (await hasFormerUsers(db)) log.warn(FORMER_DATABASE)
  } catch (error) {
    // What the server says of a duplicate holds somebody's name.
    if (isDuplicateKey(error)) log.warn(FORMER_DATABASE)
    else log.warn({ reason: (error as Error).message }, 'MongoDB is away: trying again')
    setTimeout(() => void createIndexes(database, { mongodb }, log, state), INDEX_RETRY_MS).unref()
  } finally {
    await close()
  }
}

const listening = (server: ServerType) =>
  new Promise<void>((resolve, reject) => {
    server.once('listening', resolve)
    server.once('error', (error: NodeJS.ErrnoException) =>
      reject(error.code === 'EADDRINUSE' ? new ConfigError('The API’s port is taken: set API_PORT to a free one.') : error),
    )
  })

const packageVersion = (): string => JSON.parse(readFileSync(new URL('../package.json', import.meta.url), 'utf8')).version
