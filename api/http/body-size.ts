import type { MiddlewareHandler } from 'hono'
import { bodyLimit } from 'hono/body-limit'
import { AppError } from '../../core/errors.ts'
import type { ApiEnvironment } from './environment.ts'

const refuse = () => {
  throw new AppError('body_too_large')
}

/** Refuses a larger body. GET and HEAD have none: to ask for it would turn the connection's request into a whole `Request`, which costs more than all the rest. */
export function maxBody(maxSize: number): MiddlewareHandler<ApiEnvironment> {
  const limit = bodyLimit({ maxSize, onError: refuse })
  return (c, next) => (c.req.method === 'GET' || c.req.method === 'HEAD' ? next() : limit(c, next))
}
