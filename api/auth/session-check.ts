import { LRUCache } from 'lru-cache'
import type { SessionRepository } from '../../core/db/session-repository.ts'
import type { UserRepository } from '../../core/db/user-repository.ts'
import { AppError } from '../../core/errors.ts'
import type { AuthenticatedUser } from '../http/environment.ts'
import type { Tokens } from './tokens.ts'

/** What other processes end is noticed after this at the latest. */
const CACHED_MS = 4_000
const MAX_CACHED = 10_000

interface SessionCheckDependencies {
  sessions: Pick<SessionRepository, 'find'>
  users: Pick<UserRepository, 'find'>
  tokens: Pick<Tokens, 'read'>
  now: () => Date
}

/**
 * Checks access tokens against their session and user, remembering the answer for seconds, so that most checks cost no round trip.
 * The role is the user record's: tokens have none.
 */
export function createSessionCheck({ sessions, users, tokens, now }: SessionCheckDependencies) {
  const cache = new LRUCache<string, { userId: string; answer: Promise<AuthenticatedUser | undefined> }>({
    max: MAX_CACHED,
    ttl: CACHED_MS,
    ttlResolution: 0,
    perf: { now: () => now().getTime() },
  })

  async function look(sessionId: string, userId: string): Promise<AuthenticatedUser | undefined> {
    const [session, account] = await Promise.all([sessions.find(sessionId), users.find(userId)])
    if (session === undefined || session.userId !== userId || session.revokedAt !== null || session.expiresAt <= now()) return undefined
    if (account === undefined || account.disabled) return undefined
    return { id: userId, sessionId, role: account.role, account }
  }

  /** The answer is kept from the moment of asking, and a failure not at all: a MongoDB that is away lets nobody in. */
  function remembered(sessionId: string, userId: string) {
    const known = cache.get(sessionId)
    if (known?.userId === userId) return known.answer
    const asked = { userId, answer: look(sessionId, userId) }
    cache.set(sessionId, asked)
    asked.answer.catch(() => cache.get(sessionId) === asked && cache.delete(sessionId))
    return asked.answer
  }

  return {
    /** @throws AppError invalid_token; what MongoDB throws when it is away. */
    async check(accessToken: string): Promise<AuthenticatedUser> {
      const { sid, sub } = await tokens.read(accessToken, 'access')
      const user = await remembered(sid, sub)
      if (user === undefined) throw new AppError('invalid_token')
      return user
    },

    /** To be called once a session has ended, so that its access tokens end with it. */
    forget: (sessionId: string): void => void cache.delete(sessionId),

    /** To be called once a user's record has changed, or their sessions have ended. */
    forgetUser(userId: string): void {
      for (const [sessionId, known] of cache.entries()) if (known.userId === userId) cache.delete(sessionId)
    },
  }
}
