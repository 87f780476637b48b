import type { Context } from 'hono'
import { HTTPException } from 'hono/http-exception'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import { MongoServerError } from 'mongodb'
import { OutOfTime } from '../../core/db/bounded-read.ts'
import { isDatabaseAwayError } from '../../core/db/database-away.ts'
import { AppError, type ErrorCode, type FieldError } from '../../core/errors.ts'
import type { ApiEnvironment } from './environment.ts'
import { PROBLEMS, say } from './messages.ts'
import { translated } from './validation.ts'

const MAX_TIME_EXPIRED = 50
const OUT_OF_DISK_SPACE = 14_031
/** MongoDB failed in itself, as its stand-in does on a full disk. */
const MONGODB_INTERNAL = 1
const RETRY_AFTER_S = '2'

/** Answers any error as RFC 9457 problem details; only unexpected ones are logged, and none shows its message. */
export function answerError(error: Error, c: Context<ApiEnvironment>): Response {
  const known = asAppError(error)
  if (known.code === 'internal_error') c.var.log.error({ err: error }, 'unexpected error')
  else if (known.code === 'storage_full') c.var.log.error('MongoDB has no room left on its disk')
  else if (known.code === 'database_unavailable') c.var.log.warn({ reason: codeNameOf(error) ?? error.name }, 'database unavailable')
  return answerProblem(c, known)
}

/** The answer to a path that no route has. */
export const answerNotFound = (c: Context<ApiEnvironment>) => answerProblem(c, new AppError('not_found', { params: { resource: 'page' } }))

/** The answer to a method that a path does not have. */
export function answerMethodNotAllowed(c: Context<ApiEnvironment>, methods: string[]): Response {
  const allow = methods.join(', ')
  c.header('Allow', allow)
  return answerProblem(c, new AppError('method_not_allowed', { params: { allow } }))
}

/** One problem as a response, in the reader's language. `extra` are extension members (RFC 9457, 3.2). */
export function answerProblem(c: Context<ApiEnvironment>, { code, params, errors }: AppError, extra: Record<string, unknown> = {}): Response {
  const { status, title, detail } = PROBLEMS[code]
  const language = c.var.language
  const fields = errors && translated(errors, language)
  if (status === 401) c.header('WWW-Authenticate', 'Bearer')
  if (status === 503 || code === 'idempotency_in_progress') c.header('Retry-After', RETRY_AFTER_S)
  if (params.retry_after !== undefined) c.header('Retry-After', String(params.retry_after))
  const problem = {
    type: `urn:job-tracker:problem:${code}`,
    title: say(title, language),
    status,
    detail: say(detail, language, { ...params, ...(fields?.[0] && { ...fields[0], path: nameOf(fields[0]) }) }),
    code,
    request_id: c.var.requestId,
    ...(fields && { errors: fields }),
    ...extra,
  }
  if (leavesBody(c) || status === 413 || status === 408) c.header('Connection', 'close')
  c.header('Cache-Control', 'no-store')
  c.header('Content-Language', language)
  return c.body(JSON.stringify(problem), status as ContentfulStatusCode, { 'Content-Type': 'application/problem+json' })
}

/** The name of a field or parameter as people know it, wherever in the request it was and however often. */
const nameOf = ({ path }: FieldError) => path.replace(/^(?:query|param|header)\.(.*?)(?:\.\d+)?$/, '$1')

const HTTP_CODES: Record<number, ErrorCode> = {
  400: 'malformed_body',
  401: 'not_authenticated',
  413: 'body_too_large',
  415: 'unsupported_media_type',
}

function asAppError(error: Error): AppError {
  if (error instanceof AppError) return error
  if (error instanceof HTTPException) return new AppError(HTTP_CODES[error.status] ?? 'internal_error', { cause: error })
  const isTooSlow = error instanceof OutOfTime || (error instanceof MongoServerError && error.code === MAX_TIME_EXPIRED)
  if (isTooSlow) return new AppError('search_too_slow', { cause: error })
  if (error instanceof MongoServerError && error.code === OUT_OF_DISK_SPACE) return new AppError('storage_full', { cause: error })
  const isInternal = error instanceof MongoServerError && error.code === MONGODB_INTERNAL
  if (isInternal || isDatabaseAwayError(error) || isBrokenConnection(error)) return new AppError('database_unavailable', { cause: error })
  return new AppError('internal_error', { cause: error })
}

const codeNameOf = (error: Error) => (error instanceof MongoServerError ? error.codeName : undefined)

/** A connection that breaks while it is written to is a plain error, and MongoDB's are the only ones that a request waits for. */
const isBrokenConnection = (error: NodeJS.ErrnoException) => ['EPIPE', 'ECONNRESET', 'ECONNREFUSED'].includes(error.code ?? '')

const DRAINED_BYTES = 64 * 1024

/** Whether so much of the body is unread that the connection is given up after the answer. */
function leavesBody(c: Context): boolean {
  if (c.req.raw.bodyUsed) return false
  return c.req.header('Transfer-Encoding') !== undefined || Number(c.req.header('Content-Length') ?? 0) > DRAINED_BYTES
}
