import { type CollectingDependencies, createCollecting } from './collecting/index.ts'
import { createCrawling, createPoliteFetch, type PoliteFetchDependencies } from './crawling/index.ts'
import { createApplicationDescribing, type DescribingDependencies } from './describing/application.ts'
import { createDescribing, createModelDescribing, type ModelDescribingDependencies } from './describing/index.ts'
import { createUndescribed, type UndescribedDependencies } from './describing/undescribed.ts'
import { createExtracting } from './extracting/index.ts'
import { type ArchivingDependencies, createArchiving } from './maintaining/archive.ts'
import { type CleaningDependencies, createCleaning } from './maintaining/clean.ts'
import { createErasing, type ErasingDependencies } from './maintaining/erase.ts'
import { createReconciling, type ReconcilingDependencies } from './maintaining/reconcile.ts'

export type ActivityDependencies = Omit<Parameters<typeof createCrawling>[0], 'polite'> &
  PoliteFetchDependencies &
  Omit<CollectingDependencies, 'polite'> &
  Parameters<typeof createExtracting>[0] &
  Parameters<typeof createDescribing>[0] &
  DescribingDependencies &
  ArchivingDependencies &
  CleaningDependencies &
  ModelDescribingDependencies &
  UndescribedDependencies &
  ErasingDependencies &
  ReconcilingDependencies

/** Every activity, made of what it needs. Workflows import only the type. */
export function createActivities(deps: ActivityDependencies) {
  // One for all: what this process asks a host waits in one queue.
  const polite = createPoliteFetch(deps)
  return {
    ...createCrawling({ ...deps, polite }),
    ...createCollecting({ ...deps, polite }),
    ...createExtracting(deps),
    ...createDescribing(deps),
    ...createModelDescribing(deps),
    ...createUndescribed(deps),
    ...createApplicationDescribing(deps),
    ...createArchiving(deps),
    ...createCleaning(deps),
    ...createErasing(deps),
    ...createReconciling(deps),
  }
}
export type Activities = ReturnType<typeof createActivities>
