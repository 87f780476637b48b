import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common'
import { HOST_BUSY } from '../../core/temporal/names.ts'
import { HostBusy } from './host-turns.ts'
import { PageError, withoutAddresses } from './page-error.ts'

/** Somebody waits for the page: where its site asks for more patience, they are told how much, and may ask for it later. */
const PATIENCE_MS = 2 * 60_000

/**
 * What an activity throws for what kept it from a page: an ApplicationFailure whose type is a PageFailure, its first detail the parameters,
 * retryable where that may help; or of the type HOST_BUSY, its first detail `{ wait_ms }`. Anything else goes without the addresses it names.
 */
export function activityFailure(thrown: unknown): unknown {
  const error = withinPatience(thrown)
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

function withinPatience(error: unknown): unknown {
  const told = (waitMs: number) => ({ retry_after_s: Math.ceil(waitMs / 1_000) })
  if (error instanceof HostBusy && error.isPaused && error.waitMs > PATIENCE_MS) return new PageError('blocked', told(error.waitMs))
  if (error instanceof PageError && error.retryAfterMs !== undefined && error.retryAfterMs > PATIENCE_MS)
    return new PageError(error.failure, { ...error.params, ...told(error.retryAfterMs) })
  return error
}
