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
import { ModelError, type ModelFailure, NO_TOKENS } from './model-error.ts'

const MAX_RETRY_AFTER_MS = 86_400_000

/** An error of the `openai` package as one of ours. */
export function modelErrorOf(error: unknown): ModelError {
  if (error instanceof ModelError) return error
  const { status, headers } = error instanceof APIError ? error : {}
  const failure = failureOf(error)
  const tokens = isUnpaid(error, failure, status) ? NO_TOKENS : undefined
  return new ModelError(failure, { status, retryAfterMs: retryAfterOf(headers), tokens })
}

/** A server that answers with an error asks for nothing, and one that was not reached heard no question. A time-out may be the line's alone. */
function isUnpaid(error: unknown, failure: ModelFailure, status: number | undefined): boolean {
  if (status !== undefined) return failure !== 'timed_out' && status !== GATEWAY_TIMEOUT
  return causesOf(error).some((cause) => typeof cause.code === 'string' && NOT_REACHED.test(cause.code))
}

const GATEWAY_TIMEOUT = 504
const NOT_REACHED = /^(?:ECONNREFUSED|ENOTFOUND|EAI_AGAIN|EHOSTUNREACH|ENETUNREACH|UND_ERR_CONNECT_TIMEOUT|ERR_TLS_.*|CERT_.*|.*_CERT|.*_SIGNATURE)$/

function causesOf(error: unknown): (Error & { code?: unknown })[] {
  const causes: (Error & { code?: unknown })[] = []
  for (let one = error; one instanceof Error && causes.length < 5; one = one.cause) causes.push(one)
  return causes
}

function failureOf(error: unknown): ModelFailure {
  if (error instanceof RateLimitError) return error.code === 'insufficient_quota' ? 'quota_exhausted' : 'rate_limited'
  if (error instanceof AuthenticationError || error instanceof PermissionDeniedError) return 'invalid_key'
  if (error instanceof APIConnectionTimeoutError || error instanceof APIUserAbortError) return 'timed_out'
  if (error instanceof APIConnectionError) return 'model_unavailable'
  if (error instanceof NotFoundError) return 'bad_request'
  const status = error instanceof APIError ? error.status : undefined
  if (typeof status === 'number') return status >= 500 ? 'model_unavailable' : status === 408 ? 'timed_out' : 'bad_request'
  if (error instanceof Error && /^(?:AbortError|TimeoutError)$/.test(error.name)) return 'timed_out'
  // How fetch says that a line was cut in the midst of an answer.
  return error instanceof TypeError ? 'model_unavailable' : 'invalid_answer'
}

function retryAfterOf(headers: Headers | undefined): number | undefined {
  const after = headers?.get('retry-after') ?? ''
  const waits = [numberIn(headers?.get('retry-after-ms') ?? ''), numberIn(after) * 1_000, untilDate(after)]
  const wait = waits.find((ms) => Number.isFinite(ms) && ms >= 0)
  return wait === undefined ? undefined : Math.min(wait, MAX_RETRY_AFTER_MS)
}

const numberIn = (text: string) => (text.trim() === '' ? Number.NaN : Number(text))

/** RFC 9110, 10.2.3: seconds or a date. One that is over asks for no wait. */
const untilDate = (text: string) => (/^[A-Z][a-z]+, .+ GMT$/.test(text) ? Math.max(0, Date.parse(text) - Date.now()) : Number.NaN)
