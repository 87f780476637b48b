import { createMiddleware } from 'hono/factory'
import { AppError } from '../../core/errors.ts'
import type { ApiContext, ApiEnvironment, AuthenticatedUser } from './environment.ts'

/** Checks an access token against its session. */
export interface AccessChecker {
  /** @throws AppError invalid_token; database_unavailable when that cannot be told. */
  check(accessToken: string): Promise<AuthenticatedUser>
  /** Counts the request against the user's general limit. @throws AppError too_many_requests */
  count(c: ApiContext): Promise<void>
}

/** Lets a request on only with the access token of a live session; what it answers is private. */
export const authenticated = (authentication: AccessChecker) =>
  createMiddleware<ApiEnvironment>(async (c, next) => {
    // Two routers may share a path: the request is checked, and counted, once.
    if (c.get('user') !== undefined) return next()
    const token = /^Bearer +([\w.~+/-]+=*) *$/i.exec(c.req.header('Authorization') ?? '')?.[1]
    if (token === undefined) throw new AppError('not_authenticated')
    c.set('user', await authentication.check(token))
    c.set('accessToken', token)
    c.header('Cache-Control', 'no-store')
    await authentication.count(c)
    await next()
  })
