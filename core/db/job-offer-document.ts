import type { ObjectId, WithId } from 'mongodb'
import type { CollectedOffer, DoubleRecord, ListingRecord, OfferPrint } from '../domain/collected-offer.ts'
import type { JobOffer, NewJobOffer } from '../domain/job-offer.ts'
import { companyKey, offerWords } from '../domain/job-offer-rules.ts'

/** An offer of the catalogue as MongoDB keeps it. */
export interface JobOfferDocument extends Omit<NewJobOffer, 'posted_at' | 'valid_through'> {
  /** The company's name as it is compared: by it users block companies. */
  company_key: string
  posted_at: Date | null
  valid_through: Date | null
  first_seen_at: Date
  last_seen_at: Date
  /** Ids of the offers that were merged into this one: they go on answering. */
  merged_ids: ObjectId[]
  /** Folded words of title, company and skills; those of company and location alone under FIELD_WORDS. */
  words: string[]
  /** Goes up with each change of what is answered: the ETag. */
  version: number
  created_at: Date
  updated_at: Date
}

/** What collecting keeps of an offer beside what is answered. Offers of former backends have none of it until the catalogue is written next. */
export interface CataloguedFields extends Pick<CollectedOffer, 'listing' | 'coordinates' | 'language' | 'origins'> {
  /** Of all its listings: no other offer has one of them. Absent where there are none. */
  listing_keys?: string[]
  /** Of the listing whose word counts: what it says itself, where others filled in. */
  own: Pick<ListingRecord, 'facts' | 'print'> | null
  run: ListingRecord['run']
  /** The other listings, each with what it says and why it is the same opening. */
  doubles: DoubleRecord[]
  /** Keys of listings that somebody said are other openings. */
  apart: string[]
  print: OfferPrint
  /** Goes up with each change of these fields. */
  revision: number
  /** Changed since cleaning last looked at it (core/db/catalogue-cleaning.ts). */
  to_clean?: true
  /** The offer into which it is being merged, and why. */
  merging?: { into: ObjectId; has_begun: true } & Pick<DoubleRecord, 'reason' | 'score'>
  /** The offer whose listing it was, and is until the split has its end. */
  splitting?: { from: ObjectId; has_begun: true }
}

export type CatalogueDocument = JobOfferDocument & Partial<CataloguedFields>

/** An offer that a user does not want to see any more. */
export interface HiddenOfferDocument {
  user_id: ObjectId
  offer_id: ObjectId
  hidden_at: Date
}

/** What collecting keeps for itself: texts of other listings among it. */
export const CATALOGUED = {
  listing_keys: 0,
  listing: 0,
  own: 0,
  run: 0,
  doubles: 0,
  apart: 0,
  coordinates: 0,
  language: 0,
  origins: 0,
  print: 0,
  revision: 0,
  to_clean: 0,
  merging: 0,
  splitting: 0,
} as const satisfies Record<keyof CataloguedFields, 0>
/** What an answer has no need of. */
export const UNANSWERED = { ...CATALOGUED, words: 0, merged_ids: 0, liveness_reason: 0 } as const
export type AnswerableOffer = WithId<Omit<JobOfferDocument, keyof typeof UNANSWERED>>

export function newJobOfferDocument(_id: ObjectId, offer: NewJobOffer, now: Date): WithId<JobOfferDocument> {
  return {
    _id,
    ...offer,
    company_key: companyKey(offer.company ?? ''),
    posted_at: offer.posted_at === null ? null : new Date(offer.posted_at),
    valid_through: offer.valid_through === null ? null : new Date(offer.valid_through),
    first_seen_at: now,
    last_seen_at: now,
    merged_ids: [],
    words: offerWords(offer),
    version: 1,
    created_at: now,
    updated_at: now,
  }
}

/** What a stored offer says of the opening. */
export function factsOf(stored: Omit<JobOfferDocument, keyof typeof UNANSWERED>): Omit<NewJobOffer, 'liveness_reason'> {
  return {
    title: stored.title,
    company: stored.company,
    location: stored.location,
    remote: stored.remote,
    contract_type: stored.contract_type,
    seniority: stored.seniority,
    salary: stored.salary,
    description: stored.description,
    skills: stored.skills,
    posted_at: stored.posted_at?.toISOString() ?? null,
    valid_through: stored.valid_through?.toISOString() ?? null,
    url: stored.url,
    alternative_urls: stored.alternative_urls,
    source: stored.source,
    source_url: stored.source_url,
    liveness: stored.liveness,
  }
}

/** An offer as it is answered, in today's names and the former ones. */
export function answeredOffer(stored: AnswerableOffer): JobOffer {
  const id = stored._id.toHexString()
  const facts = factsOf(stored)
  return {
    _id: id,
    id,
    ...facts,
    first_seen_at: stored.first_seen_at.toISOString(),
    last_seen_at: stored.last_seen_at.toISOString(),
    created_at: stored.created_at.toISOString(),
    updated_at: stored.updated_at.toISOString(),
    poste: facts.title,
    entreprise: facts.company,
    localisation: facts.location,
    date: facts.posted_at,
  }
}
