import { createHash } from 'node:crypto'
import { type Db, ObjectId } from 'mongodb'
import { isDuplicateKey } from './duplicate-key.ts'
import { type KeptAnswer, keptAnswer, type StoredAnswer, storedAnswer } from './kept-answer.ts'

interface StoredKey {
  _id: string
  fingerprint: string
  /** The `_id` that the create uses, whoever finishes it. */
  record_id: ObjectId
  locked_until: Date
  answer: StoredAnswer | null
  created_at: Date
}

export type Reservation =
  | { state: 'yours'; recordId: string }
  | { state: 'answered'; answer: KeptAnswer }
  | { state: 'running' }
  | { state: 'another_body' }

const LOCK_MS = 10_000

export type IdempotencyRepository = ReturnType<typeof createIdempotencyRepository>

/** Finds every key of a user: they lead with the user's id and a colon, and `;` comes next after it. */
export const idempotencyKeysOf = (userId: string) => ({ _id: { $gte: `${userId}:`, $lt: `${userId};` } })

/** Keys of the Idempotency-Key header, for 24 hours (a TTL index). */
export function createIdempotencyRepository(db: Db) {
  const keys = db.collection<StoredKey>('idempotency_keys')
  const keyOf = (userId: string, key: string) => `${userId}:${createHash('sha256').update(key).digest('hex')}`

  return {
    /** Takes the key for a request. One whose first request died is taken over with the same record id. */
    async reserve(userId: string, key: string, fingerprint: string, now: Date): Promise<Reservation> {
      const _id = keyOf(userId, key)
      const locked_until = new Date(now.getTime() + LOCK_MS)
      const fresh: StoredKey = { _id, fingerprint, record_id: new ObjectId(), locked_until, answer: null, created_at: now }
      try {
        await keys.insertOne(fresh)
        return { state: 'yours', recordId: fresh.record_id.toHexString() }
      } catch (error) {
        if (!isDuplicateKey(error)) throw error
      }
      const kept = await keys.findOne({ _id })
      if (kept === null) return { state: 'running' }
      if (kept.fingerprint !== fingerprint) return { state: 'another_body' }
      if (kept.answer !== null) return { state: 'answered', answer: await keptAnswer(kept.answer) }
      const taken = await keys.updateOne({ _id, answer: null, locked_until: { $lte: now } }, { $set: { locked_until } })
      return taken.matchedCount === 1 ? { state: 'yours', recordId: kept.record_id.toHexString() } : { state: 'running' }
    },

    /** Keeps the answer for the next request with the same key. */
    async keep(userId: string, key: string, answer: KeptAnswer): Promise<void> {
      await keys.updateOne({ _id: keyOf(userId, key) }, { $set: { answer: await storedAnswer(answer) } })
    },

    /** Frees the key after a refusal: nothing was created under it. */
    async release(userId: string, key: string): Promise<void> {
      await keys.deleteOne({ _id: keyOf(userId, key), answer: null })
    },

    /** Lets the next request take over at once, with the same record id: nobody knows whether this one created anything. */
    async unlock(userId: string, key: string, now: Date): Promise<void> {
      await keys.updateOne({ _id: keyOf(userId, key), answer: null }, { $set: { locked_until: now } })
    },
  }
}
