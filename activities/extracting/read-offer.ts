import type { Coordinates } from '../../core/domain/collected-offer.ts'
import type { OfferFacts } from '../../core/domain/offer-facts.ts'

/** An offer as it was read on a page: what describing needs, and what tells it from others. `origins` says where each was read. */
export interface ReadOffer extends OfferFacts {
  /** Each place by itself; `location` is all of them. */
  locations: string[]
  coordinates: Coordinates | null
  /** As its company counts its offers; no other offer of the site has it, if the site is right. */
  identifier: string | null
  /** The offer's own address; null: the page's. */
  url: string | null
  /** Pages of other sites that the offer's markup or the page's head gives as the offer's own: where it was published first. */
  elsewhere: string[]
  /** In the page's own words: `Senior`, `3 à 5 ans`, `36 months`. */
  seniority: string | null
}
