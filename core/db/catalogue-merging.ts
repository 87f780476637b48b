import { type Collection, ObjectId, type UpdateFilter, type WithId } from 'mongodb'
import type { DoubleRecord } from '../domain/collected-offer.ts'
import { joined, MAX_LISTINGS, type Records } from '../domain/merged-offer.ts'
import { found } from '../errors.ts'
import { asRead, type CatalogueEntry, changedFields, entryOf } from './catalogue-document.ts'
import { createCatalogueSplitting } from './catalogue-splitting.ts'
import { isDuplicateKey } from './duplicate-key.ts'
import type { CatalogueDocument, HiddenOfferDocument } from './job-offer-document.ts'
import { type Lease, stillHeld } from './lease-repository.ts'

const OPTIONS = { promoteBuffers: true } as const

type Stored = WithId<CatalogueDocument>
type Why = Pick<DoubleRecord, 'reason' | 'score'>

/**
 * Makes one stored offer of two, and two of one. A note is written first, by which what a killed process left is finished later. Each write
 * asks for the lease, and for the offer as it was read: a process that was frozen writes over nothing that others have done since.
 */
export function createCatalogueMerging(offers: Collection<CatalogueDocument>, hiddenOffers: Collection<HiddenOfferDocument>) {
  const byId = (_id: ObjectId) => offers.findOne({ _id }, OPTIONS)
  /** Also by the id of one that was merged into it. */
  const known = async (_id: ObjectId) => (await byId(_id)) ?? (await offers.findOne({ merged_ids: _id }, OPTIONS))

  /** @throws AppError not_found */
  const load = async (id: string): Promise<Stored> => found(await known(new ObjectId(id)), 'job_offer')

  /** False: somebody changed the offer since it was read, or another had its keys; it is to be read again. @throws LeaseLost */
  async function changed(lease: Lease, stored: Stored, { $set, ...update }: UpdateFilter<CatalogueDocument>, now: Date): Promise<boolean> {
    await stillHeld(lease)
    try {
      const set = { revision: revisionAfter(stored), ...$set }
      return (await offers.updateOne(asRead({ stored }), { ...update, $set: set })).matchedCount === 1
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
      // A process that was frozen meanwhile stored a listing anew while nobody had its keys.
      const holder = await offers.findOne({ listing_keys: { $in: $set?.listing_keys ?? [] }, _id: { $ne: stored._id } }, OPTIONS)
      if (holder !== null) await join(lease, stored, holder, now, { reason: 'url', score: 1 })
      return false
    }
  }

  async function merge(id: string, otherId: string, now: Date, lease: Lease, why: Why = { reason: 'admin', score: 1 }): Promise<void> {
    const [stays, gone] = await Promise.all([load(id), load(otherId)])
    if (stays._id.equals(gone._id)) return
    if (!(await join(lease, stays, gone, now, why))) await merge(id, otherId, now, lease, why)
  }

  async function join(lease: Lease, { _id: into }: Stored, gone: Stored, now: Date, why: Why): Promise<boolean> {
    if (!(await changed(lease, gone, { $set: { merging: { into, has_begun: true, ...why } } }, now))) return false
    await finishMerge(gone._id, now, lease)
    return true
  }

  /** From the note that it is to be merged to its end: the other takes all over, then its keys are free, then it goes. */
  async function finishMerge(_id: ObjectId, now: Date, lease: Lease): Promise<void> {
    const gone = await byId(_id)
    if (!gone?.merging) return
    if (!(await merged(gone, gone.merging, now, lease))) await finishMerge(_id, now, lease)
  }

  async function merged(gone: Stored, { into, reason, score }: NonNullable<Stored['merging']>, now: Date, lease: Lease): Promise<boolean> {
    const stays = await known(into)
    // Deleted meanwhile: this one has nobody to go to.
    if (stays === null || stays._id.equals(gone._id)) return changed(lease, gone, { $unset: { merging: true } }, now)
    const entry = entryOf(stays)
    const change = { records: together(entry, entryOf(gone), { reason, score, merged_at: now }), apart: bothApart(stays, gone) }
    const { set, isAnswered } = changedFields(entry, { ...change, liveness: stays, seen: false }, now)
    const { listing_keys = [], ...fields } = set
    const dates = { first_seen_at: earliest(stays.first_seen_at, gone.first_seen_at), last_seen_at: latest(stays.last_seen_at, gone.last_seen_at) }
    const taken = {
      $set: { ...fields, ...dates },
      $addToSet: { merged_ids: { $each: [gone._id, ...gone.merged_ids] } },
      ...(isAnswered && { $inc: { version: 1 } }),
    }
    if (!(await changed(lease, stays, taken, now))) return false
    await moveHidden(gone._id, stays._id)
    if (!(await changed(lease, gone, { $unset: { listing_keys: true } }, now))) return false
    const whole = { ...stays, version: stays.version + Number(isAnswered), revision: set.revision }
    if (listing_keys.length > 0 && !(await changed(lease, whole, { $set: { listing_keys } }, now))) return false
    return deleted(lease, { ...gone, revision: revisionAfter(gone) })
  }

  async function deleted(lease: Lease, stored: Stored): Promise<boolean> {
    await stillHeld(lease)
    return (await offers.deleteOne(asRead({ stored }))).deletedCount === 1
  }

  /** Who hid the one that goes has hidden the one that stays. */
  async function moveHidden(from: ObjectId, to: ObjectId): Promise<void> {
    const rows = await hiddenOffers.find({ offer_id: from }).toArray()
    const moves = rows.map(({ user_id, hidden_at }) => ({
      updateOne: { filter: { user_id, offer_id: to }, update: { $setOnInsert: { hidden_at } }, upsert: true },
    }))
    try {
      if (moves.length > 0) await hiddenOffers.bulkWrite(moves, { ordered: false })
    } catch (error) {
      // Hidden by its user at this moment.
      if (!isDuplicateKey(error)) throw error
    }
    await hiddenOffers.deleteMany({ offer_id: from })
  }

  const splitting = createCatalogueSplitting({ offers, byId, known, load, changed, deleted })

  return {
    load,
    merge,
    split: splitting.split,
    /** Finishes what a killed process left half-done. */
    async finishAll(now: Date, lease: Lease): Promise<void> {
      const left = (note: 'splitting' | 'merging') => offers.find({ [`${note}.has_begun`]: true }, { projection: { _id: 1 } }).toArray()
      const [splits, merges] = await Promise.all([left('splitting'), left('merging')])
      for (const { _id } of splits) await splitting.finish(_id, now, lease)
      for (const { _id } of merges) await finishMerge(_id, now, lease)
    },
  }
}

const revisionAfter = ({ revision = 0 }: Stored) => revision + 1

/** The listings of both, not more than one offer may have; those that a former attempt brought over stay as they are. */
function together(stays: CatalogueEntry, gone: CatalogueEntry, why: Pick<DoubleRecord, 'reason' | 'score' | 'merged_at'>): Records {
  const known = new Set(stays.records.flatMap(({ listing }) => listing.keys))
  const [main, ...doubles] = gone.records.filter(({ listing }) => listing.keys.length === 0 || !listing.keys.every((key) => known.has(key)))
  if (main === undefined) return stays.records
  const [first, ...rest] = joined(stays.records, main, why)
  return [first, ...[...(doubles as DoubleRecord[]), ...rest].slice(1 - MAX_LISTINGS)]
}

/** What somebody told apart from one of them is no double of both; unless it is one of them. */
function bothApart(stays: CatalogueDocument, gone: CatalogueDocument): string[] {
  const own = new Set([...(stays.listing_keys ?? []), ...(gone.listing_keys ?? [])])
  return [...new Set([...(stays.apart ?? []), ...(gone.apart ?? [])])].filter((key) => !own.has(key))
}

const earliest = (one: Date, other: Date) => (one < other ? one : other)
const latest = (one: Date, other: Date) => (one > other ? one : other)
