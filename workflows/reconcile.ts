import { continueAsNew, defineQuery, log, proxyActivities, setCurrentDetails, setHandler, workflowInfo } from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import type { ReconcileCounts } from '../activities/maintaining/reconcile.ts'
import { type Reconcile, reconcileInput } from './reconcile-input.ts'

const { reconcileBatch } = proxyActivities<Activities>({
  summary: 'Starts what waits, ends what is stuck: 100 applications at most',
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '10 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
})

export const progress = defineQuery<ReconcileCounts>('progress')

/** Starts the descriptions, erasures and collections that were asked for while Temporal was away, and ends what is stuck, 100 applications at a time. */
export async function reconcile(input?: Reconcile): Promise<ReconcileCounts> {
  const { unchanged_for_seconds, so_far } = reconcileInput(input)
  let { after, ...counts } = so_far
  setHandler(progress, () => counts)

  const updatedBefore = new Date(Date.now() - unchanged_for_seconds * 1_000).toISOString()
  do {
    const { last, ...batch } = await reconcileBatch({ updatedBefore, after, limit: 100 })
    counts = {
      started: counts.started + batch.started,
      ended: counts.ended + batch.ended,
      left: counts.left + batch.left,
      errors: counts.errors + batch.errors,
    }
    after = last
    setCurrentDetails(`${counts.started} started, ${counts.ended} ended, ${counts.left} still at work, ${counts.errors} left to the next run.`)
    if (after && workflowInfo().continueAsNewSuggested) {
      await continueAsNew<typeof reconcile>({ unchanged_for_seconds, so_far: { ...counts, after } })
    }
  } while (after)

  if (counts.started + counts.ended + counts.errors > 0) log.info('What was asked for was reconciled', { ...counts })
  return counts
}
