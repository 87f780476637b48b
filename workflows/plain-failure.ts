import { ApplicationFailure } from '@temporalio/common'
import { NOT_ASKED_FOR } from '../core/temporal/names.ts'

/** Failures whose sentence is for the operator who typed the input. */
const FOR_OPERATORS: ReadonlySet<string> = new Set(['bad_input', 'not_found', 'nothing_understood', NOT_ASKED_FOR])

/**
 * What a workflow fails with: the sentence for its operator, where there is one beneath the failures of the activity and of the child that brought
 * it, since the Web UI shows the workflow's own failure first. Any other error is as it was.
 */
export function plainFailure(error: unknown): unknown {
  for (let cause = error; cause instanceof Error; cause = cause.cause) {
    if (cause instanceof ApplicationFailure && FOR_OPERATORS.has(cause.type ?? '')) return ApplicationFailure.nonRetryable(cause.message, cause.type)
  }
  return error
}
