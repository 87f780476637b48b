import type { CatalogueCandidate } from '../../core/db/catalogue-repository.ts'
import type { DoubleReason, Listing, ListingRun } from '../../core/domain/collected-offer.ts'
import { outranks } from '../../core/domain/merged-offer.ts'
import type { Assignment, Placed } from './applied-batch.ts'
import type { Arrival } from './arrivals.ts'
import type { Breathing } from './breathing.ts'
import { type Comparable, compareFaces, type Double, type FaceLikeness, lookUpKeys, type Opening, readOpening, sameOpening } from './doubles/index.ts'

/** An offer of the catalogue, or one that this batch adds to it. */
export interface KnownOffer {
  id: string
  listings: (Listing & { run: ListingRun | null; reason: DoubleReason | null })[]
  apart: ReadonlySet<string>
  liveness: Pick<Comparable['facts'], 'liveness' | 'liveness_reason'>
  firstSeen: Date
  /** Read when it is compared for the first time. */
  opening: Opening | undefined
  comparable: Omit<Comparable, 'listings'>
  /** Of the arrival that it was last compared with. */
  round?: number
}

/** The offers that a batch may meet, by their listings' keys and by their prints. */
export function createKnownOffers(candidates: readonly CatalogueCandidate[]) {
  const stored = new Set(candidates.map(({ id }) => id))
  const byKey = new Map<string, KnownOffer>()
  const byPrint = new Map<string, Set<KnownOffer>>()
  let round = 0
  for (const candidate of new Map(candidates.map((one) => [one.id, one])).values()) register(knownOf(candidate))

  function register(offer: KnownOffer, keys = offer.comparable.print.keys): void {
    for (const listing of offer.listings) for (const key of listing.keys) byKey.set(key, offer)
    for (const key of keys) {
      const alike = byPrint.get(key)
      if (alike === undefined) byPrint.set(key, new Set([offer]))
      else alike.add(offer)
    }
  }

  const openingOf = (offer: KnownOffer): Opening => (offer.opening ??= readOpening({ ...offer.comparable, listings: offer.listings }))

  /** The offer that the arrival is surest to be a double of. */
  async function bestDouble(arrival: Arrival, opening: Opening, breathe: Breathing): Promise<{ offer: KnownOffer; double: Double } | undefined> {
    const { keys } = arrival.offer.listing
    const alike = [arrival.lookUp.flatMap((key) => byKey.get(key) ?? []), ...lookUpKeys(arrival.print).map((key) => byPrint.get(key) ?? [])]
    // Thousands of one title have a few faces.
    const faces = new Map<string, FaceLikeness>()
    let best: { offer: KnownOffer; double: Double } | undefined
    round++
    for (const offers of alike) {
      for (const offer of offers) {
        if (offer.round === round) continue
        offer.round = round
        if (breathe.isDue()) await breathe.now()
        if (offer.apart.size > 0 && keys.some((key) => offer.apart.has(key))) continue
        const other = openingOf(offer)
        const compared = faces.get(other.face) ?? compareFaces(opening, other)
        faces.set(other.face, compared)
        const double = sameOpening(opening, other, compared)
        if (double !== null && (best === undefined || double.score > best.double.score)) best = { offer, double }
        if (best?.double.score === 1) return best
      }
    }
    return best
  }

  /** The arrival's listing without the keys that another offer has. */
  function keyed(arrival: Arrival, { id, listings }: Pick<KnownOffer, 'id' | 'listings'>): Placed {
    const own = new Set(listings)
    const { listing } = arrival.offer
    const keys = listing.keys.filter((key) => {
      const holder = byKey.get(key)
      return holder === undefined || holder.id === id || holder.listings.some((held) => own.has(held))
    })
    return { ...arrival, id, offer: { ...arrival.offer, listing: { ...listing, keys } } }
  }

  /** The offer was seen at this moment. */
  function see(offer: KnownOffer, now: Date): void {
    offer.comparable = { ...offer.comparable, until: now }
    offer.opening = undefined
  }

  return {
    byKey: (key: string) => byKey.get(key),
    isStored: (id: string) => stored.has(id),
    keyed,
    see,

    /** Where the arrival joins an offer; undefined where it is none's double. */
    async place(arrival: Arrival, now: Date, breathe: Breathing): Promise<Assignment | undefined> {
      const comparable = comparableOf(arrival, now)
      const best = await bestDouble(arrival, readOpening({ ...comparable, listings: [arrival.offer.listing] }), breathe)
      if (best === undefined) return undefined
      const { offer, double } = best
      const placed = keyed(arrival, offer)
      const isFirst = outranks(arrival.offer, offer.comparable.facts)
      offer.listings.push({ ...placed.offer.listing, run: null, reason: double.reason })
      if (isFirst) offer.comparable = comparable
      else see(offer, now)
      offer.opening = undefined
      register(offer, arrival.print.keys)
      return { arrival: placed, as: { double }, run: null }
    },

    /** A new offer, that others of the batch may be doubles of. */
    add(arrival: Arrival, id: string, now: Date): Placed {
      const placed = keyed(arrival, { id, listings: [] })
      const { offer } = placed
      const listings = [{ ...offer.listing, run: null, reason: null }]
      register({ id, listings, apart: new Set(), liveness: offer, firstSeen: now, opening: undefined, comparable: comparableOf(arrival, now) })
      return placed
    },
  }
}

function comparableOf({ offer, print }: Arrival, now: Date): Omit<Comparable, 'listings'> {
  return { facts: offer, print, from: offer.posted_at === null ? now : new Date(offer.posted_at), until: now }
}

function knownOf({ id, facts, print, listings, apart, first_seen_at, last_seen_at }: CatalogueCandidate): KnownOffer {
  const from = facts.posted_at === null ? first_seen_at : new Date(facts.posted_at)
  return {
    id,
    listings: [...listings],
    apart: new Set(apart),
    liveness: facts,
    firstSeen: first_seen_at,
    opening: undefined,
    comparable: { facts, print, from, until: last_seen_at },
  }
}
