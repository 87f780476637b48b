import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common'
import {
  CancellationScope,
  defineQuery,
  executeChild,
  isCancellation,
  log,
  proxyActivities,
  proxyLocalActivities,
  setCurrentDetails,
  setHandler,
  sleep,
  uuid4,
  workflowInfo,
} from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import type { AskedCollection, CollectionStatus, OfferCounts } from '../core/domain/collection-rules.ts'
import { collectFromSourceId, collectJobOffersId } from '../core/temporal/names.ts'
import { CANCELLED, type CollectedFromSource, collectFromSource } from './collect-from-source.ts'
import { type CollectJobOffers, collectJobOffersInput } from './collect-job-offers-input.ts'
import { onPage, onRecord, outlasting } from './outlasting.ts'
import { plainFailure } from './plain-failure.ts'

export interface CollectionProgress {
  collection_id: string
  step: 'beginning' | 'collecting' | 'ended'
  sources: { source: string; status: CollectedFromSource['status']; counts?: OfferCounts }[]
}

/** `joined`: the same was asked for before, and its run is on. */
export interface CollectedOffers {
  collection_id: string
  status: CollectionStatus | 'nothing_to_do' | 'joined'
  counts?: OfferCounts
}

export const progress = defineQuery<CollectionProgress>('progress')

const { finishCollection, noteSource } = proxyActivities<Activities>(onRecord)
/** A local one: what it is given, which may be an address with somebody's key in it, is in the history as the operator's own input alone. */
const { recordCollection } = proxyLocalActivities<Activities>({ ...onRecord, retry: { maximumAttempts: 1 } })
const { beginCollection } = proxyActivities<Activities>({
  ...onPage,
  startToCloseTimeout: '2 minutes',
  retry: { ...onPage.retry, maximumAttempts: 5 },
  summary: 'Understands the query and decides the sources',
})

/**
 * Collects offers: understands the query, asks every source by a workflow of its own, and ends the collection by how they ended. One broken source
 * fails none of the others.
 */
export async function collectJobOffers(input: CollectJobOffers): Promise<CollectedOffers> {
  const given = collectJobOffersInput(input)
  if ('asked' in given) return recorded(given.asked)
  const { collectionId, again } = given
  // One run at a time for a collection, whatever name an operator gave this one.
  if (workflowInfo().workflowId !== collectJobOffersId(collectionId)) return byItsName(collectionId, again)

  const state: CollectionProgress = { collection_id: collectionId, step: 'beginning', sources: [] }
  setHandler(progress, () => state)
  try {
    const begun = await outlasting(() => noteSource({ collectionId }), () => beginCollection({ collectionId, again })) // biome-ignore format: one line reads better
    if (begun === null) {
      setCurrentDetails(CANCELLED)
      return { collection_id: collectionId, status: 'nothing_to_do' }
    }
    state.step = 'collecting'
    state.sources = begun.sources.map((source) => ({ source, status: 'running' }))
    say(state)
    // All of them, cancelled ones too: what they still save is counted before the end is.
    const asked = await Promise.allSettled(state.sources.map((source) => collectFrom(state, source)))
    for (const one of asked) if (one.status === 'rejected') throw one.reason
    const end = await finishCollection({ collectionId, isCancelled: false, unlessAtWork: false })
    state.step = 'ended'
    setCurrentDetails(`Ended: ${end.status}.`)
    log.info('A collection has ended', { collection_id: collectionId, ...end })
    return { collection_id: collectionId, ...end }
  } catch (error) {
    const isCancelled = isThisCancelled()
    // What broke in an unforeseen way has its end, too, for those who wait.
    await CancellationScope.nonCancellable(() => finishCollection({ collectionId, isCancelled, unlessAtWork: false }))
    throw plainFailure(error)
  }
}

/** Whether the collection is: an error tells only that something was. */
const isThisCancelled = () => CancellationScope.current().consideredCancelled

/** Asks one source. Whatever becomes of it is in the record. */
async function collectFrom(state: CollectionProgress, progress: CollectionProgress['sources'][number]): Promise<void> {
  const { collection_id } = state
  const { source } = progress
  const workflowId = collectFromSourceId(source, collection_id)
  for (let pauseS = 5; ; pauseS = Math.min(pauseS * 2, 60)) {
    try {
      const start = {
        workflowId,
        args: [{ collection_id, source }] as [{ collection_id: string; source: string }],
        staticSummary: `Collects from ${source}`,
      }
      Object.assign(progress, await executeChild(collectFromSource, start))
      return say(state)
    } catch (error) {
      if (isThisCancelled()) throw error
      if (!(error instanceof WorkflowExecutionAlreadyStartedError)) {
        // An operator who cancels one source means that one alone.
        progress.status = isCancellation(error) ? 'cancelled' : 'failed'
        if (progress.status === 'failed') log.error('A source failed in an unforeseen way', { error, source })
        return say(state)
      }
      // An operator has it run: once that has ended, what it left is asked for.
      await sleep(pauseS * 1_000, { summary: `Until the other run of ${source} has ended` })
    }
  }
}

/** Records what an operator asks for, and runs it under its own name. */
async function recorded(asked: AskedCollection): Promise<CollectedOffers> {
  const collectionId = uuid4().replaceAll('-', '').slice(0, 24)
  const made = await outlasting(() => noteSource({ collectionId }), () => recordCollection({ collectionId, asked })) // biome-ignore format: one line reads better
  return byItsName(made.collectionId, false)
}

async function byItsName(collection_id: string, again: boolean): Promise<CollectedOffers> {
  const args: [CollectJobOffers] = [{ collection_id, ...(again && { again }) }]
  try {
    return await executeChild(collectJobOffers, { workflowId: collectJobOffersId(collection_id), args, staticSummary: 'Collects job offers' })
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return { collection_id, status: 'joined' }
    throw plainFailure(error)
  }
}

/** For the Web UI. */
function say({ sources }: CollectionProgress): void {
  setCurrentDetails(
    sources.map(({ source, status, counts }) => `${source}: ${status}${counts ? `, ${counts.saved} new of ${counts.found}` : ''}`).join('\n\n'),
  )
}
