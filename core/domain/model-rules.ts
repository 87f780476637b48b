/** Pure rules of calls to the language model: no zod here, workflows may import them. */
import type { DescriptionErrorCode } from './application-rules.ts'

/** How often a description asks in vain before extraction serves. */
export const MODEL_ATTEMPTS = 5

/**
 * How a call fails, by the `type` of the ApplicationFailure: what it means to the person who waits. The contract's codes know fewer ways; what they
 * don't tell apart, `reason` does. `untrusted`: what the model said is not what the page says.
 */
export const CALL_FAILURES = {
  model_refused: { code: 'refused' },
  model_truncated: { code: 'truncated' },
  model_quota_exhausted: { code: 'quota_exhausted' },
  model_invalid_key: { code: 'invalid_key' },
  model_rate_limited: { code: 'model_unavailable', reason: 'model_busy' },
  model_timed_out: { code: 'timed_out', reason: 'model' },
  model_unavailable: { code: 'model_unavailable' },
  model_invalid_answer: { code: 'model_unavailable', reason: 'invalid_answer' },
  model_bad_request: { code: 'model_unavailable', reason: 'model_declined' },
  model_interrupted: { code: 'model_unavailable', reason: 'interrupted' },
  budget_reached: { code: 'budget_reached' },
  untrusted: { code: 'refused', reason: 'untrusted' },
} as const satisfies Record<string, { code: DescriptionErrorCode; reason?: string }>
export type CallFailure = keyof typeof CALL_FAILURES

/** The failure type that says: somebody else asks by now; look again who does. */
export const LOST_CLAIM = 'model_lost_claim'

export const isCallFailure = (type: string): type is CallFailure => Object.hasOwn(CALL_FAILURES, type)

/** A failed call as a record keeps it. */
export function shownCallFailure(failure: CallFailure): { code: DescriptionErrorCode; params: Record<string, string | number> } {
  const { code, reason }: { code: DescriptionErrorCode; reason?: string } = CALL_FAILURES[failure]
  return { code, params: reason === undefined ? {} : { reason } }
}
