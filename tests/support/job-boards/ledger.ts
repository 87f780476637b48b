import { canonicalUrl } from '../../../core/domain/listing-rules.ts'
import type { BoardListing } from './listings.ts'
import type { Opening } from './openings.ts'

/** What tells a stored listing: as job_offers keeps it. */
export interface StoredListing {
  source: string
  native_id: string | null
  url: string | null
}

/** What the boards hold in truth. */
export interface Ledger {
  openings: readonly Opening[]
  listings: readonly BoardListing[]
  /** The opening's number that a stored listing is of. */
  openingOf(listing: StoredListing): number | undefined
}

export interface Comparison {
  /** Openings that are stored, each in exactly one offer. */
  once: number
  lost: Opening[]
  /** Openings that several offers are of. */
  twice: Opening[]
  /** Offers in which different openings were merged: their numbers. */
  mixed: number[][]
  /** Offers that no board holds. */
  unknown: StoredListing[][]
}

export function createLedger(listings: readonly BoardListing[]): Ledger {
  const byKey = new Map<string, number>()
  for (const { board, nativeId, url, opening } of listings) {
    const id = board.company === null ? nativeId : `${board.name}:${nativeId}`
    byKey.set(`${board.source} ${id}`, opening.n)
    byKey.set(canonicalUrl(url) ?? url, opening.n)
  }
  const openings = [...new Map(listings.map(({ opening }) => [opening.n, opening])).values()]
  return {
    openings,
    listings,
    openingOf: ({ source, native_id, url }) => byKey.get(`${source} ${native_id}`) ?? byKey.get(url ?? ''),
  }
}

/** Compares what was collected, the listings of each stored offer, with what there is. */
export function compareWithLedger(ledger: Ledger, offers: Iterable<readonly StoredListing[]>): Comparison {
  const times = new Map<number, number>()
  const mixed: number[][] = []
  const unknown: StoredListing[][] = []
  for (const listings of offers) {
    const found = new Set(listings.map((listing) => ledger.openingOf(listing)).filter((n) => n !== undefined))
    for (const n of found) times.set(n, (times.get(n) ?? 0) + 1)
    if (found.size > 1) mixed.push([...found])
    if (found.size === 0) unknown.push([...listings])
  }
  const mixedUp = new Set(mixed.flat())
  const timesOf = ({ n }: Opening) => times.get(n) ?? 0
  return {
    once: ledger.openings.filter((opening) => timesOf(opening) === 1 && !mixedUp.has(opening.n)).length,
    lost: ledger.openings.filter((opening) => timesOf(opening) === 0),
    twice: ledger.openings.filter((opening) => timesOf(opening) > 1),
    mixed,
    unknown,
  }
}
