import { lookUpKeys, printOf, readOpening, sameOpening } from '../../../activities/collecting/doubles/index.ts'
import type { CollectedOffer } from '../../../core/domain/collected-offer.ts'
import { listingKeys } from '../../../core/domain/listing-rules.ts'
import { collectedOffer } from '../../support/collected-offers.ts'
import type { Pair, Side } from './pair.ts'

/** When an offer was at its source where a pair does not say: both at once. */
const SEEN = { from: '2026-11-01T00:00:00Z', until: '2026-11-23T00:00:00Z' }

export interface Judged extends Pair {
  /** Why it was taken for a double; null: it was not. */
  reason: string | null
}

/** As the catalogue's writer judges: two offers are compared when one finds the other, by an address or by its print. */
export function judged({ one, other, ...pair }: Pair): Judged {
  const [a, b] = [collectedOffer(one), collectedOffer(other)]
  const keys = new Set([...addressesOf(a), ...printOf(a).keys])
  const finds = [...addressesOf(b), ...lookUpKeys(printOf(b))].some((key) => keys.has(key))
  return { one, other, ...pair, reason: finds ? (sameOpening(opening(a, one), opening(b, other))?.reason ?? null) : null }
}

const addressesOf = (offer: CollectedOffer): string[] => [
  ...offer.listing.keys,
  ...offer.alternative_urls.flatMap((url) => listingKeys({ source: offer.source, nativeId: null, url })),
]

const opening = (offer: CollectedOffer, { from = SEEN.from, until = SEEN.until }: Side) =>
  readOpening({ facts: offer, print: printOf(offer), listings: [offer.listing], from: new Date(from), until: new Date(until) })

export interface Figures {
  pairs: number
  doubles: number
  precision: number
  recall: number
}

/** How many of those taken for doubles are, and how many of the doubles were found. */
export function figures(pairs: readonly { same: boolean; taken: boolean }[]): Figures {
  const doubles = pairs.filter(({ same }) => same).length
  const taken = pairs.filter((pair) => pair.taken)
  const right = taken.filter(({ same }) => same).length
  return { pairs: pairs.length, doubles, precision: taken.length === 0 ? 1 : right / taken.length, recall: doubles === 0 ? 1 : right / doubles }
}
