import { type CatalogueEntry, changedFields, type EntryChange } from '../../core/db/catalogue-document.ts'
import type { CatalogueWrite } from '../../core/db/catalogue-repository.ts'
import type { DoubleRecord, ListedFacts, ListingRecord } from '../../core/domain/collected-offer.ts'
import { NOT_SEEN } from '../../core/domain/job-offer-rules.ts'
import { isSameListing } from '../../core/domain/listing-rules.ts'
import { type DoubleOf, joined, type Records } from '../../core/domain/merged-offer.ts'
import type { Arrival } from './arrivals.ts'
import type { Outcome } from './catalogue-writer.ts'

/** An arrival and the offer of the catalogue that it is to be in, one that is there or a new one. */
export interface Placed extends Arrival {
  id: string
}

/** What is to become of an arrival. */
export interface Assignment {
  arrival: Placed
  /** How its listing is known: not at all, as one of the offer's, or as a double of them. */
  as: 'new' | 'unchanged' | 'known' | { double: Omit<DoubleOf, 'merged_at'> }
  /** What was counted when this listing was stored last. */
  run: ListingRecord['run']
}

interface Draft {
  entry: CatalogueEntry | undefined
  change: EntryChange
}

/**
 * What a batch writes, and what became of each of its offers.
 * @param entries the offers of the catalogue that it changes
 */
export function applied(assignments: readonly Assignment[], entries: readonly CatalogueEntry[], now: Date) {
  const drafts = new Map<string, Draft>(entries.map((entry) => [entry.id, { entry, change: asStored(entry) }]))
  const seen = new Set<string>()
  const results = assignments.map(({ arrival, as, run }) => {
    const { id, runId } = arrival
    const counted = (outcome: Outcome) => ({ id, outcome: run?.id === runId ? run.as : outcome })
    if (as === 'unchanged') {
      seen.add(id)
      return counted('unchanged')
    }
    const draft = drafts.get(id)
    const record = (outcome: Exclude<Outcome, 'unchanged'>): ListingRecord => recordOf(arrival, { id: runId, as: outcome })
    if (draft === undefined) {
      const first = record('saved')
      drafts.set(id, { entry: undefined, change: { records: [first], apart: [], liveness: livenessOf(first.facts), seen: true } })
      return counted('saved')
    }
    if (as !== 'known' && as !== 'new') {
      draft.change = withRecords(draft.change, joined(draft.change.records, record('duplicates'), { ...as.double, merged_at: now }), arrival)
      return counted('duplicates')
    }
    const replaced = withRecords(draft.change, replacing(draft.change.records, record('updated')), arrival)
    const isUpdate = draft.entry !== undefined && changedFields(draft.entry, replaced, now).isAnswered
    draft.change = isUpdate ? replaced : withRecords(draft.change, replacing(draft.change.records, recordOf(arrival, run)), arrival)
    return counted(isUpdate ? 'updated' : 'unchanged')
  })
  const write: CatalogueWrite = { inserts: [], changes: [], seen: [...seen].filter((id) => !drafts.has(id)) }
  const inserts = [...drafts].flatMap(([id, { entry, change }]) => (entry === undefined ? [{ id, ...change }] : []))
  const changes = [...drafts.values()].flatMap(({ entry, change }) => (entry === undefined ? [] : [{ entry, ...change }]))
  return { results, write: { ...write, inserts, changes } }
}

const asStored = ({ records, apart, stored: { liveness, liveness_reason } }: CatalogueEntry): EntryChange => ({
  records,
  apart,
  liveness: { liveness, liveness_reason },
  seen: true,
})

function recordOf({ offer: { listing, ...facts }, print }: Arrival, run: ListingRecord['run']): ListingRecord {
  return { listing, facts, print, run }
}

/** The listings with one of them said anew. */
function replacing([main, ...doubles]: Records, record: ListingRecord): Records {
  const isSame = ({ listing }: ListingRecord) => isSameListing(listing, record.listing)
  const at = doubles.findIndex(isSame)
  if (at < 0) return [record, ...doubles]
  return [main, ...doubles.with(at, { ...(doubles[at] as DoubleRecord), ...record })]
}

/** What was seen again is open again, when nothing but its absence had closed it; else the word of the first listing counts. */
function withRecords(change: EntryChange, records: Records, { offer }: Arrival): EntryChange {
  const [main] = records
  const isMain = isSameListing(main.listing, offer.listing)
  const reopens = change.liveness.liveness_reason === NOT_SEEN || (change.liveness.liveness === 'unknown' && offer.liveness === 'open')
  return { ...change, records, liveness: isMain || reopens ? livenessOf(offer) : change.liveness, seen: true }
}

const livenessOf = ({ liveness, liveness_reason }: Pick<ListedFacts, 'liveness' | 'liveness_reason'>) => ({ liveness, liveness_reason })
