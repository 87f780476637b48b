import { OpenAPIHono, type RouteConfig } from '@hono/zod-openapi'
import { z } from 'zod'
import type { ApiEnvironment } from './environment.ts'
import { PROBLEM_ANSWERS } from './problem-answers.ts'
import { requireBody } from './require-body.ts'
import { refuseInvalid } from './validation.ts'

export { Problem } from './problem-answers.ts'

const NoParameters = z.strictObject({})

/**
 * A resource's router: its paths answer with and without a trailing slash, its invalid requests are problems, and a request
 * without the body that its operation requires, or with parameters that it does not declare, is refused.
 */
export function resource() {
  const router = new OpenAPIHono<ApiEnvironment>({ strict: false, defaultHook: refuseInvalid })
  const { openapi } = router
  router.openapi = ((route: RouteConfig, ...rest: never[]) => {
    const request = { query: NoParameters, ...route.request }
    const responses = { 422: PROBLEM_ANSWERS[422], ...route.responses }
    const checked = { ...route, request, responses, ...(request.body?.required && { middleware: [requireBody] }) }
    return (openapi as (...all: unknown[]) => unknown)(checked, ...rest)
  }) as typeof openapi
  return router
}

/** An operation that needs an access token. */
export const bearer = [{ bearer: [] }, { password: [] }]

/** A JSON body, as a request or an answer. */
export const json = <Schema extends z.ZodType>(schema: Schema, description: string) => ({ content: { 'application/json': { schema } }, description })

const always = (description: string, schema: object) => ({ description, schema, required: true })
const sometimes = (description: string, schema: object) => ({ description, schema })
const HEADERS = {
  ETag: always('The version, for If-Match', { type: 'string', pattern: '^"\\d+"$', examples: ['"3"'] }),
  Location: always('Where the record is', { type: 'string', pattern: '^/', examples: ['/applications/6560f0c2a7b4c1d2e3f40516'] }),
  Link: sometimes('The next page (RFC 8288); absent on the last one', { type: 'string', examples: ['</applications?cursor=eyJ>; rel="next"'] }),
  'X-Total-Count': always('How many records the filter has in all', { type: 'integer', minimum: 0, examples: [42] }),
  'X-Search-Stopped-Early': sometimes(
    '`true` when not all was looked at: a word has over 10,000 candidates, or as many offers on the way are unwanted',
    { const: 'true' },
  ),
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

/** Work that was asked for, and where it can be followed. */
export const accepted = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  ...json(schema, description),
  headers: { Location: HEADERS.Location },
})

/** A count, whose word search may have stopped early. */
export const counted = <Schema extends z.ZodType>(schema: Schema, description: string) => ({
  ...json(schema, description),
  headers: { 'X-Search-Stopped-Early': HEADERS['X-Search-Stopped-Early'] },
})

/** A page of records as a bare array. `more` names the headers that only some lists have. */
export const listed = <Schema extends z.ZodType>(schema: Schema, description: string, ...more: ('X-Total-Count' | 'X-Search-Stopped-Early')[]) => ({
  ...json(z.array(schema), description),
  headers: { Link: HEADERS.Link, ...Object.fromEntries(more.map((name) => [name, HEADERS[name]])) },
})

/** The error answers of an operation, for its OpenAPI description: those named, and what any operation may answer. */
export function problems(...statuses: (400 | 401 | 403 | 404 | 408 | 409 | 412 | 413 | 415 | 422 | 507)[]) {
  // A large body may come too slowly as well.
  const slow = statuses.includes(413) ? [408] : []
  return Object.fromEntries([...statuses, ...slow, 429, 503].map((status) => [status, PROBLEM_ANSWERS[status]])) as Record<never, never>
}

/** Error answers of every operation with a body and a token. */
export const bodyProblems = [401, 413, 415, 422] as const
