import {
  CancellationScope,
  continueAsNew,
  defineQuery,
  defineSignal,
  isCancellation,
  log,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow'
import type { DescriptionErrorCode, DescriptionOutcome } from '../core/domain/application-rules.ts'
import { REQUESTED_SIGNAL } from '../core/temporal/names.ts'
import { descriptionFailure } from './description-failure.ts'
import { type DescriptionRequest, type ReadingStep, readOffer, recordActivities } from './read-offer.ts'
import { recordId } from './record-id.ts'
import { serveRequest } from './request-id.ts'

export interface DescribeApplication {
  application_id: string
}

/** `nothing_to_do`: nobody asks for a description (any more). */
export interface DescribedApplication {
  status: 'done' | 'not_an_offer' | 'failed' | 'nothing_to_do'
  code?: DescriptionErrorCode
}

export interface DescriptionProgress {
  application_id: string
  step: 'starting' | ReadingStep | 'saving' | 'ended'
  /** How many times an address was read from the record: more than 1 when it changed meanwhile. */
  rounds: number
}

export const requested = defineSignal<[{ request_id?: string }?]>(REQUESTED_SIGNAL)
export const progress = defineQuery<DescriptionProgress>('progress')

const { beginDescription, finishDescription } = recordActivities

/**
 * Describes the offer behind an application: fetches its page, in a browser where the page needs one, extracts the facts, writes the
 * description, and saves it under the counter that it read; goes round while a newer request waits.
 */
export async function describeApplication(input: DescribeApplication): Promise<DescribedApplication> {
  const applicationId = recordId(input, 'application_id')
  const state: DescriptionProgress = { application_id: applicationId, step: 'starting', rounds: 0 }
  const waiting: { request_id?: string }[] = []
  setHandler(progress, () => state)
  setHandler(requested, (by = {}) => {
    waiting.push(by)
  })

  let current: DescriptionRequest | null = null
  let described: DescribedApplication = { status: 'nothing_to_do' }
  let unforeseen: unknown
  let stale = false
  try {
    do {
      serveRequest(waiting.at(-1)?.request_id)
      waiting.length = 0
      stale = false
      current = null
      const begun = await beginDescription({ applicationId })
      if (begun === null) continue
      const request = { applicationId, ...begun }
      current = request
      state.rounds++

      const round = await outcomeOf(request, (step) => say(state, step, begun.url))
      say(state, 'saving', begun.url)
      const { stored, status } = await finishDescription({ applicationId, request: begun.request, outcome: round.outcome })
      stale = !stored
      unforeseen = round.unforeseen
      described = stored ? { status, ...(round.outcome.status === 'failed' && { code: round.outcome.failure.code }) } : { status: 'nothing_to_do' }
      log.info(stored ? 'A description has ended' : 'A description came too late: the record was changed meanwhile', { ...described })
      if ((waiting.length > 0 || stale) && workflowInfo().continueAsNewSuggested) await continueAsNew<typeof describeApplication>(input)
    } while (waiting.length > 0 || stale)
  } catch (error) {
    if (isCancellation(error)) await CancellationScope.nonCancellable(() => endCancelled(applicationId, current))
    throw error
  }

  state.step = 'ended'
  setCurrentDetails(`Ended: ${described.code ?? described.status}.`)
  if (unforeseen !== undefined) throw unforeseen
  return described
}

/** How a round ends. What nobody foresaw ends the record all the same, and fails the workflow so that operators find it. */
async function outcomeOf(
  request: DescriptionRequest,
  say: (step: ReadingStep) => void,
): Promise<{ outcome: DescriptionOutcome; unforeseen?: unknown }> {
  try {
    return { outcome: await readOffer(request, say) }
  } catch (error) {
    if (isCancellation(error)) throw error
    const failure = descriptionFailure(error)
    if (failure !== undefined) return { outcome: { status: 'failed', failure, retryAt: null } }
    log.error('A description failed in an unforeseen way', { error })
    return { outcome: { status: 'failed', failure: { code: 'fetch_refused', params: { reason: 'unreadable' } }, retryAt: null }, unforeseen: error }
  }
}

/** Whoever cancels the workflow leaves a record that says so, and that its owner may ask for again. */
async function endCancelled(applicationId: string, current: DescriptionRequest | null): Promise<void> {
  const request = current?.request ?? (await beginDescription({ applicationId }))?.request
  if (request === undefined) return
  const failure = { code: 'timed_out', params: { reason: 'cancelled' } } as const
  await finishDescription({ applicationId, request, outcome: { status: 'failed', failure, retryAt: null } })
}

const DOING: Record<DescriptionProgress['step'], string> = {
  starting: 'Starts with',
  fetching: 'Fetches',
  rendering: 'Opens in a browser',
  extracting: 'Reads the facts of',
  writing: 'Writes the description of',
  saving: 'Saves what was found on',
  ended: 'Is done with',
}

/** For the query and the Web UI. Only the host is shown: an address's path may hold a token. */
function say(state: DescriptionProgress, step: DescriptionProgress['step'], url: string): void {
  state.step = step
  setCurrentDetails(`${DOING[step]} a page of ${new URL(url).host}, round ${state.rounds}.`)
}
