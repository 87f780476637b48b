import { createHash } from 'node:crypto'
import { type Collection, ObjectId, type WithId } from 'mongodb'
import type { DoubleRecord, Listing } from '../domain/collected-offer.ts'
import { joined, MAX_LISTINGS, type Records } from '../domain/merged-offer.ts'
import { found } from '../errors.ts'
import { asRead, type CatalogueEntry, catalogueDocument, changedFields, entryOf } from './catalogue-document.ts'
import { isDuplicateKey } from './duplicate-key.ts'
import type { CatalogueDocument, HiddenOfferDocument } from './job-offer-document.ts'

const OPTIONS = { promoteBuffers: true } as const

/** Makes one stored offer of two, and two of one. Each step is safe to repeat, so that what a killed process left is finished later. */
export function createCatalogueMerging(offers: Collection<CatalogueDocument>, hiddenOffers: Collection<HiddenOfferDocument>) {
  const byId = (_id: ObjectId) => offers.findOne({ _id }, OPTIONS)

  /** The offer, also by the id of one that was merged into it. @throws AppError not_found */
  async function load(id: string): Promise<WithId<CatalogueDocument>> {
    const _id = new ObjectId(id)
    return found((await byId(_id)) ?? (await offers.findOne({ merged_ids: _id }, OPTIONS)), 'job_offer')
  }

  async function merge(id: string, otherId: string, now: Date, why: Pick<DoubleRecord, 'reason' | 'score'> = { reason: 'admin', score: 1 }) {
    const [{ _id: into }, { _id }] = await Promise.all([load(id), load(otherId)])
    if (into.equals(_id)) return
    await offers.updateOne({ _id }, { $set: { merging: { into, has_begun: true, ...why } } })
    await finish(_id, now)
  }

  /** From the note that it is to be merged to its end: the other takes all over, then its keys are free, then it goes. */
  async function finish(_id: ObjectId, now: Date): Promise<void> {
    const gone = await byId(_id)
    if (!gone?.merging) return
    const stays = await byId(gone.merging.into)
    if (stays === null) {
      // Deleted meanwhile: this one has nobody to go to.
      await offers.updateOne({ _id }, { $unset: { merging: true } })
      return
    }
    const { reason, score } = gone.merging
    const entry = entryOf(stays)
    const change = { records: together(entry, entryOf(gone), { reason, score, merged_at: now }), apart: bothApart(stays, gone) }
    const { set, isAnswered } = changedFields(entry, { ...change, liveness: stays, seen: false }, now)
    const { listing_keys = [], ...fields } = set
    const dates = { first_seen_at: earliest(stays.first_seen_at, gone.first_seen_at), last_seen_at: latest(stays.last_seen_at, gone.last_seen_at) }
    const { matchedCount } = await offers.updateOne(asRead(entry), {
      $set: { ...fields, ...dates },
      $addToSet: { merged_ids: { $each: [_id, ...gone.merged_ids] } },
      ...(isAnswered && { $inc: { version: 1 } }),
    })
    if (matchedCount === 0) return finish(_id, now)
    await moveHidden(_id, stays._id)
    await offers.updateOne({ _id }, { $unset: { listing_keys: true } })
    if (listing_keys.length > 0) await offers.updateOne({ _id: stays._id }, { $addToSet: { listing_keys: { $each: listing_keys } } })
    await offers.deleteOne({ _id })
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

  async function split(id: string, leaves: (listing: Listing) => boolean, now: Date): Promise<string | null> {
    const entry = entryOf(await load(id))
    const parted = partedBy(entry.records, leaves)
    if (parted === undefined) return null
    const { parts, stay, keys } = parted
    const stayKeys = stay.flatMap(({ listing }) => listing.keys)
    const _id = idOfSplit(entry.id, keys)
    const record = { listing: { ...parts.listing, keys }, facts: parts.facts, print: parts.print, run: null }
    const { liveness, liveness_reason } = parts.facts
    const own = catalogueDocument(_id, { records: [record], apart: stayKeys, liveness: { liveness, liveness_reason }, seen: false }, now)
    const { listing_keys: _, ...unfound } = own
    // It is there before the other gives it up, and is found by its keys once these are free.
    await offers.replaceOne({ _id }, unfound, { upsert: true })
    const apart = [...new Set([...entry.apart, ...keys])]
    const { set, isAnswered } = changedFields(entry, { records: stay, apart, liveness: entry.stored, seen: false }, now)
    const { matchedCount } = await offers.updateOne(asRead(entry), {
      $set: set,
      $pull: { merged_ids: _id },
      ...(isAnswered && { $inc: { version: 1 } }),
    })
    if (matchedCount === 0) return split(id, leaves, now)
    await offers.updateOne({ _id }, { $set: { listing_keys: keys } })
    return _id.toHexString()
  }

  return {
    load,
    merge,
    split,
    async finishAll(now: Date): Promise<void> {
      const halfDone = await offers.find({ 'merging.has_begun': true }, { projection: { _id: 1 } }).toArray()
      for (const { _id } of halfDone) await finish(_id, now)
    },
  }
}

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

/** The listing that is to leave, with the keys that it alone has, and those that stay. Undefined when there is none that can leave. */
export function partedBy(records: Records, leaves: (listing: Listing) => boolean) {
  const parts = records.findLast(({ listing }) => leaves(listing))
  if (parts === undefined) return undefined
  const [first, ...rest] = records.filter((record) => record !== parts)
  if (first === undefined) return undefined
  const taken = new Set([first, ...rest].flatMap(({ listing }) => listing.keys))
  const keys = parts.listing.keys.filter((key) => !taken.has(key))
  return keys.length === 0 ? undefined : { parts, keys, stay: [first, ...(rest as DoubleRecord[])] as const }
}

/** The same id for the same split, so that a repeated one makes no second offer. */
const idOfSplit = (id: string, keys: readonly string[]) =>
  new ObjectId(
    createHash('sha256')
      .update(`${id} ${keys.join(' ')}`)
      .digest('hex')
      .slice(0, 24),
  )

const earliest = (one: Date, other: Date) => (one < other ? one : other)
const latest = (one: Date, other: Date) => (one > other ? one : other)
