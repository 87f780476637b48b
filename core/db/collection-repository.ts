import { type Db, type Filter, ObjectId, type WithId } from 'mongodb'
import type { StoredCollection } from '../domain/collection.ts'
import { type AskedCollection, collectionKey } from '../domain/collection-rules.ts'
import { found } from '../errors.ts'
import { boundedRead } from './bounded-read.ts'
import { answeredCollection, type CollectionDocument, newCollection, unendedSources } from './collection-document.ts'
import { createCollectionRuns } from './collection-runs.ts'
import { createCollectionSteps } from './collection-steps.ts'
import { isDuplicateKey } from './duplicate-key.ts'
import { afterCondition, bothOf, type PageEnd, pageOf } from './keyset-paging.ts'

/** A collection that was asked for and has not come to its end. */
export interface UnfinishedCollection {
  id: string
  /** Who asked first; null: an operator, or the schedule. */
  userId: string | null
  status: 'pending' | 'running'
  /** The workflow that is to start it. */
  heldBy: string | null
  /** Those whose run has not ended. */
  unendedSources: string[]
}

export type CollectionRepository = ReturnType<typeof createCollectionRepository>

/** Collections: each belongs to all who asked for it, and equal requests are one run. */
export function createCollectionRepository(db: Db) {
  const collections = db.collection<CollectionDocument>('collections')
  const steps = createCollectionSteps(db)
  const owned = (userId: string | undefined) => (userId === undefined ? {} : { user_ids: new ObjectId(userId) })
  const after = { returnDocument: 'after' } as const

  /** What waits for its turn waits for the newest of those who would start it: a former one may be gone. */
  async function takeOver({ _id, held_by }: WithId<CollectionDocument>, heldBy: string | null): Promise<void> {
    if (held_by !== null && heldBy !== null && held_by !== heldBy) await collections.updateOne({ _id, held_by }, { $set: { held_by: heldBy } })
  }

  return {
    ...createCollectionRuns(collections, steps),
    ...steps,

    /**
     * Joins the run of the same request that waits or runs, or makes one under `id`. Safe to run twice with the same id.
     * @param userId null: an operator asks
     * @param heldBy the workflow that starts it when its turn comes; without one, whoever asks starts it now
     */
    async request(
      userId: string | null,
      asked: AskedCollection,
      id: string,
      now: Date,
      heldBy: string | null = null,
    ): Promise<{ collection: StoredCollection; isNew: boolean }> {
      const key = collectionKey(asked)
      const _id = new ObjectId(id)
      const user_ids = userId === null ? [] : [new ObjectId(userId)]
      const byOperator = userId === null && heldBy === null
      const join = {
        $addToSet: { user_ids: { $each: user_ids } },
        $set: { updated_at: now, ...(heldBy === null && { held_by: null }), ...(byOperator && { by_operator: true }) },
        $inc: { version: 1 },
      }
      while (true) {
        const joined = await collections.findOneAndUpdate({ key, active: true }, join, after)
        if (joined !== null) {
          await takeOver(joined, heldBy)
          return { collection: answeredCollection(joined), isNew: joined._id.equals(_id) }
        }
        const made = newCollection(_id, key, asked, { user_ids, by_operator: byOperator, held_by: heldBy }, now)
        try {
          await collections.insertOne(made)
          return { collection: answeredCollection(made), isNew: true }
        } catch (error) {
          if (!isDuplicateKey(error)) throw error
          // A lost answer, asked for again after the run's end; else somebody was faster, and is joined.
          const stored = await collections.findOne({ _id })
          if (stored !== null) return { collection: answeredCollection(stored), isNew: false }
        }
      }
    },

    /**
     * One collection with the newest pages of each source.
     * @param userId undefined: whosever it is
     * @throws AppError not_found
     */
    async get(userId: string | undefined, id: string): Promise<StoredCollection> {
      const stored = found(await collections.findOne({ _id: new ObjectId(id), ...owned(userId) }, boundedRead()), 'collection')
      return answeredCollection(stored, await steps.newestPages(id, Object.keys(stored.runs)))
    },

    /**
     * At most `limit` collections after `start`, newest first, with the total; their pages are left out.
     * @param userId undefined: everybody's. Served by `collections_by_user`, `collections_by_creation`
     */
    async list(
      userId: string | undefined,
      start: PageEnd | undefined,
      limit: number,
    ): Promise<{ collections: StoredCollection[]; total: number; end: PageEnd | undefined }> {
      const later = start === undefined ? {} : afterCondition('created_at', true, new Date(start.value), start.id)
      const filter = bothOf(owned(userId), later) as Filter<CollectionDocument>
      const [page, total] = await Promise.all([
        collections.find(filter, boundedRead()).sort({ created_at: -1, _id: -1 }).limit(limit + 1).toArray(), // biome-ignore format: one line reads better
        userId === undefined ? collections.estimatedDocumentCount(boundedRead()) : collections.countDocuments(owned(userId), boundedRead()),
      ])
      const { shown, end } = pageOf(page, 'created_at', limit)
      return { collections: shown.map((one) => answeredCollection(one)), total, end }
    },

    /**
     * Takes the user off; when nobody is left, or for all at once, a run that waits or runs is ended as cancelled.
     * @param forAll an admin's word: for everybody, whether the user asked for it or not
     * @returns `ended`: this call ended it, and its workflow is to be cancelled
     * @throws AppError not_found
     */
    async leave(userId: string, id: string, now: Date, { forAll }: { forAll: boolean }): Promise<{ collection: StoredCollection; ended: boolean }> {
      const user = new ObjectId(userId)
      const of = { _id: new ObjectId(id), ...(!forAll && { user_ids: user }) }
      const off = { $inc: { version: 1 }, ...(!forAll && { $pull: { user_ids: user } }) }
      const active = { status: { $in: ['pending' as const, 'running' as const] } }
      const alone = forAll ? {} : { user_ids: { $eq: user, $size: 1 }, by_operator: false }
      const cancelled = { status: 'cancelled' as const, active: false, held_by: null, ended_at: now, updated_at: now }
      // Each is one write, so that no death between two leaves a run for nobody; who leaves or joins in between has it looked at again.
      while (true) {
        const ended = await collections.findOneAndUpdate({ ...of, ...active, ...alone }, { ...off, $set: cancelled }, after)
        if (ended !== null) return { collection: answeredCollection(ended), ended: true }
        const stays = { ...of, $nor: [{ ...active, ...alone }] }
        const left = forAll
          ? await collections.findOne(stays)
          : await collections.findOneAndUpdate(stays, { ...off, $set: { updated_at: now } }, after)
        if (left !== null) return { collection: answeredCollection(left), ended: false }
        found(await collections.findOne(of), 'collection')
      }
    },

    /** Collections that wait for `heldBy` to start them, at most `limit`, in id order, without those of `except`. Served by `collections_held`. */
    async heldCollections(heldBy: string, limit: number, except: readonly string[]): Promise<string[]> {
      const held = collections.find({ held_by: heldBy, status: 'pending' }).project<{ _id: ObjectId }>({ _id: 1 })
      const found = await held.sort({ _id: 1 }).limit(limit + except.length).toArray() // biome-ignore format: one line reads better
      return found
        .map(({ _id }) => _id.toHexString())
        .filter((id) => !except.includes(id))
        .slice(0, limit)
    },

    /** What a held collection is to collect, and for whom; undefined when it no longer waits for `heldBy`. */
    async heldCollection(id: string, heldBy: string): Promise<{ asked: AskedCollection; userIds: string[] } | undefined> {
      const held = await collections.findOne({ _id: new ObjectId(id), held_by: heldBy, status: 'pending' })
      if (held === null) return undefined
      const { query, location, requested_sources: sources, limit, url, user_ids } = held
      return { asked: { query, location, sources, limit, url }, userIds: user_ids.map((user) => user.toHexString()) }
    },

    /** Whether `heldBy` has let a collection be started that waits for its start: its answer may have been lost. */
    async isReleased(id: string, heldBy: string): Promise<boolean> {
      return (await collections.countDocuments({ _id: new ObjectId(id), released_by: heldBy, status: 'pending' }, { limit: 1 })) === 1
    },

    /** Lets a held collection be started, for these of its users; one that nobody wants is deleted. False: it is not to be started. */
    async releaseCollection(id: string, heldBy: string, userIds: readonly string[], now: Date): Promise<boolean> {
      const held = { _id: new ObjectId(id), held_by: heldBy, status: 'pending' as const }
      if (userIds.length === 0) {
        await collections.deleteOne(held)
        return false
      }
      const released = { held_by: null, released_by: heldBy, user_ids: userIds.map((user) => new ObjectId(user)), updated_at: now }
      return (await collections.updateOne(held, { $set: released, $inc: { version: 1 } })).matchedCount === 1
    },

    /** Ends as cancelled what waits for `heldBy`. */
    async cancelHeld(heldBy: string, now: Date): Promise<void> {
      const cancelled = { status: 'cancelled' as const, active: false, held_by: null, ended_at: now, updated_at: now }
      await collections.updateMany({ held_by: heldBy, status: 'pending' }, { $set: cancelled, $inc: { version: 1 } })
    },

    /** Collections that were asked for and not touched since `updatedBefore`, in id order after `after`. Served by `collections_unfinished`. */
    async listUnfinished({
      updatedBefore,
      after: last,
      limit,
    }: {
      updatedBefore: Date
      after: string | undefined
      limit: number
    }): Promise<UnfinishedCollection[]> {
      const unfinished = await collections
        .find({
          status: { $in: ['pending', 'running'] },
          updated_at: { $lt: updatedBefore },
          ...(last !== undefined && { _id: { $gt: new ObjectId(last) } }),
        })
        .project<Pick<CollectionDocument, 'user_ids' | 'held_by' | 'runs'> & { _id: ObjectId; status: 'pending' | 'running' }>({
          user_ids: 1,
          status: 1,
          held_by: 1,
          runs: 1,
        })
        .sort({ _id: 1 })
        .limit(limit)
        .toArray()
      return unfinished.map(({ _id, user_ids, status, held_by, runs }) => ({
        id: _id.toHexString(),
        userId: user_ids[0]?.toHexString() ?? null,
        status,
        heldBy: held_by,
        unendedSources: unendedSources(runs),
      }))
    },
  }
}
