import {
  CancellationScope,
  continueAsNew,
  defineQuery,
  defineSignal,
  isCancellation,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow'
import { REQUESTED_SIGNAL } from '../core/temporal/names.ts'
import { type DescribedApplication, describeOnce } from './describe-once.ts'
import { isBoolean } from './operator-input.ts'
import { type DescriptionRequest, type ReadingStep, recordActivities } from './read-offer.ts'
import { recordInput } from './record-input.ts'
import { serveRequest } from './request-id.ts'
import { showHost } from './shown-host.ts'

export interface DescribeApplication {
  application_id: string
  /** For operators: describes it although it has had its end, unless its owner wrote the text. */
  again?: boolean
}

export interface DescriptionProgress {
  application_id: string
  step: 'starting' | ReadingStep | 'saving' | 'ended'
  /** How many times an address was read from the record: more than 1 when it changed meanwhile. */
  rounds: number
}

export const requested = defineSignal<[{ request_id?: string }?]>(REQUESTED_SIGNAL)
export const progress = defineQuery<DescriptionProgress>('progress')

const { renewDescription, beginDescription, finishDescription } = recordActivities

/** @throws ApplicationFailure (never retried) that shows an operator the JSON to type */
export const describeApplicationInput = (input: unknown) => recordInput(input, 'application_id', { again: { check: isBoolean, example: 'true' } })

/**
 * Describes the offer behind an application: fetches its page, in a browser where the page needs one, extracts the facts, writes the
 * description, and saves it under the counter that it read; goes round while a newer request waits.
 */
export async function describeApplication(input: DescribeApplication): Promise<DescribedApplication> {
  const { id: applicationId, given } = describeApplicationInput(input)
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
    if (given.again === true) await renewDescription({ applicationId })
    do {
      serveRequest(waiting.at(-1)?.request_id)
      waiting.length = 0
      stale = false
      current = null
      const begun = await beginDescription({ applicationId })
      if (begun === null) continue
      current = { applicationId, request: begun.request }
      state.rounds++
      showHost(begun.host)

      const round = await describeOnce(current, (step) => say(state, step, begun.host))
      ;({ described, stale, unforeseen } = { unforeseen: undefined, ...round })
      if ((waiting.length > 0 || stale) && workflowInfo().continueAsNewSuggested) {
        await continueAsNew<typeof describeApplication>({ application_id: applicationId })
      }
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
  asking: 'Asks the language model about',
  saving: 'Saves what was found on',
  ended: 'Is done with',
}

/** For the query and the Web UI. */
function say(state: DescriptionProgress, step: DescriptionProgress['step'], host: string): void {
  state.step = step
  setCurrentDetails(`${DOING[step]} a page of ${host}, round ${state.rounds}.`)
}
