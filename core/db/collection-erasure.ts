import { type Db, ObjectId } from 'mongodb'
import type { CollectionDocument } from './collection-document.ts'
import type { StepDocument } from './collection-steps.ts'

/** What a user's erasure does to the collections that they asked for: others keep theirs, what was the user's alone goes. */
export function createCollectionErasure(db: Db) {
  const collections = db.collection<CollectionDocument>('collections')
  const steps = db.collection<StepDocument>('collection_steps')

  return {
    /**
     * Takes the user off collections that others want too, and deletes the others with what they read: what was searched for is personal. A run
     * that nobody else wants is ended first, so that nobody joins what is about to go; its workflow stops at its record. Safe to run twice.
     * @param limit of records, at most
     * @returns how many were left or deleted, by collection; nothing when none is left
     */
    async eraseCollections(userId: string, limit: number, now: Date): Promise<Record<string, number>> {
      const user = new ObjectId(userId)
      const ids = await idsOf(collections.find({ user_ids: user }, { projection: { _id: 1 } }).limit(limit))
      const alone = { _id: { $in: ids }, user_ids: { $eq: user, $size: 1 }, by_operator: false }
      const ended = { status: 'cancelled', active: false, held_by: null, ended_at: now, updated_at: now } as const
      await collections.updateMany({ ...alone, status: { $in: ['pending', 'running'] } }, { $set: ended, $inc: { version: 1 } })

      const own = await idsOf(collections.find({ ...alone, active: false }, { projection: { _id: 1 } }))
      const shared = ids.filter((id) => !own.some((one) => one.equals(id)))
      const left = await collections.updateMany({ _id: { $in: shared }, user_ids: user }, { $pull: { user_ids: user }, $inc: { version: 1 } })
      if (left.modifiedCount > 0) return { left_collections: left.modifiedCount }

      const pages = await idsOf(steps.find({ collection_id: { $in: own } }, { projection: { _id: 1 } }).limit(limit))
      if (pages.length > 0) return { collection_steps: (await steps.deleteMany({ _id: { $in: pages } })).deletedCount }
      return own.length > 0 ? { collections: (await collections.deleteMany({ _id: { $in: own } })).deletedCount } : {}
    },
  }
}

const idsOf = async (found: { toArray(): Promise<{ _id: ObjectId }[]> }): Promise<ObjectId[]> => (await found.toArray()).map(({ _id }) => _id)
