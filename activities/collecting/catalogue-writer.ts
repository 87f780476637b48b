import type { CatalogueRepository } from '../../core/db/catalogue-repository.ts'
import type { Lease } from '../../core/db/lease-repository.ts'
import type { CollectedOffer, ListingRun } from '../../core/domain/collected-offer.ts'
import { applied } from './applied-batch.ts'
import { type Arrival, arrivalsOf } from './arrivals.ts'
import { planned } from './catalogue-plan.ts'
import { lookUpKeys, printOf } from './doubles/index.ts'
import { createTogether } from './together.ts'

/** What became of a batch. The counts' sum is the number of offers. */
export interface SavedOffers {
  saved: number
  updated: number
  unchanged: number
  /** Merged into an offer that was there, or given twice. */
  duplicates: number
  /** Of each offer given, in that order: the offer of the catalogue that it is, or is part of. */
  offerIds: string[]
}

/** On whose behalf a batch is stored. */
interface SavedAs {
  /** Of this batch: of one step of a collection, never shared by two batches. */
  runId: string
  /** Ends it before the next chunk, and the wait for others who write, with its reason. */
  signal?: AbortSignal
}

export type Outcome = ListingRun['as'] | 'unchanged'

/** What became of an offer, and the id of that of the catalogue which it is, or is part of. */
interface Stored {
  id: string
  outcome: Outcome
}

export type CatalogueWriter = ReturnType<typeof createCatalogueWriter>

/** Offers of one batch that are told apart and written at once. */
const CHUNK = 200
/** So many, of batches that wait at the same time. */
const MOST_AT_ONCE = 600
/** So often is a chunk read again that somebody else's write came into. */
const ATTEMPTS = 8

/** Who brings collected offers into the catalogue, each opening once. */
export function createCatalogueWriter({ catalogue, now }: { catalogue: CatalogueRepository; now: () => Date }) {
  /** Finishes what was left, and gives the offers that came before listings were kept the keys by which they are found. */
  async function tidyUp(lease: Lease): Promise<void> {
    await catalogue.finishMerges(now(), lease)
    let keyless: Awaited<ReturnType<typeof catalogue.keyless>>
    do {
      keyless = await catalogue.keyless(CHUNK)
      await catalogue.giveKeys(
        keyless.map(({ id, facts }) => ({ id, facts, language: facts.language, print: printOf(facts) })),
        lease,
      )
    } while (keyless.length === CHUNK)
  }

  /** Undefined: somebody else's write came between. */
  async function attempt(chunk: readonly Arrival[], lease: Lease): Promise<Stored[] | undefined> {
    const at = now()
    const listed = await catalogue.listed([...new Set(chunk.flatMap(({ lookUp }) => lookUp))])
    const known = new Set(listed.flatMap(({ listings }) => listings.flatMap(({ keys }) => keys)))
    // Most are known by their keys: only the others are compared.
    const unknown = chunk.filter(({ offer }) => !offer.listing.keys.some((key) => known.has(key)))
    const alike = await catalogue.alike([...new Set(unknown.flatMap(({ print }) => lookUpKeys(print)))])
    const plan = await planned(chunk, [...listed, ...alike], at)
    if (plan.merges.length + plan.splits.length > 0) {
      for (const { id, otherId } of plan.merges) await catalogue.mergeHeld(id, otherId, at, lease, { reason: 'url', score: 1 })
      for (const { id, key } of plan.splits) await catalogue.splitHeld(id, key, at, lease)
      return undefined
    }
    const entries = await catalogue.load(plan.touched)
    if (entries.length < plan.touched.length) return undefined
    const batch = applied(plan.assignments, entries, at)
    return (await lease.isHeld()) && (await catalogue.write(batch.write, at)) ? batch.results : undefined
  }

  const together = createTogether<Arrival, Stored, Lease>({
    inTurn: catalogue.exclusively,
    async work(chunk, lease) {
      await tidyUp(lease)
      return attempt(chunk, lease)
    },
    needs: ({ lookUp }) => lookUp,
    most: MOST_AT_ONCE,
  })

  async function saveChunk(chunk: readonly Arrival[], signal: AbortSignal | undefined): Promise<readonly Stored[]> {
    for (let n = 0; n < ATTEMPTS; n++) {
      const results = await together(chunk, signal)
      if (results !== undefined) return results
    }
    throw new Error('the catalogue was changed by others each time it was to be written')
  }

  return {
    /**
     * Stores a batch of any size, whatever runs at the same time. Safe to run twice: what this run stored counts as it did then.
     * @throws AppError catalogue_busy when others write all the time; the signal's reason
     */
    async save(offers: readonly CollectedOffer[], { runId, signal }: SavedAs): Promise<SavedOffers> {
      const counts: Record<Outcome, number> = { saved: 0, updated: 0, unchanged: 0, duplicates: 0 }
      const { arrivals, numbers } = arrivalsOf(offers, runId)
      if (arrivals.length === 0) return { ...counts, offerIds: [] }
      const ids: string[] = []
      for (let from = 0; from < arrivals.length; from += CHUNK) {
        for (const { id, outcome } of await saveChunk(arrivals.slice(from, from + CHUNK), signal)) {
          counts[outcome] += 1
          ids.push(id)
        }
      }
      counts.duplicates += offers.length - arrivals.length
      return { ...counts, offerIds: numbers.map((number) => ids[number] ?? '') }
    },
  }
}
