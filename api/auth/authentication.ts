import type { SessionRepository } from '../../core/db/session-repository.ts'
import type { UserRepository } from '../../core/db/user-repository.ts'
import type { Logger } from '../../core/logger.ts'
import { createFamilies } from './families.ts'
import { createSessionCheck } from './session-check.ts'
import { createTokens } from './tokens.ts'

export interface AuthenticationDependencies {
  users: Pick<UserRepository, 'find'>
  sessions: SessionRepository
  secretKey: string
  accessTokenMinutes: number
  refreshTokenDays: number
  now: () => Date
  log: Pick<Logger, 'warn'>
}

export type Authentication = ReturnType<typeof createAuthentication>

/**
 * Sessions and their tokens: `start`, `refresh` and `end` them, `check` the access token of a request, and `forgetUser` when a user's
 * record has changed, so that the next check reads it again.
 */
export function createAuthentication({ secretKey, ...deps }: AuthenticationDependencies) {
  const tokens = createTokens({ secretKey, now: deps.now })
  const { check, forget, forgetUser } = createSessionCheck({ ...deps, tokens })
  /** Whose a refresh token is, and of which session; undefined when nothing can be had for it. */
  const holderOf = (refreshToken: string): Promise<{ sessionId: string; userId: string } | undefined> =>
    tokens.read(refreshToken, 'refresh').then(
      ({ sid, sub }) => ({ sessionId: sid, userId: sub }),
      () => undefined,
    )
  return { check, forgetUser, holderOf, ...createFamilies({ ...deps, tokens, ended: forget, allEnded: forgetUser }) }
}
