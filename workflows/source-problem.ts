import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/common'
import { SOURCE_ERROR_CODES, type SourceErrorCode, type SourceProblem } from '../core/domain/collection-rules.ts'
import { HOST_BUSY } from '../core/temporal/names.ts'
import { isWorkerLost } from './description-failure.ts'

const isKnown = (type: string): type is SourceErrorCode => (SOURCE_ERROR_CODES as readonly string[]).includes(type)

/** What a failed activity says of a source; undefined for what nobody foresaw. */
export function sourceProblem(error: unknown): SourceProblem | undefined {
  const cause = error instanceof ActivityFailure ? error.cause : error
  if (isWorkerLost(error)) return { code: 'interrupted', params: {} }
  // Of the time-outs only this one is the page's: the others are waits for a worker.
  if (cause instanceof TimeoutFailure) return { code: cause.timeoutType === 'START_TO_CLOSE' ? 'timed_out' : 'interrupted', params: {} }
  if (!(cause instanceof ApplicationFailure) || !cause.type) return undefined
  if (cause.type === HOST_BUSY) return { code: 'rate_limited', params: {} }
  return isKnown(cause.type) ? { code: cause.type, params: (cause.details?.[0] as SourceProblem['params'] | undefined) ?? {} } : undefined
}

/** What nobody foresaw, as it is told to those who asked: operators find the rest in the failed workflow. */
export const UNFORESEEN: SourceProblem = { code: 'unexpected_answer', params: { reason: 'unreadable' } }
