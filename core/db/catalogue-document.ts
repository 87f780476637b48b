import { isDeepStrictEqual } from 'node:util'
import type { Filter, ObjectId, WithId } from 'mongodb'
import type { ListedFacts, Listing, ListingRecord } from '../domain/collected-offer.ts'
import { companyKey, offerWords } from '../domain/job-offer-rules.ts'
import { canonicalUrl, listingKeys } from '../domain/listing-rules.ts'
import { composed, type Records } from '../domain/merged-offer.ts'
import { type CatalogueDocument, type CataloguedFields, factsOf, type JobOfferDocument, newJobOfferDocument } from './job-offer-document.ts'

/** An offer of the catalogue with all its listings, the one whose word counts first. */
export interface CatalogueEntry {
  id: string
  version: number
  records: Records
  apart: readonly string[]
  /** As it is stored. */
  stored: WithId<CatalogueDocument>
}

/** What is to be stored of an offer's listings. */
export interface EntryChange {
  records: Records
  apart: readonly string[]
  liveness: Pick<JobOfferDocument, 'liveness' | 'liveness_reason'>
  /** Whether it was seen at its source, not only changed here. */
  seen: boolean
}

/** The listing of an offer that came before listings were kept: its address is all that it is known by. */
export const formerListing = ({ source, url }: Pick<JobOfferDocument, 'source' | 'url'>): Listing => {
  const canonical = canonicalUrl(url)
  return { source, native_id: null, url: canonical, keys: listingKeys({ source, nativeId: null, url: canonical }), content_hash: '' }
}

const NO_PRINT = { keys: [], sketch: null, size: 0 }

/** What a stored offer says, as its first listing would say it. */
export function storedFacts(stored: CatalogueDocument): ListedFacts {
  return {
    ...factsOf(stored),
    liveness_reason: stored.liveness_reason,
    coordinates: stored.coordinates ?? null,
    language: stored.language ?? 'fr',
    origins: stored.origins ?? {},
  }
}

export function entryOf(stored: WithId<CatalogueDocument>): CatalogueEntry {
  const { listing = formerListing(stored), own, run = null, doubles = [], apart = [], print = NO_PRINT } = stored
  const main: ListingRecord = { listing, run, ...(own ?? { facts: storedFacts(stored), print }) }
  return { id: stored._id.toHexString(), version: stored.version, records: [main, ...doubles], apart, stored }
}

/** Collecting's own fields of an offer that has these listings. */
export function cataloguedFields(
  { records, apart }: Pick<EntryChange, 'records' | 'apart'>,
  { facts, print }: ReturnType<typeof composed>,
  revision: number,
) {
  const [main, ...doubles] = records
  const listing_keys = [...new Set(records.flatMap(({ listing }) => listing.keys))]
  const { coordinates, language, origins } = facts
  return {
    ...(listing_keys.length > 0 && { listing_keys }),
    listing: main.listing,
    own: doubles.length > 0 ? { facts: main.facts, print: main.print } : null,
    run: main.run,
    doubles,
    apart: [...apart],
    coordinates,
    language,
    origins,
    print,
    revision,
    to_clean: true,
  } satisfies Partial<CataloguedFields>
}

/** What is answered of facts, as it is stored. */
function answeredFields({ coordinates: _c, language: _l, origins: _o, ...facts }: ListedFacts) {
  return {
    ...facts,
    company_key: companyKey(facts.company ?? ''),
    posted_at: facts.posted_at === null ? null : new Date(facts.posted_at),
    valid_through: facts.valid_through === null ? null : new Date(facts.valid_through),
    words: offerWords(facts),
  }
}

/** A new offer of the catalogue. */
export function catalogueDocument(_id: ObjectId, change: EntryChange, now: Date): WithId<CatalogueDocument> {
  const whole = composed(change.records)
  const { coordinates: _c, language: _l, origins: _o, ...offer } = { ...whole.facts, ...change.liveness }
  return { ...newJobOfferDocument(_id, offer, now), ...cataloguedFields(change, whole, 1) }
}

/** The fields that a change of its listings changes of a stored offer, and whether what is answered is among them. */
export function changedFields({ stored }: CatalogueEntry, change: EntryChange, now: Date) {
  const whole = composed(change.records)
  const { liveness, liveness_reason } = change.liveness
  const wanted = answeredFields({ ...whole.facts, liveness, liveness_reason })
  const changed = Object.entries(wanted).filter(([field, value]) => !isDeepStrictEqual(value, stored[field as keyof typeof wanted]))
  const isAnswered = changed.some(([field]) => field !== 'liveness_reason')
  const set = {
    ...Object.fromEntries(changed),
    ...cataloguedFields(change, whole, (stored.revision ?? 0) + 1),
    ...(change.seen && { last_seen_at: now }),
    ...(isAnswered && { updated_at: now }),
  }
  return { set, isAnswered }
}

/** The offer, unless somebody changed it since it was read: each change that counts makes a revision. By few fields: MongoDB's stand-in tries its indexes for each. */
export const asRead = ({ stored }: Pick<CatalogueEntry, 'stored'>): Filter<CatalogueDocument> => ({
  _id: stored._id,
  revision: stored.revision ?? { $exists: false },
})
