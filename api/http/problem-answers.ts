import { z } from 'zod'
import type { ErrorCode } from '../../core/errors.ts'
import { PROBLEMS, say } from './messages.ts'

export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int().min(400).max(599),
    detail: z.string(),
    code: z.string(),
    request_id: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details. Programs read `code`, people read `detail`.' })

const text = (description: string, example: string, more: object = {}) => ({ schema: { type: 'string', examples: [example], ...more }, description })

export const RETRY_AFTER = { ...text('Seconds to wait', '12', { pattern: '^\\d+$' }), required: true }
const CHALLENGE = { ...text('How to authenticate (RFC 9110)', 'Bearer', { enum: ['Bearer'] }), required: true }
const LIMIT = {
  RateLimit: text('What is left of each limit', '"background";r=0;t=540'),
  'RateLimit-Policy': text('The limits', '"background";q=30;w=3600'),
}

/** What each error answer means, the code of its example, and its headers. */
const ANSWERS: Record<number, [description: string, code: ErrorCode, headers?: object]> = {
  400: ['The request cannot be carried out as it is', 'malformed_body'],
  401: ['No valid access token, or wrong credentials', 'invalid_token', { 'WWW-Authenticate': CHALLENGE }],
  403: ['Not allowed to this account', 'forbidden'],
  404: ['There is no such record of yours', 'not_found'],
  408: ['The body took too long to arrive', 'body_too_slow'],
  409: [
    'The record is not in a state for that, or the same request is still running',
    'idempotency_in_progress',
    { 'Retry-After': { ...RETRY_AFTER, required: false } },
  ],
  412: ['The record was changed since it was read', 'precondition_failed'],
  413: ['The body is too large', 'body_too_large'],
  415: ['The body is of another type', 'unsupported_media_type'],
  422: ['A field or parameter is wrong', 'validation_failed'],
  429: ['Too many requests for now', 'too_many_requests', { 'Retry-After': RETRY_AFTER, ...LIMIT }],
  503: ['The database is away, or what is asked for is busy, for the moment', 'database_unavailable', { 'Retry-After': RETRY_AFTER }],
  507: ['The server has no room left', 'storage_full'],
}

/** Every error answer as OpenAPI describes it, by status. */
export const PROBLEM_ANSWERS = Object.fromEntries(
  Object.entries(ANSWERS).map(([status, [description, code, headers]]) => [
    status,
    { description, ...(headers && { headers }), content: { 'application/problem+json': { schema: Problem, example: exampleOf(code) } } },
  ]),
) as Record<number, { description: string; content: { 'application/problem+json': { schema: typeof Problem; example: unknown } } }>

function exampleOf(code: ErrorCode) {
  const { status, title, detail } = PROBLEMS[code]
  const field = { path: 'company', message: 'must not be empty' }
  const invalid = code === 'validation_failed'
  return {
    type: `urn:job-tracker:problem:${code}`,
    title: say(title, 'en'),
    status,
    detail: say(detail, 'en', invalid ? field : { resource: 'application' }),
    code,
    request_id: '1f0c2a7b-4c1d-4e3f-8051-6a7b8c9d0e1f',
    ...(invalid && { errors: [field] }),
  }
}
