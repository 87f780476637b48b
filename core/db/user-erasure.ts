import { type Collection, type Db, type Document, ObjectId } from 'mongodb'
import { AppError, found } from '../errors.ts'
import { createCollectionErasure } from './collection-erasure.ts'
import { idempotencyKeysOf } from './idempotency-repository.ts'
import type { StoredUser } from './user-document.ts'

/** Whether a user may be erased: `asked`; not `alive`; and one who is `gone` has nothing to lose. */
export type ErasureState = 'asked' | 'alive' | 'gone'

/** How many records were deleted, by collection. */
export type ErasedRecords = Record<string, number>

export type UserErasure = ReturnType<typeof createUserErasure>

/** The end of a user: asked for in their record, which goes last. CVs are the CV repository's. */
export function createUserErasure(db: Db) {
  const users = db.collection<StoredUser>('users')
  const { eraseCollections } = createCollectionErasure(db)
  const ofUser = [
    'applications',
    'tasks',
    'searches',
    'hidden_offers',
    'sessions',
    'model_usage',
    'model_budgets',
    'former_applications',
    'former_tasks',
  ] as const

  /** What is the user's beside their record, each collection with the condition that an index serves. */
  const belongings = (userId: string): [Collection<Document>, Document][] => [
    ...ofUser.map((name): [Collection<Document>, Document] => [db.collection(name), { user_id: new ObjectId(userId) }]),
    [db.collection('idempotency_keys'), idempotencyKeysOf(userId)],
  ]

  return {
    /**
     * Asks for the erasure and disables the account: there is no way back. Asked again, answers when it was asked for first.
     * @param versions those that the caller has seen, from If-Match; undefined: any
     * @throws AppError not_found, precondition_failed
     */
    async requestErasure(userId: string, versions: readonly number[] | undefined, now: Date): Promise<Date> {
      const _id = new ObjectId(userId)
      const asked = await users.updateOne(
        { _id, erasing_at: null, ...(versions !== undefined && { version: { $in: [...versions] } }) },
        { $set: { erasing_at: now, disabled: true, updated_at: now }, $inc: { version: 1 } },
      )
      if (asked.matchedCount === 1) return now
      const { erasing_at } = found(await users.findOne({ _id }, { projection: { erasing_at: 1 } }), 'user')
      if (!erasing_at) throw new AppError('precondition_failed')
      return erasing_at
    },

    async erasureState(userId: string): Promise<ErasureState> {
      const user = await users.findOne({ _id: new ObjectId(userId) }, { projection: { erasing_at: 1 } })
      if (user === null) return 'gone'
      return user.erasing_at ? 'asked' : 'alive'
    },

    /**
     * Deletes at most `limit` records of the user, but not the user; collections that others asked for too, they only leave.
     * `more`: there may be others. Safe to run twice.
     */
    async eraseRecords(userId: string, limit: number, now: Date): Promise<{ erased: ErasedRecords; more: boolean }> {
      const erased: ErasedRecords = {}
      let room = limit
      for (const [collection, theirs] of belongings(userId)) {
        if (room === 0) break
        const records = await collection
          .find(theirs, { projection: { _id: 1 } })
          .limit(room)
          .toArray()
        if (records.length === 0) continue
        const { deletedCount } = await collection.deleteMany({ ...theirs, _id: { $in: records.map(({ _id }) => _id) } })
        erased[collection.collectionName] = deletedCount
        room -= records.length
      }
      while (room > 0) {
        const counts = Object.entries(await eraseCollections(userId, room, now))
        if (counts.length === 0) break
        for (const [collection, count] of counts) {
          erased[collection] = (erased[collection] ?? 0) + count
          room -= count
        }
      }
      return { erased, more: room === 0 }
    },

    /** Deletes the user's record, if the erasure was asked for. */
    async eraseAccount(userId: string): Promise<void> {
      await users.deleteOne({ _id: new ObjectId(userId), erasing_at: { $type: 'date' } })
    },

    /** Users whose erasure was asked for before `askedBefore`, at most `limit`, the longest ago first. Served by `users_being_erased`. */
    async listErasing(askedBefore: Date, limit: number): Promise<string[]> {
      const asked = users.find({ erasing_at: { $type: 'date', $lt: askedBefore } }, { projection: { _id: 1 } })
      const erasing = await asked.sort({ erasing_at: 1, _id: 1 }).limit(limit).toArray()
      return erasing.map(({ _id }) => _id.toHexString())
    },
  }
}
