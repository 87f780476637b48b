import { isDeepStrictEqual } from 'node:util'
import { type AnyBulkWriteOperation, type Collection, type Db, MongoBulkWriteError, ObjectId, type WithId } from 'mongodb'
import type { DoubleReason, DoubleRecord, Listing, ListingRecord, OfferPrint } from '../domain/collected-offer.ts'
import type { JobOfferListing } from '../domain/job-offer.ts'
import { canonicalUrl, withoutIdentity } from '../domain/listing-rules.ts'
import type { Records } from '../domain/merged-offer.ts'
import type { Language } from '../domain/offer-facts.ts'
import { AppError } from '../errors.ts'
import {
  asRead,
  type CatalogueEntry,
  catalogueDocument,
  changedFields,
  type EntryChange,
  entryOf,
  formerListing,
  storedFacts,
} from './catalogue-document.ts'
import { createCatalogueMerging } from './catalogue-merging.ts'
import { partedBy } from './catalogue-splitting.ts'
import { isDuplicateKey } from './duplicate-key.ts'
import type { CatalogueDocument, HiddenOfferDocument } from './job-offer-document.ts'
import { createLeaseRepository, type Lease, LeaseTaken, stillHeld, type Waiting } from './lease-repository.ts'

/** What is read of an offer to tell whether another is the same: not its texts. */
export interface CatalogueCandidate {
  id: string
  facts: ListingRecord['facts']
  print: OfferPrint
  /** Its listings, the one whose word counts first, with what was counted when each was stored. */
  listings: readonly (Listing & Pick<ListingRecord, 'run'> & { reason: DoubleReason | null })[]
  apart: readonly string[]
  first_seen_at: Date
  last_seen_at: Date
  /** Cleaning has not looked at it since it changed. */
  toClean: boolean
}

/** What a batch changes. Ids are those of new offers. */
export interface CatalogueWrite {
  inserts: readonly (EntryChange & { id: string })[]
  changes: readonly (EntryChange & { entry: CatalogueEntry })[]
  /** Ids of offers that were seen as they are. */
  seen: readonly string[]
}

/** What an offer of a former backend lacks. */
export interface KeylessOffer {
  id: string
  facts: ListingRecord['facts']
}

export type CatalogueRepository = ReturnType<typeof createCatalogueRepository>

const LEASE = 'catalogue'
/** Of one company, one city or one text: more are not compared. */
const MAX_CANDIDATES = 4_000
/** MongoDB's stand-in compares each document that it finds with each of the keys. */
const KEYS_AT_ONCE = 50
/** Documents that are read from one answer of MongoDB, without a pause. */
const READ_AT_ONCE = 500
/** Enough that the database has the next ones when it has answered; more of them only wait for each other there. */
const FINDS_AT_ONCE = 4
const LIGHT = { description: 0, words: 0, own: 0, 'doubles.facts': 0, 'doubles.print': 0, company_key: 0 } as const
const OPTIONS = { promoteBuffers: true } as const

/** Of offers that came before listings were kept. */
const KEYLESS = { 'print.keys': null } as const
/** What somebody waits for in a request. */
const IN_REQUEST: Waiting = { patienceMs: 4_000 }

/** The catalogue as collecting writes it: offers are found by their listings' keys and by their prints. */
export function createCatalogueRepository(db: Db, options?: { leaseMs?: number }) {
  const offers = db.collection<CatalogueDocument>('job_offers')
  const leases = createLeaseRepository(db, options)
  const merging = createCatalogueMerging(offers, db.collection<HiddenOfferDocument>('hidden_offers'))

  async function exclusively<T>(work: (lease: Lease) => Promise<T>, waiting?: Waiting): Promise<T> {
    try {
      return await leases.exclusively(LEASE, work, waiting)
    } catch (cause) {
      throw cause instanceof LeaseTaken ? new AppError('catalogue_busy', { params: { seconds: Math.round(cause.waitedMs / 1_000) }, cause }) : cause
    }
  }

  /** In a request, after what others left half-done. */
  const tidily = <T>(work: (lease: Lease) => Promise<T>, now: Date) =>
    exclusively(async (lease) => {
      await merging.finishAll(now, lease)
      return work(lease)
    }, IN_REQUEST)

  async function light(field: 'listing_keys' | 'print.keys', keys: readonly string[]): Promise<CatalogueCandidate[]> {
    const options = { ...OPTIONS, projection: LIGHT, batchSize: READ_AT_ONCE, limit: MAX_CANDIDATES }
    const found = new Map<string, WithId<CatalogueDocument>>()
    const waiting = Array.from({ length: Math.ceil(keys.length / KEYS_AT_ONCE) }, (_, n) => keys.slice(n * KEYS_AT_ONCE, (n + 1) * KEYS_AT_ONCE))
    const work = async () => {
      for (let part = waiting.shift(); part !== undefined; part = waiting.shift())
        for (const stored of await offers.find({ [field]: { $in: part } }, options).toArray()) found.set(stored._id.toHexString(), stored)
    }
    await Promise.all(Array.from({ length: FINDS_AT_ONCE }, work))
    return [...found.values()].map(candidateOf)
  }

  return {
    /**
     * Does the work while nobody else writes collected offers; again, when the lease was lost meanwhile.
     * @throws AppError catalogue_busy when others write for longer than the patience; the signal's reason
     */
    exclusively,

    /** Finishes the merges and splits that a killed process left half-done. */
    finishMerges: merging.finishAll,

    /** Offers that have one of these listing keys, without their texts. */
    listed: (keys: readonly string[]) => light('listing_keys', keys),

    /** Offers that have one of these print keys, without their texts. */
    alike: (keys: readonly string[]) => light('print.keys', keys),

    /** These offers with all that is kept of them. */
    async load(ids: readonly string[]): Promise<CatalogueEntry[]> {
      if (ids.length === 0) return []
      return (await offers.find({ _id: { $in: ids.map((id) => new ObjectId(id)) } }, OPTIONS).toArray()).map(entryOf)
    },

    /**
     * Stores a batch at once. False: somebody else's write came between, a part may be stored, and the batch is to be read again.
     * Safe to repeat.
     */
    async write({ inserts, changes, seen }: CatalogueWrite, now: Date): Promise<boolean> {
      const seenIds = seen.map((id) => new ObjectId(id))
      const operations: AnyBulkWriteOperation<CatalogueDocument>[] = [
        ...inserts.map(({ id, ...change }) => ({ insertOne: { document: catalogueDocument(new ObjectId(id), change, now) } })),
        ...changes.map(({ entry, ...change }) => ({ updateOne: changeOf(entry, change, now) })),
        ...(seenIds.length === 0 ? [] : [{ updateMany: { filter: { _id: { $in: seenIds } }, update: { $max: { last_seen_at: now } } } }]),
      ]
      return written(offers, operations, changes.length + seen.length)
    },

    /** Offers that came before listings were kept, `limit` at most. */
    async keyless(limit: number): Promise<KeylessOffer[]> {
      const found = await offers
        .find(KEYLESS, { projection: { words: 0, company_key: 0 } })
        .limit(limit)
        .toArray()
      return found.map((stored) => ({ id: stored._id.toHexString(), facts: storedFacts(stored) }))
    },

    /**
     * Gives them the keys by which they are found. One whose address another offer has goes without, one that got them meanwhile keeps its own.
     * @throws LeaseLost
     */
    async giveKeys(
      adopted: readonly { id: string; print: OfferPrint; language: Language; facts: ListingRecord['facts'] }[],
      lease: Lease,
    ): Promise<void> {
      if (adopted.length === 0) return
      const operations = adopted.map(({ id, print, language, facts }) => {
        const listing = formerListing(facts)
        const { keys: listing_keys } = listing
        const set = {
          listing,
          print,
          language,
          own: null,
          run: null,
          doubles: [],
          apart: [],
          coordinates: null,
          origins: {},
          to_clean: true as const,
        }
        const filter = { _id: new ObjectId(id), ...KEYLESS }
        const update = ($set: Partial<CatalogueDocument>) => ({ updateOne: { filter, update: { $set, $inc: { revision: 1 } } } })
        return {
          keyed: update({ ...set, ...(listing_keys.length > 0 && { listing_keys }) }),
          keyless: update({ ...set, listing: { ...listing, keys: [] } }),
        }
      })
      await stillHeld(lease)
      const refused = await refusedOf(
        offers,
        operations.map(({ keyed }) => keyed),
      )
      const again = operations.filter((_, n) => refused.has(n)).map(({ keyless }) => keyless)
      if (again.length === 0) return
      await stillHeld(lease)
      await offers.bulkWrite(again, { ordered: false })
    },

    /**
     * Makes one offer of two: the first one's id stays, the other's goes on answering. Safe to repeat.
     * @throws AppError not_found; catalogue_busy
     */
    mergeOffers: (id: string, otherId: string, now: Date): Promise<void> => tidily((lease) => merging.merge(id, otherId, now, lease), now),

    /** The same, by somebody who holds the lease. @throws AppError not_found; LeaseLost */
    mergeHeld: merging.merge,

    /** Parts the listing of that key, as `splitDouble` does, by somebody who holds the lease. @throws AppError not_found; LeaseLost */
    splitHeld: (id: string, key: string, now: Date, lease: Lease) => merging.split(id, ({ keys }) => keys.includes(key), now, lease),

    /**
     * The listings of an offer, the one whose word counts first, each with why it is the same opening.
     * @throws AppError not_found
     */
    async listings(id: string): Promise<JobOfferListing[]> {
      const { records } = entryOf(await merging.load(id))
      return records.map((record) => answeredListing(record, records))
    },

    /**
     * Says that what is at this address is no double of the offer: it becomes an offer of its own again, and no later run merges them.
     * @returns the new offer's id; null when the offer has no double there
     * @throws AppError not_found; catalogue_busy
     */
    splitDouble(id: string, url: string, now: Date): Promise<string | null> {
      const canonical = canonicalUrl(url)
      return tidily((lease) => merging.split(id, (listing) => isAt(listing, canonical), now, lease), now)
    },
  }
}

const isAt = ({ url }: Listing, canonical: string | null) => canonical !== null && url !== null && withoutIdentity(url) === canonical

function answeredListing(record: ListingRecord | DoubleRecord, records: Records): JobOfferListing {
  const { listing, facts } = record
  const { source, native_id, keys } = listing
  const { title, company, location, url } = facts
  const canonical = canonicalUrl(url)
  const why = 'reason' in record ? { reason: record.reason, score: record.score, merged_at: record.merged_at.toISOString() } : NO_REASON
  const separable = partedBy(records, (one) => isAt(one, canonical))?.parts === record
  return { source, native_id, url, keys, title, company, location, ...why, separable }
}
const NO_REASON = { reason: null, score: null, merged_at: null }

export function candidateOf(stored: WithId<CatalogueDocument>): CatalogueCandidate {
  const { records, apart } = entryOf(stored)
  return {
    id: stored._id.toHexString(),
    facts: storedFacts({ ...stored, description: null }),
    print: stored.print ?? { keys: [], sketch: null, size: 0 },
    listings: records.map(({ listing, run, ...record }) => ({ ...listing, run, reason: 'reason' in record ? record.reason : null })),
    apart,
    first_seen_at: stored.first_seen_at,
    last_seen_at: stored.last_seen_at,
    toClean: stored.to_clean === true,
  }
}

/** Without the fields that are so already: MongoDB's stand-in writes each index of theirs again. */
function changeOf(entry: CatalogueEntry, change: EntryChange, now: Date) {
  const { set, isAnswered } = changedFields(entry, change, now)
  const changed = Object.entries(set).filter(([field, value]) => !isDeepStrictEqual(value, entry.stored[field as keyof typeof set]))
  // Whoever cleans may have taken the mark away since it was read.
  const $set = { ...Object.fromEntries(changed), to_clean: true as const }
  return { filter: asRead(entry), update: { $set, ...(isAnswered && { $inc: { version: 1 } }) } }
}

/** Whether all of it was written as it was meant. */
async function written(
  offers: Collection<CatalogueDocument>,
  operations: AnyBulkWriteOperation<CatalogueDocument>[],
  expected: number,
): Promise<boolean> {
  if (operations.length === 0) return true
  try {
    const { matchedCount } = await offers.bulkWrite(operations, { ordered: false })
    return matchedCount >= expected
  } catch (error) {
    if (isDuplicateKey(error)) return false
    throw error
  }
}

/** The operations, by their number, that a unique index refused. */
async function refusedOf(offers: Collection<CatalogueDocument>, operations: AnyBulkWriteOperation<CatalogueDocument>[]): Promise<Set<number>> {
  try {
    if (operations.length > 0) await offers.bulkWrite(operations, { ordered: false })
    return new Set()
  } catch (error) {
    if (!(error instanceof MongoBulkWriteError) || !isDuplicateKey(error)) throw error
    return new Set([error.writeErrors].flat().map(({ index }) => index))
  }
}
