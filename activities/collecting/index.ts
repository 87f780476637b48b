import { createBeginning } from './begin.ts'
import { createEnding } from './end.ts'
import { createPlanning } from './plan.ts'
import { createSaving } from './save-step.ts'
import { createSavedSearchCollecting } from './saved-searches.ts'
import { createStepping } from './steps.ts'

export type CollectingDependencies = Parameters<typeof createBeginning>[0] &
  Parameters<typeof createPlanning>[0] &
  Parameters<typeof createStepping>[0] &
  Parameters<typeof createSaving>[0] &
  Parameters<typeof createEnding>[0] &
  Parameters<typeof createSavedSearchCollecting>[0]

/** Collecting offers. Each activity is safe to run twice; queries, addresses and offers stay in MongoDB, ids and counts travel. */
export const createCollecting = (deps: CollectingDependencies) => ({
  ...createBeginning(deps),
  ...createPlanning(deps),
  ...createStepping(deps),
  ...createSaving(deps),
  ...createEnding(deps),
  ...createSavedSearchCollecting(deps),
})
