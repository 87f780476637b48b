import type { CatalogueCandidate } from '../../core/db/catalogue-repository.ts'
import { newId } from '../../core/db/new-id.ts'
import { NOT_SEEN } from '../../core/domain/job-offer-rules.ts'
import type { Assignment } from './applied-batch.ts'
import type { Arrival } from './arrivals.ts'

export interface Plan {
  assignments: Assignment[]
  /** Ids of the stored offers that change. */
  touched: string[]
  /** Stored offers that a listing shows to be one: to be merged before anything else. */
  merges: { id: string; otherId: string }[]
}

/** Which offer of the catalogue each arrival is, or is a double of. */
export function planned(arrivals: readonly Arrival[], candidates: readonly CatalogueCandidate[], _now: Date): Plan {
  const byKey = new Map(candidates.flatMap((candidate) => candidate.listings.flatMap(({ keys }) => keys.map((key) => [key, candidate] as const))))
  const assignments = arrivals.map((arrival): Assignment => {
    const { listing } = arrival.offer
    const known = listing.keys.map((key) => byKey.get(key)).find((candidate) => candidate !== undefined)
    if (known === undefined) return { arrival, id: newId(), as: 'new', run: null }
    const stored = known.listings.find(({ keys }) => keys.some((key) => listing.keys.includes(key)))
    const same = stored?.content_hash === listing.content_hash && known.facts.liveness_reason !== NOT_SEEN
    return { arrival, id: known.id, as: same ? 'unchanged' : 'known', run: stored?.run ?? null }
  })
  const touched = assignments.filter(({ as }) => as !== 'unchanged' && as !== 'new').map(({ id }) => id)
  return { assignments, touched: [...new Set(touched)], merges: [] }
}
