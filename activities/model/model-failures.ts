import {
  APIConnectionError,
  APIConnectionTimeoutError,
  APIError,
  APIUserAbortError,
  AuthenticationError,
  NotFoundError,
  PermissionDeniedError,
  RateLimitError,
} from 'openai'
import { ModelError, type ModelFailure } from './model-error.ts'

const MAX_RETRY_AFTER_MS = 86_400_000

/** An error of the `openai` package as one of ours. */
export function modelErrorOf(error: unknown): ModelError {
  if (error instanceof ModelError) return error
  const { status, headers } = error instanceof APIError ? error : {}
  return new ModelError(failureOf(error), { status, retryAfterMs: retryAfterOf(headers) })
}

function failureOf(error: unknown): ModelFailure {
  if (error instanceof RateLimitError) return error.code === 'insufficient_quota' ? 'quota_exhausted' : 'rate_limited'
  if (error instanceof AuthenticationError || error instanceof PermissionDeniedError) return 'invalid_key'
  if (error instanceof APIConnectionTimeoutError || error instanceof APIUserAbortError) return 'timed_out'
  if (error instanceof APIConnectionError) return 'model_unavailable'
  if (error instanceof NotFoundError) return 'bad_request'
  const status = error instanceof APIError ? error.status : undefined
  if (typeof status === 'number') return status >= 500 ? 'model_unavailable' : status === 408 ? 'timed_out' : 'bad_request'
  return error instanceof Error && /^(?:AbortError|TimeoutError)$/.test(error.name) ? 'timed_out' : 'invalid_answer'
}

function retryAfterOf(headers: Headers | undefined): number | undefined {
  const [ms, seconds] = [headers?.get('retry-after-ms'), headers?.get('retry-after')].map((text) => (text ? Number(text) : Number.NaN))
  const wait = Number.isFinite(ms) ? ms : Number.isFinite(seconds) ? (seconds ?? 0) * 1_000 : undefined
  return wait === undefined || wait < 0 ? undefined : Math.min(wait, MAX_RETRY_AFTER_MS)
}
