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
  /** The page where it was found, canonical: no tracking parameters, no fragment. */
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
