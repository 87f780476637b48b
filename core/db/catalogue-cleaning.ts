import { type Db, type Filter, ObjectId, type WithId } from 'mongodb'
import { ENDED, endedBy, NOT_SEEN } from '../domain/job-offer-rules.ts'
import { createBatchLedger } from './batch-ledger.ts'
import { asRead, type CatalogueEntry, entryOf } from './catalogue-document.ts'
import { type CatalogueCandidate, candidateOf } from './catalogue-repository.ts'
import { isDuplicateKey } from './duplicate-key.ts'
import { inChunks } from './in-chunks.ts'
import type { CatalogueDocument } from './job-offer-document.ts'
import { referredTo } from './offer-references.ts'

/** Which offers cleaning looks at: those that changed since it last did, or all. */
export interface ToClean {
  all: boolean
  after: string | undefined
  limit: number
}

/** Where the one before left off, in the order of the last sight. */
export interface SightEnd {
  seen: string
  id: string
}

export const CLOSING_REASONS = [ENDED, NOT_SEEN] as const
export type ClosingReason = (typeof CLOSING_REASONS)[number]

/** What became of offers that were to be deleted: the sum is what was found. */
export interface DeletedOffers {
  deleted: number
  /** Those that somebody refers to. */
  referred: number
  /** Those that changed at that moment. */
  left: number
}

export type CatalogueCleaning = ReturnType<typeof createCatalogueCleaning>

const OPTIONS = { promoteBuffers: true } as const
const LIVE = ['open', 'unknown'] as const

/** What cleaning asks of the catalogue beside what collecting does. What is closed or deleted is looked at once more at the moment of it. */
export function createCatalogueCleaning(db: Db) {
  const offers = db.collection<CatalogueDocument>('job_offers')
  const ledger = createBatchLedger(db)

  const toClean = ({ all, after, limit }: ToClean) =>
    offers
      .find({ ...(!all && { to_clean: true as const }), ...(after !== undefined && { _id: { $gt: new ObjectId(after) } }) }, OPTIONS)
      .sort({ _id: 1 })
      .limit(limit)
      .toArray()

  const closable = (reason: ClosingReason, now: Date, unseenSince: Date): Filter<CatalogueDocument>[] =>
    LIVE.map((liveness) =>
      reason === ENDED
        ? { liveness, valid_through: endedBy(now) }
        : { liveness, last_seen_at: { $lt: unseenSince }, valid_through: { $not: { $lt: now } } },
    )

  const idsOf = async (filter: Filter<CatalogueDocument>, limit: number) => {
    const found = limit <= 0 ? [] : await offers.find(filter, { projection: { _id: 1 } }).limit(limit).toArray() // biome-ignore format: one line reads better
    return found.map(({ _id }) => _id)
  }

  async function putBack(offer: WithId<CatalogueDocument>): Promise<void> {
    try {
      await offers.insertOne(offer)
    } catch (error) {
      // It was not deleted: somebody had changed it.
      if (!isDuplicateKey(error)) throw error
    }
  }

  /**
   * Those of the offers that nobody refers to go, as `remove` says. What somebody took up in that moment comes back.
   * @param remove answers how many it deleted: of two who are at the same offers, one counts each
   * @param isRepeated a former attempt may have deleted some: those that are gone count as its own
   */
  async function deleteUnreferred(
    ids: readonly ObjectId[],
    remove: (going: readonly ObjectId[]) => Promise<number>,
    { isRepeated, signal }: { isRepeated: boolean; signal: AbortSignal | undefined },
  ): Promise<DeletedOffers> {
    let referred = 0
    const deleteSome = async (some: ObjectId[]) => {
      const found = await offers.find({ _id: { $in: some } }, OPTIONS).toArray()
      const refused = await referredTo(db, found)
      const going = found.filter(({ _id }) => !refused.has(_id.toHexString()))
      const removed = going.length === 0 ? 0 : await remove(going.map(({ _id }) => _id))
      const taken = await referredTo(db, going)
      for (const offer of going) if (taken.has(offer._id.toHexString())) await putBack(offer)
      referred += refused.size + taken.size
      return Math.min(removed, going.length - taken.size) + (isRepeated ? some.length - found.length : 0)
    }
    const deleted = await inChunks(ids, deleteSome, signal)
    return { deleted, referred, left: ids.length - deleted - referred }
  }

  /** Closed ones in the order of their last sight, the one seen longest ago first. */
  async function longClosed(before: Date, after: SightEnd | undefined, limit: number): Promise<WithId<CatalogueDocument>[]> {
    const closed = { liveness: 'closed' as const, updated_at: { $lt: before } }
    const read = (filter: Filter<CatalogueDocument>, most: number) =>
      offers
        .find({ ...closed, ...filter }, { projection: { merged_ids: 1, last_seen_at: 1 } })
        .sort({ last_seen_at: 1, _id: 1 })
        .limit(most)
        .toArray()
    if (after === undefined) return read({ last_seen_at: { $lt: before } }, limit)
    const seen = new Date(after.seen)
    const same = await read({ last_seen_at: seen, _id: { $gt: new ObjectId(after.id) } }, limit)
    return same.length === limit ? same : [...same, ...(await read({ last_seen_at: { $gt: seen, $lt: before } }, limit - same.length))]
  }

  return {
    once: ledger.once,

    /**
     * Deletes those of the offers that are as they were read and that nobody refers to; by somebody who holds the catalogue's lease. The others are
     * left. Safe to repeat.
     * @param read those that are to go, of the ids
     * @param isRepeated a former attempt may have deleted some
     * @throws the signal's reason: no more is deleted then
     */
    drop(ids: readonly string[], read: readonly CatalogueEntry[], isRepeated: boolean, signal?: AbortSignal): Promise<DeletedOffers> {
      const filters = new Map(read.map((entry) => [entry.id, asRead(entry)]))
      const remove = async (going: readonly ObjectId[]) => {
        const operations = going.flatMap((_id) => filters.get(_id.toHexString()) ?? []).map((filter) => ({ deleteOne: { filter } }))
        return operations.length === 0 ? 0 : (await offers.bulkWrite(operations, { ordered: false })).deletedCount
      }
      const all = ids.map((id) => new ObjectId(id))
      return deleteUnreferred(all, remove, { isRepeated, signal })
    },

    /** Offers to look at, in id order, with all that is kept of them. */
    async entriesToClean(which: ToClean): Promise<CatalogueEntry[]> {
      return (await toClean(which)).map(entryOf)
    },

    /** The same, as they are compared. */
    async candidatesToClean(which: ToClean): Promise<CatalogueCandidate[]> {
      return (await toClean(which)).map(candidateOf)
    },

    /** How many offers came before listings were kept, and are read by no step before they have got theirs. */
    countKeyless: (): Promise<number> => offers.countDocuments({ 'print.keys': null }),

    /** They were looked at as they are; by somebody who holds the catalogue's lease. */
    async markClean(ids: readonly string[]): Promise<void> {
      await inChunks(
        ids.map((id) => new ObjectId(id)),
        async (some) => (await offers.updateMany({ _id: { $in: some } }, { $unset: { to_clean: true } })).modifiedCount,
      )
    },

    /** How many of these ids the catalogue still has. */
    countThere: (ids: readonly string[]): Promise<number> =>
      inChunks(
        ids.map((id) => new ObjectId(id)),
        (some) => offers.countDocuments({ _id: { $in: some } }),
      ),

    /** How many of these offers somebody refers to. */
    countReferred: async (entries: readonly CatalogueEntry[]): Promise<number> => (await referredTo(db, entries.map(({ stored }) => stored))).size, // biome-ignore format: one line reads better

    /** How many are to be closed, by reason, with the ids of some. Served by `job_offers_by_end` and `job_offers_by_last_sight`. */
    async countClosable(now: Date, unseenSince: Date, sample: number): Promise<{ closed: Record<ClosingReason, number>; sample: string[] }> {
      const closed: Record<ClosingReason, number> = { [ENDED]: 0, [NOT_SEEN]: 0 }
      const ids: ObjectId[] = []
      for (const reason of CLOSING_REASONS) {
        for (const filter of closable(reason, now, unseenSince)) {
          closed[reason] += await offers.countDocuments(filter)
          ids.push(...(await idsOf(filter, sample - ids.length)))
        }
      }
      return { closed, sample: ids.map(String) }
    },

    /**
     * Closes at most `limit` offers whose last day is over or that nobody has seen since. Safe to repeat under the same key.
     * @throws the signal's reason: no more is closed then
     */
    close(
      key: string,
      { now, unseenSince, limit, signal }: { now: Date; unseenSince: Date; limit: number; signal?: AbortSignal },
    ): Promise<{ found: number; closed: Record<ClosingReason, number> }> {
      type Part = { reason: ClosingReason; nth: number; ids: ObjectId[] }
      return ledger.once(key, now, {
        async plan() {
          const parts: Part[] = []
          let room = limit
          for (const reason of CLOSING_REASONS) {
            for (const [nth, filter] of closable(reason, now, unseenSince).entries()) {
              const ids = await idsOf(filter, room)
              room -= ids.length
              parts.push({ reason, nth, ids })
            }
          }
          return parts
        },
        isNothing: (parts) => parts.every(({ ids }) => ids.length === 0),
        async carryOut(parts: Part[], isRepeated) {
          const closed: Record<ClosingReason, number> = { [ENDED]: 0, [NOT_SEEN]: 0 }
          for (const { reason, nth, ids } of parts) {
            const change = { $set: { liveness: 'closed' as const, liveness_reason: reason, updated_at: now }, $inc: { version: 1, revision: 1 } }
            const closeSome = async (some: ObjectId[]) => {
              const { modifiedCount } = await offers.updateMany({ _id: { $in: some }, ...closable(reason, now, unseenSince)[nth] }, change)
              if (!isRepeated) return modifiedCount
              return offers.countDocuments({ _id: { $in: some }, liveness: 'closed', liveness_reason: reason })
            }
            closed[reason] += await inChunks(ids, closeSome, signal)
          }
          return { found: parts.reduce((sum, { ids }) => sum + ids.length, 0), closed }
        },
      })
    },

    /**
     * Deletes of at most `limit` offers that were closed before, and not seen since, those that nobody refers to. Safe to repeat under the same key.
     * @param dryRun only tells what would become of them
     * @throws the signal's reason: no more is deleted then
     */
    async deleteClosed(
      key: string,
      {
        before,
        after,
        limit,
        dryRun,
        now,
        signal,
      }: { before: Date; after: SightEnd | undefined; limit: number; dryRun: boolean; now: Date; signal?: AbortSignal },
    ): Promise<DeletedOffers & { sample: string[]; last: SightEnd | undefined }> {
      const read = async () => {
        const found = await longClosed(before, after, limit)
        const end = found.length === limit ? found.at(-1) : undefined
        return { found, last: end === undefined ? null : { seen: end.last_seen_at.toISOString(), id: end._id.toHexString() } }
      }
      if (dryRun) {
        const { found, last } = await read()
        const referred = await referredTo(db, found)
        const going = found.map(({ _id }) => _id.toHexString()).filter((id) => !referred.has(id))
        return { deleted: going.length, referred: referred.size, left: 0, sample: going, last: last ?? undefined }
      }
      const { last, ...counts } = await ledger.once(key, now, {
        async plan() {
          const { found, last } = await read()
          return { ids: found.map(({ _id }) => _id), last }
        },
        isNothing: ({ ids }) => ids.length === 0,
        async carryOut({ ids, last }: { ids: ObjectId[]; last: SightEnd | null }, isRepeated) {
          const still = { liveness: 'closed' as const, last_seen_at: { $lt: before }, updated_at: { $lt: before } }
          const remove = async (going: readonly ObjectId[]) => (await offers.deleteMany({ _id: { $in: [...going] }, ...still })).deletedCount
          return { ...(await deleteUnreferred(ids, remove, { isRepeated, signal })), last }
        },
      })
      return { ...counts, sample: [], last: last ?? undefined }
    },
  }
}
