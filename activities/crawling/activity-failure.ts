import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common'
import { HOST_BUSY } from '../../core/temporal/names.ts'
import { HostBusy } from './host-turns.ts'
import { PageError, withoutAddresses } from './page-error.ts'

/**
 * What an activity throws for what kept it from a page: an ApplicationFailure whose type is a PageFailure, its first detail the parameters,
 * retryable where that may help; or of the type HOST_BUSY, its first detail `{ wait_ms }`. Anything else goes without the addresses it names.
 */
export function activityFailure(error: unknown): unknown {
  // What sites do is no fault of ours: a line of our own, no alarm.
  const category = ApplicationFailureCategory.BENIGN
  if (error instanceof HostBusy)
    return ApplicationFailure.create({ type: HOST_BUSY, message: error.message, details: [{ wait_ms: error.waitMs }], category })
  if (!(error instanceof PageError)) return withoutAddresses(error)
  const { failure, message, params, retryable, retryAfterMs } = error
  return ApplicationFailure.create({
    type: failure,
    message,
    details: [params],
    nonRetryable: !retryable,
    category,
    ...(retryAfterMs !== undefined && { nextRetryDelay: retryAfterMs }),
  })
}
