import type { CollectedOffer } from '../../core/domain/collected-offer.ts'
import { canonicalUrl, listingKeys } from '../../core/domain/listing-rules.ts'

/** What a test says of a collected offer; the rest is that of a plain open one of an ATS. */
export type SomeOffer = Partial<Omit<CollectedOffer, 'listing'>> & { nativeId?: string | null; hash?: string }

/** An offer as collecting brings it to the catalogue. Its listing's hash is of what the test says. */
export function collectedOffer({ nativeId = null, hash, ...said }: SomeOffer): CollectedOffer {
  const facts = { ...PLAIN, ...said }
  const url = canonicalUrl(facts.url)
  const keys = listingKeys({ source: facts.source, nativeId, url })
  return { ...facts, listing: { source: facts.source, native_id: nativeId, url, keys, content_hash: hash ?? JSON.stringify(said) } }
}

const PLAIN: Omit<CollectedOffer, 'listing'> = {
  title: 'Data engineer',
  company: 'Acme',
  location: 'Lyon, France',
  remote: null,
  contract_type: null,
  seniority: null,
  salary: null,
  description: null,
  skills: [],
  posted_at: null,
  valid_through: null,
  url: null,
  alternative_urls: [],
  source: 'greenhouse',
  source_url: null,
  liveness: 'open',
  liveness_reason: null,
  coordinates: null,
  language: 'en',
  origins: {},
}
