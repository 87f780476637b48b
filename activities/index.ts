import { createCrawling } from './crawling/index.ts'
import { createApplicationDescribing, type DescribingDependencies } from './describing/application.ts'
import { createDescribing } from './describing/index.ts'
import { createExtracting } from './extracting/index.ts'
import { createErasing, type ErasingDependencies } from './maintaining/erase.ts'
import { createReconciling, type ReconcilingDependencies } from './maintaining/reconcile.ts'

export type ActivityDependencies = Parameters<typeof createCrawling>[0] &
  Parameters<typeof createExtracting>[0] &
  Parameters<typeof createDescribing>[0] &
  DescribingDependencies &
  ErasingDependencies &
  ReconcilingDependencies

/** Every activity, made of what it needs. Workflows import only the type. */
export const createActivities = (deps: ActivityDependencies) => ({
  ...createCrawling(deps),
  ...createExtracting(deps),
  ...createDescribing(deps),
  ...createApplicationDescribing(deps),
  ...createErasing(deps),
  ...createReconciling(deps),
})
export type Activities = ReturnType<typeof createActivities>
