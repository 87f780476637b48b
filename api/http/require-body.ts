import { createMiddleware } from 'hono/factory'
import { AppError } from '../../core/errors.ts'
import type { ApiEnvironment } from './environment.ts'

/** Refuses a request whose body is missing: an empty one would pass for an object without fields. */
export const requireBody = createMiddleware<ApiEnvironment>(async (c, next) => {
  const empty = c.req.header('Content-Length') === '0' || (c.req.header('Content-Length') ?? c.req.header('Transfer-Encoding')) === undefined
  if (empty && c.req.header('Content-Type') === undefined) throw new AppError('malformed_body')
  await next()
})
