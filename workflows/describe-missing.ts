import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common'
import {
  CancellationScope,
  continueAsNew,
  defineQuery,
  executeChild,
  isCancellation,
  log,
  ParentClosePolicy,
  patched,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import { describeApplicationId, LATE_PRIORITY } from '../core/temporal/names.ts'
import { describeApplication } from './describe-application.ts'
import type { DescribedApplication } from './describe-once.ts'
import { isObject } from './given-fields.ts'
import { isBoolean, isCount, operatorInput } from './operator-input.ts'
import { onRecord } from './outlasting.ts'
import { workThrough } from './work-through.ts'

export interface DescribeMissing {
  /** Counts what there is to do, and does nothing. */
  dry_run?: boolean
  /** At most so many applications. */
  limit?: number
  /** Where the run before this one left off; operators leave it out. */
  so_far?: MissingProgress & { after: string | undefined }
}

export interface MissingProgress {
  /** Applications that have an address and no description. */
  found: number
  /** Those that were begun, by how they ended; `extracted`: without the model, for whatever reason; `joined`: somebody had just asked. */
  ended: Partial<Record<DescribedApplication['status'] | 'extracted' | 'joined' | 'broken', number>>
  /** Why it stops before the last: everybody's budget of the day is used up, or there are as many as were asked for. */
  stopped_by: 'budget' | 'limit' | null
}

export const progress = defineQuery<MissingProgress>('progress')

/** Somebody who waits for a description goes before these. */
const AT_ONCE = 3
const BATCH = 100

const SENTENCE = 'This workflow takes {}, {"dry_run":true} or {"limit":100}, or both of them.'

const { listUndescribed } = proxyActivities<Activities>({
  ...onRecord,
  startToCloseTimeout: '2 minutes',
  summary: `Looks for ${BATCH} applications without a description`,
})

/**
 * Describes what has an address and no description, three at a time, until there is nothing left, or nothing of everybody's budget of the day. Cancelled, it ends what it
 * has begun; run again, it goes on with what is still missing.
 */
export async function describeMissing(input?: DescribeMissing): Promise<MissingProgress> {
  const { dry_run, limit, so_far } = describeMissingInput(input)
  let after = so_far?.after
  const state: MissingProgress = { found: so_far?.found ?? 0, ended: { ...so_far?.ended }, stopped_by: null }
  setHandler(progress, () => state)

  let isLast = false
  // Ids rise: what is begun is all that is before.
  let begun = { count: state.found, last: after }
  const take = async () => {
    if (isLast) return []
    const room = Math.min(BATCH, limit - state.found)
    if (room === 0) {
      state.stopped_by = 'limit'
      return []
    }
    const { ids, last } = await listUndescribed({ after, limit: room })
    isLast = last === undefined
    state.found += ids.length
    after = last ?? after
    return ids.map((id) => ({ id }))
  }

  if (dry_run) {
    while ((await take()).length > 0) setCurrentDetails(`${state.found} to be described so far.`)
    return state
  }
  await workThrough({
    most: AT_ONCE,
    take,
    isOver: () => state.stopped_by === 'budget' || CancellationScope.current().consideredCancelled || workflowInfo().continueAsNewSuggested,
    work: async ({ id }) => {
      begun = { count: begun.count + 1, last: id }
      const { status, code, budget } = await described(id)
      const ended = status === 'done' && code ? 'extracted' : status
      state.ended[ended] = (state.ended[ended] ?? 0) + 1
      // One user's budget is no reason to keep the others waiting.
      if (budget === 'total') state.stopped_by = 'budget'
      setCurrentDetails(`${state.found} found. ${told(state)}.`)
    },
  })
  if (workflowInfo().continueAsNewSuggested && state.stopped_by === null && !CancellationScope.current().consideredCancelled) {
    await continueAsNew<typeof describeMissing>({ limit, so_far: { ...state, found: begun.count, after: begun.last } })
  }
  log.info('What had no description was described', { ...state })
  return state
}

const told = ({ ended }: MissingProgress) =>
  Object.entries(ended)
    .map(([status, count]) => `${count} ${status}`)
    .join(', ')

/** Runs that are older pass a cancellation on to what they have begun. */
const ENDS_WHAT_IT_HAS_BEGUN = 'ends-what-it-has-begun'

/** A run of its own, which goes on when this one is stopped; one that fails keeps none of the others back. */
async function described(application_id: string): Promise<Omit<DescribedApplication, 'status'> & { status: keyof MissingProgress['ended'] }> {
  try {
    const run = () =>
      executeChild(describeApplication, {
        workflowId: describeApplicationId(application_id),
        args: [{ application_id, again: true }],
        staticSummary: 'Describes an offer that had no description',
        parentClosePolicy: ParentClosePolicy.ABANDON,
        priority: { priorityKey: LATE_PRIORITY },
      })
    return await (patched(ENDS_WHAT_IT_HAS_BEGUN) ? CancellationScope.nonCancellable(run) : run())
  } catch (error) {
    if (CancellationScope.current().consideredCancelled) throw error
    if (error instanceof WorkflowExecutionAlreadyStartedError) return { status: 'joined' }
    return { status: isCancellation(error) ? 'failed' : 'broken' }
  }
}

/** @throws ApplicationFailure (never retried) that shows an operator the JSON to type */
export function describeMissingInput(input: unknown): { dry_run: boolean; limit: number; so_far: DescribeMissing['so_far'] } {
  const isLimit = (value: unknown) => isCount(value) && value !== 0
  const given = operatorInput(input, { dry_run: isBoolean, limit: isLimit, so_far: isObject }, SENTENCE)
  return {
    dry_run: given.dry_run === true,
    limit: (given.limit as number | undefined) ?? Number.MAX_SAFE_INTEGER,
    so_far: given.so_far as DescribeMissing['so_far'],
  }
}
