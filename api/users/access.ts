import { createMiddleware } from 'hono/factory'
import { AppError } from '../../core/errors.ts'
import type { ApiContext, ApiEnvironment } from '../http/environment.ts'

/** Lets only admins on. Goes after `authenticated`. */
export const adminOnly = createMiddleware<ApiEnvironment>(async (c, next) => {
  if (c.var.user.role !== 'admin') throw new AppError('forbidden')
  await next()
})

/** Refuses a user who is neither that one nor an admin. @throws AppError not_found, as if there were no such user */
export function refuseStranger(c: ApiContext, id: string): void {
  if (c.var.user.id !== id && c.var.user.role !== 'admin') throw new AppError('not_found', { params: { resource: 'user' } })
}

/** Tells a client that sends a `password` where it is changed, whatever else is in the body. @throws AppError password_elsewhere */
export const refusePassword = createMiddleware<ApiEnvironment>(async (c, next) => {
  const body: unknown = await c.req.json().catch(() => undefined)
  if (typeof body === 'object' && body !== null && 'password' in body) throw new AppError('password_elsewhere')
  await next()
})
