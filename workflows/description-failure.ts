import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/common'
import type { DescriptionErrorCode, DescriptionFailure } from '../core/domain/application-rules.ts'
import type { PageFailure } from '../core/domain/page-rules.ts'
import { DATABASE_AWAY, HOST_BUSY, STALE, WORKER_SHUTDOWN } from '../core/temporal/names.ts'

/** The contract's codes know fewer ways to fail than the crawler: what they don't tell apart, `reason` does. */
const FAILURES: Record<PageFailure | 'page_expired' | typeof HOST_BUSY, { code: DescriptionErrorCode; reason?: string }> = {
  refused: { code: 'fetch_refused' },
  gone: { code: 'page_gone' },
  not_found: { code: 'page_gone' },
  blocked: { code: 'blocked' },
  not_allowed: { code: 'blocked', reason: 'robots' },
  login_required: { code: 'login_required' },
  too_big: { code: 'too_big' },
  timed_out: { code: 'timed_out' },
  not_a_page: { code: 'fetch_refused', reason: 'not_a_page' },
  unreachable: { code: 'fetch_refused', reason: 'unreachable' },
  [HOST_BUSY]: { code: 'timed_out', reason: 'host_busy' },
  page_expired: { code: 'timed_out', reason: 'page_expired' },
}

const INTERRUPTED: DescriptionFailure = { code: 'timed_out', params: { reason: 'interrupted' } }

const isKnown = (type: string): type is keyof typeof FAILURES => Object.hasOwn(FAILURES, type)

/** What a failed activity means to the person who waits; undefined for what nobody foresaw. */
export function descriptionFailure(error: unknown): DescriptionFailure | undefined {
  const cause = error instanceof ActivityFailure ? error.cause : error
  if (isWorkerLost(error)) return INTERRUPTED
  // Of the time-outs only this one is the page's: the others are waits for a worker.
  if (cause instanceof TimeoutFailure) return cause.timeoutType === 'START_TO_CLOSE' ? { code: 'timed_out', params: {} } : INTERRUPTED
  if (!(cause instanceof ApplicationFailure) || !cause.type || !isKnown(cause.type)) return undefined
  const { code, reason } = FAILURES[cause.type]
  return { code, params: { ...(reason && { reason }), ...(cause.details?.[0] as DescriptionFailure['params'] | undefined) } }
}

/** What an activity threw: a local one's comes as it is. */
const thrownBy = (error: unknown): unknown => (error instanceof ActivityFailure ? error.cause : error)

const isOfType = (type: string) => (error: unknown) => {
  const thrown = thrownBy(error)
  return thrown instanceof ApplicationFailure && thrown.type === type
}

/** MongoDB could not be reached: the activity's own attempts are not to be spent on that. */
export const isDatabaseAway = isOfType(DATABASE_AWAY)

/** The record asks for something else by now, or for nothing: it is to be read again. */
export const isStale = isOfType(STALE)

const isBusy = isOfType(HOST_BUSY)

/** How far away the host's turn is; undefined when that is not what failed. */
export function hostBusyMs(error: unknown): number | undefined {
  const [wait] = isBusy(error) ? ((thrownBy(error) as ApplicationFailure).details ?? []) : []
  return (wait as { wait_ms: number } | undefined)?.wait_ms
}

const isStopped = isOfType(WORKER_SHUTDOWN)

/** The worker was stopped or died in the middle: the activity's own attempts are not to be spent on that, either. */
export function isWorkerLost(error: unknown): boolean {
  return isStopped(error) || (error instanceof ActivityFailure && error.cause instanceof TimeoutFailure && error.cause.timeoutType === 'HEARTBEAT')
}
