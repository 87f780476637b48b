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
  503: 'The database is away for the moment',
} as const

/** The error answers of an operation, for its OpenAPI description. */
export function problems(...statuses: (keyof typeof reasons)[]) {
  const answers = [...statuses, 503 as const].map((status) => [
    status,
    { content: { 'application/problem+json': { schema: Problem } }, description: reasons[status] },
  ])
  return Object.fromEntries(answers) as Record<never, never>
}

/** Error answers of every operation with a body and a token. */
export const bodyProblems = [401, 413, 415, 422] as const
