import type { CatalogueCandidate } from '../../core/db/catalogue-repository.ts'
import { listingKeys } from '../../core/domain/listing-rules.ts'
import { type Double, lookUpKeys, type Opening, readOpening, sameOpening } from '../collecting/doubles/index.ts'

/** Two stored offers that are one. The one that has been there longer stays. */
export interface DoublePair extends Double {
  stays: string
  goes: string
}

/** By which others are found that an offer is to be compared with. */
export const lookUpOf = ({ facts, print }: CatalogueCandidate) => ({
  prints: lookUpKeys(print),
  listings: facts.alternative_urls.flatMap((url) => listingKeys({ source: facts.source, nativeId: null, url })),
})

/**
 * Which of these offers are doubles of others, each once: one that is to be looked at itself is told when its own turn comes.
 * @param others what the keys of `lookUpOf` lead to; may hold the same offers again
 * @param all every offer has its turn
 */
export function findDoubles(chunk: readonly CatalogueCandidate[], others: readonly CatalogueCandidate[], all: boolean): DoublePair[] {
  const known = new Map([...others, ...chunk].map((one) => [one.id, one]))
  const byKey = new Map<string, CatalogueCandidate[]>()
  const add = (key: string, one: CatalogueCandidate) => {
    const alike = byKey.get(key)
    if (alike === undefined) byKey.set(key, [one])
    else alike.push(one)
  }
  for (const one of known.values()) {
    for (const key of one.print.keys) add(`print ${key}`, one)
    for (const { keys } of one.listings) for (const key of keys) add(`listing ${key}`, one)
  }
  const openings = new Map<string, Opening>()
  const openingOf = (one: CatalogueCandidate): Opening => {
    const from = one.facts.posted_at === null ? one.first_seen_at : new Date(one.facts.posted_at)
    const opening = openings.get(one.id) ?? readOpening({ ...one, from, until: one.last_seen_at })
    openings.set(one.id, opening)
    return opening
  }

  const gone = new Set<string>()
  const pairs: DoublePair[] = []
  for (const one of chunk) {
    if (gone.has(one.id)) continue
    const { prints, listings } = lookUpOf(one)
    const alike = [...prints.map((key) => `print ${key}`), ...listings.map((key) => `listing ${key}`)].flatMap((key) => byKey.get(key) ?? [])
    let best: DoublePair | undefined
    for (const other of new Set(alike)) {
      if (other.id === one.id || gone.has(other.id) || areApart(one, other)) continue
      const isOlder = comesBefore(other, one)
      if (!isOlder && (all || other.toClean)) continue
      const double = sameOpening(openingOf(one), openingOf(other))
      if (double === null || (best !== undefined && double.score <= best.score)) continue
      best = { ...double, ...(isOlder ? { stays: other.id, goes: one.id } : { stays: one.id, goes: other.id }) }
    }
    if (best === undefined) continue
    gone.add(best.goes)
    pairs.push(best)
  }
  return pairs
}

function comesBefore(one: CatalogueCandidate, other: CatalogueCandidate): boolean {
  const earlier = one.first_seen_at.getTime() - other.first_seen_at.getTime()
  return earlier < 0 || (earlier === 0 && one.id < other.id)
}

/** Somebody said so. */
function areApart(one: CatalogueCandidate, other: CatalogueCandidate): boolean {
  const isIn = ({ apart }: CatalogueCandidate, { listings }: CatalogueCandidate) =>
    listings.some(({ keys }) => keys.some((key) => apart.includes(key)))
  return isIn(one, other) || isIn(other, one)
}
