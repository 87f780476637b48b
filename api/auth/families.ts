import { newId } from '../../core/db/new-id.ts'
import type { Session, SessionRepository } from '../../core/db/session-repository.ts'
import type { UserRepository } from '../../core/db/user-repository.ts'
import { AppError } from '../../core/errors.ts'
import type { Logger } from '../../core/logger.ts'
import { type Claims, hashOf, type Tokens } from './tokens.ts'

export interface IssuedTokens {
  accessToken: string
  refreshToken: string
  /** Of the access token, in seconds. */
  expiresIn: number
}

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const FAMILY_DAYS = 30
/** Two tabs, or a client that lost the answer, send the same token again within this. */
const GRACE_MS = 30_000
const MAX_SPENT = 200
/** Of one user: more devices than anybody has. */
const MAX_LIVE = 50

export interface FamilyDependencies {
  sessions: Pick<SessionRepository, 'create' | 'find' | 'rotate' | 'revoke' | 'revokeOwn' | 'revokeAll' | 'revokeBeyond'>
  users: Pick<UserRepository, 'find'>
  tokens: Tokens
  accessTokenMinutes: number
  refreshTokenDays: number
  /** Called with the id of each session that has ended. */
  ended: (sessionId: string) => void
  /** Called with the user whose sessions have ended. */
  allEnded: (userId: string) => void
  now: () => Date
  log: Pick<Logger, 'warn'>
}

/**
 * Sessions as families of refresh tokens (RFC 9700 §4.14.2): each token is good for one exchange. A replay within the grace gives the
 * same successor again, computed, not kept; a later one ends the family, for either its owner or a thief holds an old token.
 */
export function createFamilies({ sessions, users, tokens, accessTokenMinutes, refreshTokenDays, ended, allEnded, now, log }: FamilyDependencies) {
  /** When a refresh token of the family ends, and the session with it unless the token is exchanged. */
  const refreshEnd = (createdAt: Date, issuedAt: Date) =>
    new Date(Math.min(issuedAt.getTime() + refreshTokenDays * DAY_MS, createdAt.getTime() + FAMILY_DAYS * DAY_MS))

  /** A fresh access token, and the refresh token with that `jti` as it was first issued at `issuedAt`. */
  async function issue(session: Pick<Session, 'id' | 'userId' | 'createdAt'>, jti: string, issuedAt: Date): Promise<IssuedTokens> {
    const { id: sessionId, userId, createdAt } = session
    const at = now()
    const accessEnd = new Date(Math.min(at.getTime() + accessTokenMinutes * MINUTE_MS, refreshEnd(createdAt, at).getTime()))
    const [accessToken, refreshToken] = await Promise.all([
      tokens.issue({ type: 'access', userId, sessionId, jti: tokens.newJti(), issuedAt: at, expiresAt: accessEnd }),
      tokens.issue({ type: 'refresh', userId, sessionId, jti, issuedAt, expiresAt: refreshEnd(createdAt, issuedAt) }),
    ])
    return { accessToken, refreshToken, expiresIn: Math.round((accessEnd.getTime() - at.getTime()) / 1_000) }
  }

  async function revoke(sessionId: string): Promise<void> {
    await sessions.revoke(sessionId, now())
    ended(sessionId)
  }

  async function endAll(userId: string, { except }: { except?: string } = {}): Promise<void> {
    await sessions.revokeAll(userId, except, now())
    allEnded(userId)
  }

  /** Exchanges the token as the session now stands; undefined when another exchange came between. */
  async function exchange({ sid, sub, jti }: Claims): Promise<IssuedTokens | undefined> {
    const session = await sessions.find(sid)
    const at = now()
    if (session === undefined || session.userId !== sub || session.revokedAt !== null || session.expiresAt <= at) throw new AppError('invalid_token')

    const hash = hashOf(jti)
    const successor = tokens.successorOf(jti)
    const recent = session.spent.filter((token) => at.getTime() - token.at.getTime() <= GRACE_MS)
    if (session.currentHash === hash) {
      const spent = [...recent, { hash, at }].slice(-MAX_SPENT)
      const rotated = await sessions.rotate(sid, { from: hash, to: hashOf(successor), spent, expiresAt: refreshEnd(session.createdAt, at) }, at)
      return rotated ? issue(session, successor, at) : undefined
    }
    const replayed = recent.find((token) => token.hash === hash)
    if (replayed !== undefined) return issue(session, successor, replayed.at)

    await revoke(sid)
    log.warn({ session_id: sid, user_id: sub }, 'A refresh token was replayed: its session has ended.')
    throw new AppError('invalid_token')
  }

  return {
    /** Opens a session for a user who has proved who they are. Where they have too many, the one used longest ago ends. */
    async start(userId: string, userAgent: string | null): Promise<IssuedTokens> {
      const createdAt = now()
      const id = newId()
      const jti = tokens.newJti()
      await sessions.create({ id, userId, currentHash: hashOf(jti), expiresAt: refreshEnd(createdAt, createdAt), userAgent }, createdAt)
      for (const sessionId of await sessions.revokeBeyond(userId, MAX_LIVE - 1, id, createdAt)) ended(sessionId)
      return issue({ id, userId, createdAt }, jti, createdAt)
    },

    /** Exchanges a refresh token. @throws AppError invalid_token */
    async refresh(refreshToken: string): Promise<IssuedTokens> {
      const claims = await tokens.read(refreshToken, 'refresh')
      const user = await users.find(claims.sub)
      if (user === undefined || user.disabled) {
        await endAll(claims.sub)
        throw new AppError('invalid_token')
      }
      // After an exchange that came between, the token is a spent one: the second attempt always ends.
      const issued = (await exchange(claims)) ?? (await exchange(claims))
      if (issued === undefined) throw new AppError('invalid_token')
      return issued
    },

    /** Ends the session that the refresh token is of, an expired or spent token too. What is no token of ours ends nothing. */
    async end(refreshToken: string): Promise<void> {
      const claims = await tokens.read(refreshToken, 'refresh', { expired: 'accepted' }).catch(() => undefined)
      if (claims !== undefined) await revoke(claims.sid)
    },

    /** Ends one live session of the user. @throws AppError not_found */
    async endOwn(userId: string, sessionId: string): Promise<void> {
      if (!(await sessions.revokeOwn(userId, sessionId, now()))) throw new AppError('not_found', { params: { resource: 'session' } })
      ended(sessionId)
    },

    /** Ends every session of the user, but the one with the id `except`: at once in this process, within 5 s in others. */
    endAll,
  }
}
