import { type CallFailure, MODEL_ATTEMPTS } from '../../../core/domain/model-rules.ts'
import type { ModelError, ModelFailure } from '../../model/model-error.ts'

/** How a call ended that brought no answer. */
export interface CallEnd {
  type: CallFailure
  /** When it is worth another attempt; undefined: it is not, or there have been enough. */
  retryMs: number | undefined
}

const TYPES: Record<ModelFailure, CallFailure> = {
  refused: 'model_refused',
  truncated: 'model_truncated',
  invalid_answer: 'model_invalid_answer',
  rate_limited: 'model_rate_limited',
  quota_exhausted: 'model_quota_exhausted',
  invalid_key: 'model_invalid_key',
  bad_request: 'model_bad_request',
  timed_out: 'model_timed_out',
  model_unavailable: 'model_unavailable',
}
/** How often each is worth asking, in all: an answer that is no JSON was paid, and a time-out may have been. */
const ATTEMPTS: Partial<Record<ModelFailure, number>> = {
  rate_limited: MODEL_ATTEMPTS,
  model_unavailable: MODEL_ATTEMPTS,
  timed_out: 3,
  invalid_answer: 2,
}
const FIRST_PAUSE_MS = 2_000
/** A server that asks for no pause gets this one: to Temporal, none is no attempt. */
const MIN_PAUSE_MS = 500
/** Somebody waits: a server that wants to be left alone for longer is asked again all the same. */
const MAX_PAUSE_MS = 5 * 60_000

/**
 * What a model's failure means for the call.
 * @param attempt from 1
 */
export function callEnd({ failure, retryAfterMs }: Pick<ModelError, 'failure' | 'retryAfterMs'>, attempt: number): CallEnd {
  const again = attempt < (ATTEMPTS[failure] ?? 1)
  const pause = retryAfterMs ?? FIRST_PAUSE_MS * 2 ** (attempt - 1)
  return { type: TYPES[failure], retryMs: again ? Math.min(Math.max(pause, MIN_PAUSE_MS), MAX_PAUSE_MS) : undefined }
}
