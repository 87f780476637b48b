import type { Context } from 'hono'
import type { SessionRepository } from '../../core/db/session-repository.ts'
import type { UserRepository } from '../../core/db/user-repository.ts'
import { type AccessChecker, authenticated } from '../http/authenticate.ts'
import type { ApiContext } from '../http/environment.ts'
import { resource } from '../http/operation.ts'
import { linkNext } from '../http/paging.ts'
import type { RateLimits } from '../http/rate-limits.ts'
import { startOfDated } from '../http/sorting.ts'
import { createAccounts } from './accounts.ts'
import type { Authentication } from './authentication.ts'
import * as operations from './operations.ts'
import type { Passwords } from './passwords.ts'
import { answeredTokens } from './wire.ts'

const MAX_USER_AGENT_LENGTH = 300
const NEWEST = '-created_at'

export interface AuthRouteDependencies {
  users: UserRepository
  sessions: Pick<SessionRepository, 'listLive'>
  passwords: Passwords
  authentication: Authentication & AccessChecker
  limits: RateLimits
  now: () => Date
}

/** `/auth`: accounts, sessions and their tokens. */
export function authRoutes({ users, sessions, passwords, authentication, limits, now }: AuthRouteDependencies) {
  const accounts = createAccounts({ users, passwords, authentication, now })
  // What was asked for is done already: a mark that cannot be written, the next use writes.
  const usedFromHere = (c: ApiContext, userId: string) =>
    limits
      .remember(c, userId)
      .catch((error: Error) => c.var.log.warn({ reason: error.name }, 'An address that an account is used from was not noted.'))
  const routes = resource()
  for (const path of ['/me', '/change-password', '/sessions', '/sessions/*']) routes.use(path, authenticated(authentication))

  return routes
    .openapi(operations.register, async (c) => {
      await limits.take(c, 'registration')
      const created = await accounts.register(c.req.valid('json'), limits.callerOf(c))
      await usedFromHere(c, created.id)
      return c.json(created, 201)
    })
    .openapi(operations.token, async (c) => {
      const { username, password } = c.req.valid('form')
      const issued = await accounts.logIn({ name: username, password, userAgent: userAgentOf(c), counted: (account) => limits.logIn(c, account) })
      return c.json(answeredTokens(issued), 200, NOT_STORED)
    })
    .openapi(operations.refresh, async (c) => {
      const { refresh_token } = c.req.valid('json')
      const holder = await authentication.holderOf(refresh_token)
      await limits.take(c, 'refresh', holder?.sessionId)
      const issued = await authentication.refresh(refresh_token)
      if (holder !== undefined) await usedFromHere(c, holder.userId)
      return c.json(answeredTokens(issued), 200, NOT_STORED)
    })
    .openapi(operations.logout, async (c) => {
      await authentication.end(c.req.valid('json').refresh_token)
      return c.body(null, 204)
    })
    .openapi(operations.me, (c) => c.json(c.get('user').account, 200))
    .openapi(operations.changePassword, async (c) => {
      const { current_password, new_password } = c.req.valid('json')
      return c.json(
        await accounts.changePassword({
          user: c.var.user,
          current: current_password,
          next: new_password,
          counted: () => limits.changePassword(c, c.var.user.id),
        }),
        200,
      )
    })
    .openapi(operations.sessions, async (c) => {
      const { limit, cursor } = c.req.valid('query')
      const { sessions: live, total, end } = await sessions.listLive(c.var.user.id, startOfDated(cursor, NEWEST), limit, now())
      linkNext(c, end && { order: NEWEST, ...end })
      c.header('X-Total-Count', String(total))
      return c.json(
        live.map((session) => ({ ...session, current: session.id === c.var.user.sessionId })),
        200,
      )
    })
    .openapi(operations.endSession, async (c) => {
      await authentication.endOwn(c.var.user.id, c.req.valid('param').id)
      return c.body(null, 204)
    })
}

const NOT_STORED = { 'Cache-Control': 'no-store' }

const userAgentOf = (c: Context) => c.req.header('User-Agent')?.slice(0, MAX_USER_AGENT_LENGTH) ?? null
