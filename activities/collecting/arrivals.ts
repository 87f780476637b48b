import type { CollectedOffer, OfferPrint } from '../../core/domain/collected-offer.ts'
import { listingKeys } from '../../core/domain/listing-rules.ts'
import { searchWords } from '../../core/domain/text-rules.ts'
import { printOf } from './doubles/index.ts'

/** An offer on its way into the catalogue. */
export interface Arrival {
  offer: CollectedOffer
  print: OfferPrint
  /** Keys of this listing, and of the others that its offer is said to have. */
  lookUp: readonly string[]
  /** Of the batch that it came with. */
  runId: string
}

/**
 * The listings of a batch, each once.
 * @returns numbers: of each offer given, the place of its listing among the arrivals
 */
export function arrivalsOf(offers: readonly CollectedOffer[], runId: string): { arrivals: Arrival[]; numbers: number[] } {
  const shared = sharedAddresses(offers)
  const places = new Map<string, number>()
  const arrivals: Arrival[] = []
  const numbers = offers.map((given) => {
    const keys = keysOf(given, shared)
    const known = keys[0] === undefined ? undefined : places.get(keys[0])
    if (known !== undefined) return known
    const offer = { ...given, listing: { ...given.listing, keys } }
    const others = offer.alternative_urls.flatMap((url) => listingKeys({ source: offer.source, nativeId: null, url }))
    for (const key of keys.slice(0, 1)) places.set(key, arrivals.length)
    return arrivals.push({ offer, print: printOf(offer), lookUp: [...new Set([...keys, ...others])], runId }) - 1
  })
  return { arrivals, numbers }
}

const titleOf = ({ title }: CollectedOffer) => searchWords(title).join('-')

/** Addresses of pages with several offers that have no address of their own. */
function sharedAddresses(offers: readonly CollectedOffer[]): Set<string> {
  const titles = new Map<string, Set<string>>()
  for (const offer of offers) {
    const [key] = offer.listing.keys
    if (offer.listing.native_id === null && key !== undefined) titles.set(key, (titles.get(key) ?? new Set()).add(titleOf(offer)))
  }
  return new Set([...titles].filter(([, { size }]) => size > 1).map(([key]) => key))
}

/** What this listing is known again by: on a page of several, its title too; where there is nothing else, what it says. */
function keysOf(offer: CollectedOffer, shared: ReadonlySet<string>): string[] {
  const { source, keys, content_hash } = offer.listing
  const [key] = keys
  if (key === undefined) return [`${source}:#${content_hash}`]
  return shared.has(key) ? [`${key}#${titleOf(offer)}`] : keys
}
