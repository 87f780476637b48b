import { isCancellation, log } from '@temporalio/workflow'
import type { DescriptionErrorCode, DescriptionOutcome } from '../core/domain/application-rules.ts'
import { descriptionFailure, isStale } from './description-failure.ts'
import { type DescriptionRequest, type ReadingStep, readOffer, recordActivities } from './read-offer.ts'

/** `nothing_to_do`: nobody asks for a description (any more). */
export interface DescribedApplication {
  status: 'done' | 'not_an_offer' | 'failed' | 'nothing_to_do'
  /** Why it failed, or why extraction serves and not the model. */
  code?: DescriptionErrorCode
  /** Whose budget was used up, where that is why. */
  budget?: 'user' | 'total'
}

export interface Round {
  described: DescribedApplication
  /** The record was changed meanwhile: it is to be read again. */
  stale: boolean
  /** What nobody foresaw, although the record has its end. */
  unforeseen?: unknown
}

const { finishDescription } = recordActivities

/** One reading of the page, and its end in the record unless that asks for something else by now. */
export async function describeOnce(request: DescriptionRequest, say: (step: ReadingStep | 'saving') => void): Promise<Round> {
  const { outcome, ...rest } = await outcomeOf(request, say)
  if (outcome === 'stale') return late(rest)
  say('saving')
  const { stored, status } = await finishDescription({ ...request, outcome })
  if (!stored) return late(rest)
  const { code, params } = ('failure' in outcome ? outcome.failure : undefined) ?? {}
  const budget = code === 'budget_reached' && { budget: params?.scope === 'user' ? ('user' as const) : ('total' as const) }
  const described = { status, ...(code && { code }), ...budget }
  log.info('A description has ended', described)
  return { ...rest, described, stale: false }
}

function late(rest: { unforeseen?: unknown }): Round {
  log.info('A description came too late: the record was changed meanwhile')
  return { ...rest, described: { status: 'nothing_to_do' }, stale: true }
}

/** How a reading ends. What nobody foresaw ends the record all the same, and fails the workflow so that operators find it. */
async function outcomeOf(
  request: DescriptionRequest,
  say: (step: ReadingStep) => void,
): Promise<{ outcome: DescriptionOutcome | 'stale'; unforeseen?: unknown }> {
  try {
    return await readOffer(request, say)
  } catch (error) {
    if (isCancellation(error)) throw error
    if (isStale(error)) return { outcome: 'stale' }
    const failure = descriptionFailure(error)
    if (failure !== undefined) return { outcome: { status: 'failed', failure, retryAt: null } }
    log.error('A description failed in an unforeseen way', { error })
    return { outcome: { status: 'failed', failure: { code: 'fetch_refused', params: { reason: 'unreadable' } }, retryAt: null }, unforeseen: error }
  }
}
