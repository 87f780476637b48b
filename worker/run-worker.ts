import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Client } from '@temporalio/client'
import { NativeConnection, Runtime } from '@temporalio/worker'
import { checkSandbox, createBrowserPool, createEgressProxy } from '../activities/crawling/index.ts'
import { createActivities } from '../activities/index.ts'
import { type Config, readConfig } from '../core/config.ts'
import { createApplicationArchive } from '../core/db/application-archive.ts'
import { createApplicationRepository } from '../core/db/application-repository.ts'
import { createCatalogueCleaning } from '../core/db/catalogue-cleaning.ts'
import { createCatalogueRepository } from '../core/db/catalogue-repository.ts'
import { connectDatabase, type Database } from '../core/db/connection.ts'
import { createCrawlHostRepository } from '../core/db/crawl-host-repository.ts'
import { createCvRepository } from '../core/db/cv-repository.ts'
import { ensureIndexes } from '../core/db/indexes.ts'
import { createModelUsageRepository } from '../core/db/model-usage-repository.ts'
import { createPageRepository } from '../core/db/page-repository.ts'
import { createPayloadRepository } from '../core/db/payload-repository.ts'
import { createUserErasure } from '../core/db/user-erasure.ts'
import { readEnvironment } from '../core/environment.ts'
import { createLogger, type Logger } from '../core/logger.ts'
import { temporalAddress } from '../core/temporal/connection.ts'
import { WORKFLOWS } from '../core/temporal/names.ts'
import { servedActivity } from './activity-interceptor.ts'
import { applySchedules } from './apply-schedules.ts'
import { collectingDependencies } from './collecting-dependencies.ts'
import { createCollectionWorkflows } from './collection-workflows.ts'
import { createWorkers } from './create-worker.ts'
import { createDescriptionWorkflows } from './description-workflows.ts'
import { createErasureWorkflows } from './erasure-workflows.ts'
import { modelCallsOf } from './model-calls.ts'
import { scheduledJobs } from './schedules.ts'
import { registerSearchAttributes } from './search-attributes.ts'
import { temporalLogger } from './temporal-logger.ts'
import { createWorkerMetrics, metricsExporter, type WorkerMetrics } from './worker-metrics.ts'
import { workflowBundle } from './workflow-bundle.ts'

/** Less than the time-out of the activities that read and write a record. */
const MONGODB_SELECTION_MS = 5_000
const RETRY_MS = 1_000

/** Configuration → dependencies → run → graceful stop, when the process is told to stop or its parent is gone. @throws ConfigError */
export async function runWorker(): Promise<void> {
  const config = readConfig(readEnvironment())
  const log = createLogger('worker', config, undefined, servedActivity)
  const stopping = new AbortController()
  for (const signal of ['SIGTERM', 'SIGINT', 'disconnect']) process.once(signal, () => stopping.abort())
  const exporter = await metricsExporter({ host: config.metrics.host, port: config.metrics.workerPort, log })
  Runtime.install({
    logger: temporalLogger(log),
    telemetryOptions: { logging: { filter: { core: 'WARN', other: 'ERROR' }, forward: {} }, ...(exporter && { metrics: exporter }) },
    shutdownSignals: [],
  })
  const metrics = createWorkerMetrics(Runtime.instance().metricMeter)

  const watch = { slowMs: config.slow.queryMs, log, observe: metrics.operationEnded }
  const database = connectDatabase({ ...config.mongodb, selectionTimeoutMs: MONGODB_SELECTION_MS, watch })
  const crawler = await createCrawler(config, log)
  try {
    const [connection, bundle] = await Promise.all([
      untilThere('Temporal', () => connect(config.temporal), stopping.signal, log),
      workflowBundle(join(config.dataDir, 'cache')),
      untilThere('MongoDB', () => ensureIndexes(database.db), stopping.signal, log),
    ])
    await work({ config, connection, bundle, database, crawler, metrics, log, stopping: stopping.signal })
    await connection.close()
  } catch (error) {
    if (!stopping.signal.aborted) throw error
  } finally {
    await Promise.allSettled([crawler.close(), database.close()])
  }
}

type Crawler = Awaited<ReturnType<typeof createCrawler>>

/** What goes out to the web: everything through the one egress guard. @throws ConfigError where the browser must have a sandbox and has none */
async function createCrawler(
  { crawl: { allowHosts, userAgent }, browser: { executablePath, sandbox: asked, contexts: maxPages }, production }: Config,
  log: Logger,
) {
  const egress = await createEgressProxy({ allowHosts, log })
  const { sandbox, warning } = await checkSandbox({ executablePath, asked, production, proxyUrl: egress.url })
  if (warning) log.warn(warning)
  const browser = createBrowserPool({ executablePath, sandbox, proxyUrl: egress.url, userAgent, maxPages, log })
  return { egress, browser, close: () => browser.close().finally(() => egress.close()) }
}

interface Work {
  config: Config
  connection: NativeConnection
  bundle: { code: string }
  database: Database
  crawler: Crawler
  metrics: WorkerMetrics
  log: Logger
  stopping: AbortSignal
}

/** Runs the workers until the process is told to stop, then until what is at work has ended. */
async function work({ config, connection, bundle, database: { db }, crawler, metrics, log, stopping }: Work): Promise<void> {
  const { namespace, taskQueue, scheduleTimezone: timezone } = config.temporal
  const client = new Client({ connection, namespace })
  const now = () => new Date()
  let hasSearchAttributes = false
  const modelCalls = await modelCallsOf(db, config, metrics.modelAsked)
  const activities = createActivities({
    ...(await collectingDependencies(db, config, now, log, metrics.modelAsked)),
    collectionWorkflows: createCollectionWorkflows(client.workflow, taskQueue),
    hasSearchAttributes: () => hasSearchAttributes,
    modelCalls,
    pages: createPageRepository(db),
    applications: createApplicationRepository(db),
    workflows: createDescriptionWorkflows(client.workflow, taskQueue),
    modelBudgets: modelCalls && createModelUsageRepository(db, config.modelBudget),
    archive: createApplicationArchive(db),
    cleaning: createCatalogueCleaning(db),
    catalogueOffers: createCatalogueRepository(db),
    maintenance: config.maintenance,
    erasure: createUserErasure(db),
    erasures: createErasureWorkflows(client.workflow, taskQueue),
    cvs: createCvRepository(db),
    hosts: createCrawlHostRepository(db),
    payloads: createPayloadRepository(db),
    egress: crawler.egress,
    browser: crawler.browser,
    recordCrawl: metrics.crawled,
    userAgent: config.crawl.userAgent,
    delayMs: config.crawl.delayMs,
    now,
    log,
  })
  const workers = await createWorkers({
    connection,
    namespace,
    taskQueue,
    activities,
    browserPages: config.browser.contexts,
    modelCalls: modelCalls && config.modelCalls,
    workflowBundle: bundle,
  })
  hasSearchAttributes = await registerSearchAttributes(connection, namespace, log)
  await applySchedules(client.schedule, scheduledJobs(config.schedules), { taskQueue, timezone }, log)
  await client.workflow.start(WORKFLOWS.reconcile, {
    workflowId: 'reconcile-at-start',
    taskQueue,
    // All of it: what was asked for a moment ago would otherwise wait for the schedule.
    args: [{ unchanged_for_seconds: 0 }],
    workflowIdConflictPolicy: 'USE_EXISTING',
    staticSummary: 'Starts what was asked for while no worker ran',
  })

  stopping.throwIfAborted()
  const ended = workers.run()
  stopping.addEventListener('abort', () => {
    log.info('stopping: what is at work has a few seconds')
    workers.shutdown()
  })
  log.info({ taskQueue, namespace, browser: config.browser.executablePath ?? 'none', model: config.model?.name ?? 'none' }, 'the worker is ready')
  process.send?.('ready')
  await ended
}

/** @throws while Temporal is away or has not got the namespace yet */
async function connect(temporal: Config['temporal']): Promise<NativeConnection> {
  const connection = await NativeConnection.connect(temporalAddress(temporal))
  try {
    await connection.workflowService.describeNamespace({ namespace: temporal.namespace })
    return connection
  } catch (error) {
    await connection.close()
    throw error
  }
}

/** Tries until it works, and says so once. */
async function untilThere<T>(what: string, attempt: () => Promise<T>, stopping: AbortSignal, log: Logger): Promise<T> {
  for (let told = false; ; told = true) {
    try {
      const result = await attempt()
      if (told) log.info(`${what} is there`)
      return result
    } catch (error) {
      stopping.throwIfAborted()
      if (!told) log.warn({ reason: (error as Error).message }, `${what} is away: the worker starts when it is there`)
      await delay(RETRY_MS, undefined, { signal: stopping })
    }
  }
}
