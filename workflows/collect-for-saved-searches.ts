import { ApplicationFailure, WorkflowExecutionAlreadyStartedError } from '@temporalio/common'
import {
  CancellationScope,
  continueAsNew,
  defineQuery,
  executeChild,
  isCancellation,
  log,
  ParentClosePolicy,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import { collectJobOffersId } from '../core/temporal/names.ts'
import { type CollectedOffers, collectJobOffers } from './collect-job-offers.ts'
import { givenFields } from './given-fields.ts'
import { workThrough } from './work-through.ts'

export interface CollectForSavedSearches {
  /** Where the run before this one left off; operators leave it out. */
  so_far?: SavedSearchesProgress & { after: string | undefined; is_held: boolean }
}

export interface SavedSearchesProgress {
  /** Enabled searches of all users. */
  searches: number
  /** Collections that have ended, by how they did. `joined`: somebody had asked for the same. */
  collections: Partial<Record<CollectedOffers['status'], number>>
}

export const progress = defineQuery<SavedSearchesProgress>('progress')

const COLLECTIONS_AT_ONCE = 3
const SEARCHES_AT_ONCE = 100
const TAKEN_AT_ONCE = 20

const { holdSavedSearches, nextHeld, releaseHeld, cancelHeld } = proxyActivities<Activities>({
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '10 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
})

/**
 * Collects for the saved searches of all users: has each search wait for its turn, equal ones once for all who have them, then runs the
 * collections, three at a time. Searches that were changed or deleted meanwhile are left out.
 */
export async function collectForSavedSearches(input?: CollectForSavedSearches): Promise<SavedSearchesProgress> {
  const { after, is_held, ...state } = soFar(input)
  setHandler(progress, () => state)
  const heldBy = workflowInfo().workflowId
  try {
    if (!is_held) await hold(state, heldBy, after)
    await collectHeld(state, heldBy)
  } catch (error) {
    // What has not begun does not begin; what runs is cancelled with this.
    if (isCancelled()) await CancellationScope.nonCancellable(() => cancelHeld({ heldBy }))
    throw error
  }
  log.info('Collected for saved searches', { ...state })
  return state
}

/** Has the searches after `first` wait for their turn. */
async function hold(state: SavedSearchesProgress, heldBy: string, first: string | undefined): Promise<void> {
  let after = first
  do {
    const batch = await holdSavedSearches({ heldBy, after, limit: SEARCHES_AT_ONCE })
    state.searches += batch.searches
    after = batch.last
    if (after !== undefined && workflowInfo().continueAsNewSuggested) await goOn({ ...state, after, is_held: false })
  } while (after !== undefined)
}

/** Runs what waits. */
async function collectHeld(state: SavedSearchesProgress, heldBy: string): Promise<void> {
  await workThrough({
    most: COLLECTIONS_AT_ONCE,
    take: (except) => nextHeld({ heldBy, limit: TAKEN_AT_ONCE, except }),
    isOver: () => workflowInfo().continueAsNewSuggested,
    work: async ({ id }) => {
      if (!(await releaseHeld({ heldBy, collectionId: id }))) return
      const status = await collected(id)
      state.collections[status] = (state.collections[status] ?? 0) + 1
      setCurrentDetails(`${state.searches} searches. Collections: ${told(state)}.`)
    },
  })
  if (workflowInfo().continueAsNewSuggested) await goOn({ ...state, after: undefined, is_held: true })
}

/** Whether this run is: an error tells only that something was. */
const isCancelled = () => CancellationScope.current().consideredCancelled

const goOn = (so_far: CollectForSavedSearches['so_far'] & object) => continueAsNew<typeof collectForSavedSearches>({ so_far })

const told = ({ collections }: SavedSearchesProgress) =>
  Object.entries(collections)
    .map(([status, count]) => `${count} ${status}`)
    .join(', ')

/** A collection of its own that goes on when this run is terminated; one that fails keeps none of the others back. */
async function collected(collection_id: string): Promise<CollectedOffers['status']> {
  try {
    const start = { workflowId: collectJobOffersId(collection_id), args: [{ collection_id }] as [{ collection_id: string }] }
    const named = { ...start, staticSummary: 'Collects for saved searches', parentClosePolicy: ParentClosePolicy.ABANDON }
    return (await executeChild(collectJobOffers, named)).status
  } catch (error) {
    if (isCancelled()) throw error
    if (error instanceof WorkflowExecutionAlreadyStartedError) return 'joined'
    // Its last user left it: that is no word on the others.
    return isCancellation(error) ? 'cancelled' : 'failed'
  }
}

/** @throws ApplicationFailure (never retried) that shows an operator the JSON to type */
function soFar(input: unknown): CollectForSavedSearches['so_far'] & object {
  const fields = givenFields(input)
  const { so_far, ...others } = (fields ?? {}) as CollectForSavedSearches
  if (fields === undefined || Object.keys(others).length > 0 || (so_far !== undefined && !isSoFar(so_far)))
    throw ApplicationFailure.nonRetryable('This workflow takes nothing: {}.', 'bad_input')
  return { searches: 0, after: undefined, is_held: false, ...so_far, collections: { ...so_far?.collections } }
}

function isSoFar(given: unknown): boolean {
  if (typeof given !== 'object' || given === null) return false
  const { searches, collections, after, is_held } = given as Record<string, unknown>
  const isId = after === undefined || (typeof after === 'string' && /^[0-9a-f]{24}$/.test(after))
  const areCounts = typeof collections === 'object' && collections !== null && Object.values(collections).every(Number.isSafeInteger)
  return isId && areCounts && Number.isSafeInteger(searches) && typeof is_held === 'boolean'
}
