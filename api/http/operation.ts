import { OpenAPIHono } from '@hono/zod-openapi'
import { z } from 'zod'
import type { ApiEnvironment } from './environment.ts'
import { refuseInvalid } from './validation.ts'

/** A resource's router: its paths answer with and without a trailing slash, and its invalid requests are problems. */
export const resource = () => new OpenAPIHono<ApiEnvironment>({ strict: false, defaultHook: refuseInvalid })

/** An operation that needs an access token. */
export const bearer = [{ bearer: [] }, { password: [] }]

/** A JSON body, as a request or an answer. */
export const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({ content: { 'application/json': { schema } }, description })

const header = (type: 'string' | 'integer', description: string, example: string | number) => ({ schema: { type, example }, description })
const HEADERS = {
  ETag: header('string', 'The version, for If-Match', '"3"'),
  Location: header('string', 'Where the new record is', '/applications/6560f0c2a7b4c1d2e3f40516'),
  Link: header('string', 'The next page (RFC 8288); absent on the last one', '</applications?cursor=eyJ>; rel="next"'),
  'X-Total-Count': header('integer', 'How many records the filter has in all', 42),
  'X-Search-Stopped-Early': header('string', '`true` when a word has over 10,000 candidates: only these were looked at', 'true'),
}

/** One record as JSON, with its ETag. */
export const versioned = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  ...json(schema, description),
  headers: { ETag: HEADERS.ETag },
})

/** A new record as JSON, with its address and ETag. */
export const created = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  ...json(schema, description),
  headers: { Location: HEADERS.Location, ETag: HEADERS.ETag },
})

/** A page of records as a bare array. `more` names the headers that only some lists have. */
export const listed = <Schema extends z.ZodType>(schema: Schema, description: string, ...more: ('X-Total-Count' | 'X-Search-Stopped-Early')[]) => ({
  ...json(z.array(schema), description),
  headers: { Link: HEADERS.Link, ...Object.fromEntries(more.map((name) => [name, HEADERS[name]])) },
})

export const Problem = z
  .object({
    type: z.string(),
    title: z.string(),
    status: z.int(),
    detail: z.string(),
    code: z.string(),
    request_id: z.string(),
    errors: z.array(z.object({ path: z.string(), message: z.string() })).optional(),
  })
  .meta({ id: 'Problem', description: 'RFC 9457 problem details. Programs read `code`, people read `detail`.' })

const reasons = {
  400: 'The request cannot be carried out as it is',
  401: 'No valid access token',
  403: 'Not allowed to this account',
  404: 'There is no such record of yours',
  409: 'The record is not in a state for that, or the same request is still running',
  412: 'The record was changed since it was read',
  413: 'The body is too large',
  415: 'The body is of another type',
  422: 'A field or parameter is wrong',
  429: 'Too many requests for now: Retry-After says how many seconds to wait',
  503: 'The database is away for the moment',
} as const

/** The error answers of an operation, for its OpenAPI description. */
export function problems(...statuses: (keyof typeof reasons)[]) {
  const answers = [...new Set([...statuses, 429 as const, 503 as const])].map((status) => [
    status,
    { content: { 'application/problem+json': { schema: Problem } }, description: reasons[status] },
  ])
  return Object.fromEntries(answers) as Record<never, never>
}

/** Error answers of every operation with a body and a token. */
export const bodyProblems = [401, 413, 415, 422] as const
