import type { NewJobOffer } from './job-offer.ts'
import type { Language } from './offer-facts.ts'

/** Degrees, WGS 84. */
export interface Coordinates {
  lat: number
  lon: number
}

/** One offer at one source. */
export interface Listing {
  source: string
  /** As the source counts its offers, the board in front (`acme:4012`); null where it has no ids. */
  native_id: string | null
  /** The page where it was found, canonical: no tracking parameters, no fragment but what tells it from others where not all may be seen (withIdentity). */
  url: string | null
  /** What no other listing has (listingKeys): by them the same listing is known again. */
  keys: string[]
  /** Of what the source said: the same hash, and nothing has changed. */
  content_hash: string
}

/** An offer as collecting brings it to the catalogue: normalised, with what tells doubles and where each field was read. */
export interface CollectedOffer extends NewJobOffer {
  listing: Listing
  coordinates: Coordinates | null
  language: Language
  /** Field → the source, or the way it was read there (`greenhouse`, `page:json-ld`). */
  origins: Record<string, string>
}

/** The fields that merging may take from another listing, where the better source does not say them. */
export const MERGED_FIELDS = [
  'company',
  'location',
  'remote',
  'contract_type',
  'seniority',
  'salary',
  'description',
  'skills',
  'posted_at',
  'valid_through',
  'coordinates',
] as const satisfies readonly (keyof CollectedOffer)[]

/** What one listing says of its offer. */
export type ListedFacts = Omit<CollectedOffer, 'listing'>

/** How it was told that two listings are the same opening, the surest first. `admin`: somebody said so. */
export const DOUBLE_REASONS = ['native_id', 'url', 'text', 'title_and_place', 'translation', 'agency', 'repost', 'admin'] as const
export type DoubleReason = (typeof DOUBLE_REASONS)[number]

/** What tells doubles apart from others without reading their texts. */
export interface OfferPrint {
  /** One at least is what possible doubles have in common: the title at the company, or in a town. */
  keys: string[]
  /** Of the text, to estimate how much of it another has; null without a text. */
  sketch: Uint8Array | null
  /** How many different parts the text has. */
  size: number
}

/** What was counted when a run stored a listing: the same run, once more, counts the same. */
export interface ListingRun {
  id: string
  as: 'saved' | 'updated' | 'duplicates'
}

/** A listing of an offer of the catalogue, with what it says itself. */
export interface ListingRecord {
  listing: Listing
  facts: ListedFacts
  print: OfferPrint
  run: ListingRun | null
}

/** One that was told to be a double of the offer's first. */
export interface DoubleRecord extends ListingRecord {
  reason: DoubleReason
  /** 0 to 1. */
  score: number
  merged_at: Date
}
