import type { Db } from 'mongodb'
import { pino } from 'pino'
import { createBrowserPool, createEgressProxy } from '../../activities/crawling/index.ts'
import { type Activities, createActivities } from '../../activities/index.ts'
import { readConfig } from '../../core/config.ts'
import { createApplicationArchive } from '../../core/db/application-archive.ts'
import { createApplicationRepository } from '../../core/db/application-repository.ts'
import { createCatalogueCleaning } from '../../core/db/catalogue-cleaning.ts'
import { createCatalogueRepository } from '../../core/db/catalogue-repository.ts'
import { createCrawlHostRepository } from '../../core/db/crawl-host-repository.ts'
import { createCvRepository } from '../../core/db/cv-repository.ts'
import { createPageRepository } from '../../core/db/page-repository.ts'
import { createPayloadRepository } from '../../core/db/payload-repository.ts'
import { createUserErasure } from '../../core/db/user-erasure.ts'
import { collectingDependencies } from '../../worker/collecting-dependencies.ts'

interface Settings {
  db: Db
  /** `host:port` of the local sites that may be read. */
  allowHosts: string[]
  /** Of the sources: SOURCE_GREENHOUSE_BASE_URL… */
  environment?: Record<string, string>
  /** Undefined: there is no browser. */
  browserPath?: string | undefined
  now?: () => Date
}

/** The activities of a worker, over a database and local sites. Hosts are asked without a gap. */
export async function collectingActivities({ db, allowHosts, environment = {}, browserPath, now = () => new Date() }: Settings): Promise<{
  activities: Activities
  close(): Promise<void>
}> {
  const log = pino({ level: 'silent' })
  const egress = await createEgressProxy({ allowHosts, log })
  const userAgent = 'JobTracker/test'
  const browser = createBrowserPool({ executablePath: browserPath, sandbox: undefined, proxyUrl: egress.url, userAgent, log })
  const nobody = { state: async () => 'unknown' as const, start: async () => {} }
  const activities = createActivities({
    ...(await collectingDependencies(db, readConfig({ ENVIRONMENT: 'test', ...environment }), now, log)),
    collectionWorkflows: { ...nobody, isHolding: async () => false, isAsking: async () => false },
    hasSearchAttributes: () => false,
    pages: createPageRepository(db),
    applications: createApplicationRepository(db),
    modelBudgets: undefined,
    workflows: nobody,
    archive: createApplicationArchive(db),
    cleaning: createCatalogueCleaning(db),
    catalogueOffers: createCatalogueRepository(db),
    maintenance: readConfig({}).maintenance,
    erasure: createUserErasure(db),
    erasures: { isErasing: async () => true, erase: async () => {} },
    cvs: createCvRepository(db),
    hosts: createCrawlHostRepository(db),
    payloads: createPayloadRepository(db),
    delayMs: 0,
    egress,
    browser,
    userAgent,
    now,
    log,
  })
  return { activities, close: () => browser.close().finally(() => egress.close()) }
}
