import { type Db, type Filter, ObjectId, type WithId } from 'mongodb'
import { afterCondition, bothOf, type PageEnd, pageOf } from './keyset-paging.ts'

/** A refresh token that was exchanged for its successor. */
export interface SpentToken {
  hash: string
  at: Date
}

/** A log-in and all the tokens that came of it: of its refresh tokens one is current, the others are spent. */
export interface Session {
  id: string
  userId: string
  /** SHA-256 of the current refresh token's `jti`. The token itself is kept nowhere. */
  currentHash: string
  /** Those spent lately; who replays one gets its successor again. */
  spent: SpentToken[]
  createdAt: Date
  expiresAt: Date
  revokedAt: Date | null
}

export interface NewSession {
  id: string
  userId: string
  currentHash: string
  expiresAt: Date
  userAgent: string | null
}

/** The exchange of a refresh token: only takes place while `from` is the current one. */
export interface Rotation {
  from: string
  to: string
  spent: SpentToken[]
  expiresAt: Date
}

/** A session as its user sees it: nothing of its tokens. Dates are ISO 8601. */
export interface ListedSession {
  _id: string
  id: string
  created_at: string
  /** When its refresh token was last exchanged. */
  last_used_at: string
  /** When it ends unless its refresh token is exchanged. */
  expires_at: string
  user_agent: string | null
}

export interface SessionPage {
  sessions: ListedSession[]
  total: number
  /** Undefined on the last page. */
  end: PageEnd | undefined
}

interface StoredSession {
  user_id: ObjectId
  current_hash: string
  spent: SpentToken[]
  user_agent: string | null
  created_at: Date
  last_used_at: Date
  expires_at: Date
  revoked_at: Date | null
}

export type SessionRepository = ReturnType<typeof createSessionRepository>

/** Sessions. An expired one is deleted in its time (a TTL index), a revoked one stays until then so that replays are known. */
export function createSessionRepository(db: Db) {
  const sessions = db.collection<StoredSession>('sessions')

  return {
    async create({ id, userId, currentHash, expiresAt, userAgent }: NewSession, now: Date): Promise<void> {
      await sessions.insertOne({
        _id: new ObjectId(id),
        user_id: new ObjectId(userId),
        current_hash: currentHash,
        spent: [],
        user_agent: userAgent,
        created_at: now,
        last_used_at: now,
        expires_at: expiresAt,
        revoked_at: null,
      })
    },

    async find(id: string): Promise<Session | undefined> {
      const session = await sessions.findOne({ _id: new ObjectId(id) })
      return session === null ? undefined : read(session)
    },

    /** Makes `to` the current token. False when it was not `from` any more, or the session has ended. */
    async rotate(id: string, { from, to, spent, expiresAt }: Rotation, now: Date): Promise<boolean> {
      const { matchedCount } = await sessions.updateOne(
        { _id: new ObjectId(id), current_hash: from, revoked_at: null },
        { $set: { current_hash: to, spent, last_used_at: now, expires_at: expiresAt } },
      )
      return matchedCount === 1
    },

    /** Ends the session. One that has ended stays as it is. */
    async revoke(id: string, now: Date): Promise<void> {
      await sessions.updateOne({ _id: new ObjectId(id), revoked_at: null }, { $set: { revoked_at: now } })
    },

    /** Ends the session if it is the user's. False when they have no such live session. */
    async revokeOwn(userId: string, id: string, now: Date): Promise<boolean> {
      const { matchedCount } = await sessions.updateOne({ _id: new ObjectId(id), ...live(userId, now) }, { $set: { revoked_at: now } })
      return matchedCount === 1
    },

    /** Ends every session of the user but `except`. Served by the index `sessions_live_by_user`. */
    async revokeAll(userId: string, except: string | undefined, now: Date): Promise<void> {
      const others = except === undefined ? {} : { _id: { $ne: new ObjectId(except) } }
      await sessions.updateMany({ user_id: new ObjectId(userId), revoked_at: null, ...others }, { $set: { revoked_at: now } })
    },

    /**
     * Ends those live sessions of the user that were used longest ago, but `except`, so that `kept` others are left. Served by the
     * index `sessions_live_by_user`.
     * @returns their ids
     */
    async revokeBeyond(userId: string, kept: number, except: string, now: Date): Promise<string[]> {
      const all = await sessions.find(live(userId, now), { projection: { last_used_at: 1 } }).toArray()
      const others = all.filter(({ _id }) => _id.toHexString() !== except)
      // Sorted here: they are few, and no index needs to follow each refresh.
      const beyond = others.sort((a, b) => b.last_used_at.getTime() - a.last_used_at.getTime()).slice(kept)
      if (beyond.length === 0) return []
      const ids = beyond.map(({ _id }) => _id)
      await sessions.updateMany({ _id: { $in: ids }, revoked_at: null }, { $set: { revoked_at: now } })
      return ids.map((id) => id.toHexString())
    },

    /** The user's live sessions, newest first, at most `limit` after `start`. Served by the index `sessions_live_by_user`. */
    async listLive(userId: string, start: PageEnd | undefined, limit: number, now: Date): Promise<SessionPage> {
      const where = live(userId, now)
      const after = start === undefined ? {} : afterCondition('created_at', true, new Date(start.value), start.id)
      const [found, total] = await Promise.all([
        sessions
          .find(bothOf(where, after) as Filter<StoredSession>)
          .sort({ created_at: -1, _id: -1 })
          .limit(limit + 1)
          .toArray(),
        sessions.countDocuments(where),
      ])
      const { shown, end } = pageOf(found, 'created_at', limit)
      return { sessions: shown.map(listed), total, end }
    },
  }
}

const live = (userId: string, now: Date) => ({ user_id: new ObjectId(userId), revoked_at: null, expires_at: { $gt: now } })

function listed({ _id, created_at, last_used_at, expires_at, user_agent }: WithId<StoredSession>): ListedSession {
  const id = _id.toHexString()
  return {
    _id: id,
    id,
    created_at: created_at.toISOString(),
    last_used_at: last_used_at.toISOString(),
    expires_at: expires_at.toISOString(),
    user_agent,
  }
}

function read({ _id, user_id, current_hash, spent, created_at, expires_at, revoked_at }: WithId<StoredSession>): Session {
  return {
    id: _id.toHexString(),
    userId: user_id.toHexString(),
    currentHash: current_hash,
    spent,
    createdAt: created_at,
    expiresAt: expires_at,
    revokedAt: revoked_at,
  }
}
