import type { Db } from 'mongodb'
import { createApplicationRepository } from '../core/db/application-repository.ts'
import { createCatalogueRepository } from '../core/db/catalogue-repository.ts'
import { createCollectionRepository } from '../core/db/collection-repository.ts'
import { createCvRepository } from '../core/db/cv-repository.ts'
import { createIdempotencyRepository } from '../core/db/idempotency-repository.ts'
import { createJobOfferRepository } from '../core/db/job-offer-repository.ts'
import { createModelUsageRepository, type ModelBudget } from '../core/db/model-usage-repository.ts'
import { createSearchRepository } from '../core/db/search-repository.ts'
import { createSessionRepository } from '../core/db/session-repository.ts'
import { createTaskRepository } from '../core/db/task-repository.ts'
import { createUserErasure } from '../core/db/user-erasure.ts'
import { createUserRepository } from '../core/db/user-repository.ts'
import type { Logger } from '../core/logger.ts'
import type { AppDependencies } from './app.ts'
import type { DescriptionStarter } from './applications/routes.ts'
import { createAuthentication, type Passwords } from './auth/index.ts'
import type { ApiContext } from './http/environment.ts'
import type { RateLimits } from './http/rate-limits.ts'
import type { CollectionStarter } from './job-offers/start-collecting.ts'
import { createCvInspection } from './users/cv/inspection.ts'
import type { ErasureStarter } from './users/erasure.ts'

/** What starts workflows. Each may fail: the record says that the work waits, and `reconcile` starts it later. */
export type Starter = CollectionStarter & DescriptionStarter & ErasureStarter

export interface Parts {
  db: Db
  starter: Starter
  passwords: Passwords
  limits: RateLimits
  secretKey: string
  accessTokenMinutes: number
  refreshTokenDays: number
  modelBudget: ModelBudget
  /** Whether there is a language model. */
  hasModel: boolean
  /** `host:port` pairs that may be fetched although they are local. */
  allowHosts: readonly string[]
  now: () => Date
  log: Logger
}

/** What the routers need, made of the process's parts: the repositories are made here and nowhere else. */
export function routeDependencies(
  parts: Parts,
): Pick<AppDependencies, 'applications' | 'auth' | 'collections' | 'cvs' | 'erasure' | 'jobOffers' | 'searches' | 'tasks' | 'users'> {
  const { db, starter, passwords, limits, allowHosts, now } = parts
  const users = createUserRepository(db)
  const keys = createIdempotencyRepository(db)
  const sessions = createSessionRepository(db)
  const authentication = { ...createAuthentication({ users, sessions, ...parts }), count: (c: ApiContext) => limits.take(c, 'general') }
  const applications = createApplicationRepository(db)
  const searches = createSearchRepository(db)
  const own = { keys, authentication, limits, now }
  return {
    applications: { applications, starter, allowHosts, ...own },
    auth: { users, sessions, passwords, authentication, limits, now },
    collections: { collections: createCollectionRepository(db), starter, allowHosts, ...own },
    cvs: { cvs: createCvRepository(db), inspect: createCvInspection(), authentication, limits, now },
    erasure: { erasure: createUserErasure(db), starter, ...own },
    jobOffers: {
      offers: createJobOfferRepository(db, searches),
      catalogue: createCatalogueRepository(db),
      applications,
      starter,
      allowHosts,
      hasModel: parts.hasModel,
      ...own,
    },
    searches: { searches, allowHosts, ...own },
    tasks: { tasks: createTaskRepository(db), ...own },
    users: { users, usage: createModelUsageRepository(db, parts.modelBudget), passwords, ...own },
  }
}
