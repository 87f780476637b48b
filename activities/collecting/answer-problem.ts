import type { PageError } from '../crawling/page-error.ts'
import { MAX_RETRY_AFTER_MS, retryAfterMs } from '../crawling/response-rules.ts'
import { type SourceAnswer, SourceError, type SourceRequest } from './source.ts'

const KEY_HEADERS = new Set(['authorization', 'x-api-key', 'api-key', 'apikey'])

/** What a status other than 2xx means for APIs in general, where the source itself does not know better (JobSource.problemOf). */
export function answerProblem({ status, headers }: SourceAnswer, request: SourceRequest, now: Date): SourceError | undefined {
  if (status >= 200 && status < 300) return undefined
  const params = { status }
  if (status === 401 || status === 403) return new SourceError(sendsKey(request) ? 'invalid_key' : 'blocked', params)
  if (status === 402) return new SourceError('quota_exhausted', params)
  if (status === 404) return new SourceError('not_found', params)
  if (status === 410) return new SourceError('gone', params)
  if (status === 408) return new SourceError('timed_out', params, { retryable: true })
  if (status === 425 || status === 429 || status === 503) return rateLimited(status, retryAfterMs(headers['retry-after'], now))
  if (status >= 500 && status < 600) return new SourceError('unreachable', params, { retryable: true })
  if (status === 451 || status === 999) return new SourceError('blocked', params)
  return new SourceError('unexpected_answer', params)
}

/**
 * Why a source's page could not be had, as it is told of a source: a busy host is no refusal, and what is no JSON is not what is documented.
 * @param expects what was asked for: a file instead of a page is no change of an API
 */
export function sourceErrorOf({ failure, params, retryable, retryAfterMs }: PageError, expects: SourceRequest['expects'] = 'json'): SourceError {
  if (failure === 'not_a_page') return new SourceError(expects === 'json' ? 'unexpected_answer' : 'not_a_page', params)
  // Without a status: the host asked an earlier request to be left alone for longer than anybody waits.
  const busy = failure === 'blocked' && ([425, 429, 503].includes(Number(params.status)) || 'retry_after_s' in params)
  const code = busy ? 'rate_limited' : failure === 'blocked' && params.status === 408 ? 'timed_out' : failure
  return new SourceError(code, params, { retryable, ...(retryAfterMs !== undefined && { retryAfterMs }) })
}

function rateLimited(status: number, waitMs: number | undefined): SourceError {
  if (waitMs === undefined) return new SourceError('rate_limited', { status }, { retryable: true })
  if (waitMs > MAX_RETRY_AFTER_MS) return new SourceError('rate_limited', { status, retry_after_s: Math.ceil(waitMs / 1000) })
  return new SourceError('rate_limited', { status }, { retryable: true, retryAfterMs: waitMs })
}

const sendsKey = ({ headers = {} }: SourceRequest) => Object.keys(headers).some((name) => KEY_HEADERS.has(name.toLowerCase()))
