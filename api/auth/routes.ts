import type { Context } from 'hono'
import type { UserRepository } from '../../core/db/user-repository.ts'
import { authenticated } from '../http/authenticate.ts'
import { resource } from '../http/operation.ts'
import { createAccounts } from './accounts.ts'
import type { Authentication } from './authentication.ts'
import * as operations from './operations.ts'
import type { Passwords } from './passwords.ts'
import { answeredTokens } from './wire.ts'

const MAX_USER_AGENT_LENGTH = 300

export interface AuthRouteDependencies {
  users: UserRepository
  passwords: Passwords
  authentication: Authentication
  now: () => Date
}

/** `/auth`: accounts, sessions and their tokens. */
export function authRoutes({ users, passwords, authentication, now }: AuthRouteDependencies) {
  const accounts = createAccounts({ users, passwords, authentication, now })
  const routes = resource()
  routes.use('/me', authenticated(authentication))

  return routes
    .openapi(operations.register, async (c) => c.json(await accounts.register(c.req.valid('json')), 201))
    .openapi(operations.token, async (c) => {
      const { username, password } = c.req.valid('form')
      const issued = await accounts.logIn({ name: username, password, userAgent: userAgentOf(c) })
      return c.json(answeredTokens(issued), 200, NOT_STORED)
    })
    .openapi(operations.refresh, async (c) => {
      const issued = await authentication.refresh(c.req.valid('json').refresh_token)
      return c.json(answeredTokens(issued), 200, NOT_STORED)
    })
    .openapi(operations.logout, async (c) => {
      await authentication.end(c.req.valid('json').refresh_token)
      return c.body(null, 204)
    })
    .openapi(operations.me, async (c) => c.json(await users.get(c.var.user.id), 200))
}

const NOT_STORED = { 'Cache-Control': 'no-store' }

const userAgentOf = (c: Context) => c.req.header('User-Agent')?.slice(0, MAX_USER_AGENT_LENGTH) ?? null
