import { setImmediate as otherWork } from 'node:timers/promises'
import type { CatalogueCleaning } from '../../core/db/catalogue-cleaning.ts'
import type { CatalogueEntry, EntryChange } from '../../core/db/catalogue-document.ts'
import type { CatalogueRepository } from '../../core/db/catalogue-repository.ts'
import { type Lease, stillHeld } from '../../core/db/lease-repository.ts'
import type { ListingRecord } from '../../core/domain/collected-offer.ts'
import type { Records } from '../../core/domain/merged-offer.ts'
import { printOf } from '../collecting/doubles/index.ts'
import { normaliseAgain } from '../collecting/normalise/again.ts'
import { type BatchOf, batchKey } from './batch-of.ts'
import { cancelled } from './cancelled.ts'
import { type CleanBatch, SAMPLE } from './clean.ts'

interface Normalising {
  cleaning: CatalogueCleaning
  catalogue: CatalogueRepository
  now: () => Date
}

/** `found` is the sum of the six that follow. */
export interface NormalisedBatch {
  found: number
  normalised: number
  unchanged: number
  /** Neither title nor address: gone. */
  dropped: number
  /** The same, but somebody refers to it. */
  referred: number
  left: number
  sample: { normalised: string[]; dropped: string[] }
  last: string | undefined
}

interface Plan {
  changed: string[]
  invalid: string[]
  unchanged: number
  last: string | null
}

/** Offers that are read before other work has its turn. */
const AT_ONCE = 4
/** So often is a batch read again that somebody else's write came into. */
const ATTEMPTS = 8

export function createNormalising({ cleaning, catalogue, now }: Normalising) {
  /** What the offers say by today's rules. */
  async function read(entries: readonly CatalogueEntry[]) {
    const changes: (EntryChange & { entry: CatalogueEntry })[] = []
    const invalid: CatalogueEntry[] = []
    for (const [n, entry] of entries.entries()) {
      if (n % AT_ONCE === 0) {
        await otherWork()
        cancelled().throwIfAborted()
      }
      const records = readAgain(entry.records, now())
      if (records === undefined) invalid.push(entry)
      // The last change of a closed offer is the day from which its deletion counts.
      else if (records !== entry.records && entry.stored.liveness !== 'closed')
        changes.push({ entry, records, apart: entry.apart, liveness: entry.stored, seen: false })
    }
    return { changes, invalid }
  }

  async function planned({ all, after, limit }: CleanBatch): Promise<Plan & { read: Awaited<ReturnType<typeof read>> }> {
    const entries = await cleaning.entriesToClean({ all, after, limit })
    const is = await read(entries)
    return {
      changed: is.changes.map(({ entry }) => entry.id),
      invalid: is.invalid.map(({ id }) => id),
      unchanged: entries.length - is.changes.length - is.invalid.length,
      last: entries.length === limit ? (entries.at(-1)?.id ?? null) : null,
      read: is,
    }
  }

  /** Writes what the offers say, and answers how many of them are there. */
  async function written(ids: readonly string[], first: readonly (EntryChange & { entry: CatalogueEntry })[] | undefined): Promise<number> {
    for (let n = 0; n < ATTEMPTS; n++) {
      const entries = n === 0 && first !== undefined ? undefined : await catalogue.load(ids)
      const changes = entries === undefined ? (first ?? []) : (await read(entries)).changes
      if (await catalogue.write({ inserts: [], changes, seen: [] }, now())) return entries?.length ?? changes.length
    }
    throw new Error('the catalogue was changed by others each time it was to be written')
  }

  return {
    /** How many offers of a former backend no step can read before they are adopted. */
    countKeyless: (): Promise<number> => cleaning.countKeyless(),

    /** Gives offers that came before listings were kept the keys by which they are found. */
    adoptBatch: ({ batch, limit }: { batch: BatchOf; limit: number }): Promise<{ adopted: number }> =>
      catalogue.exclusively(
        (lease) =>
          cleaning.once(batchKey('adopt', batch), now(), {
            plan: async () => (await catalogue.keyless(limit)).map(({ id }) => id),
            isNothing: (ids) => ids.length === 0,
            async carryOut(ids: string[]) {
              const keyless = (await catalogue.load(ids)).filter(({ stored }) => stored.print === undefined)
              const adopted = keyless.map(({ id, records: [{ facts }] }) => ({ id, facts, language: facts.language, print: printOf(facts) }))
              await catalogue.giveKeys(adopted, lease)
              return { adopted: ids.length }
            },
          }),
        { signal: cancelled() },
      ),

    /** Reads stored offers again by today's rules, and drops those that have neither a title nor an address, unless somebody refers to them. */
    async normaliseBatch(given: CleanBatch): Promise<NormalisedBatch> {
      const counted = ({ changed, invalid, unchanged, last }: Plan) => ({
        found: changed.length + invalid.length + unchanged,
        unchanged,
        last: last ?? undefined,
      })
      if (given.dryRun) {
        const plan = await planned(given)
        const referred = await cleaning.countReferred(plan.read.invalid)
        const sample = { normalised: plan.changed.slice(0, SAMPLE), dropped: plan.invalid.slice(0, SAMPLE) }
        return { ...counted(plan), normalised: plan.changed.length, dropped: plan.invalid.length - referred, referred, left: 0, sample }
      }
      const signal = cancelled()
      const work = async (lease: Lease): Promise<NormalisedBatch> => {
        await catalogue.finishMerges(now(), lease)
        let fresh: Awaited<ReturnType<typeof read>> | undefined
        const result = await cleaning.once(batchKey('normalise', given.batch), now(), {
          async plan() {
            const { read, ...plan } = await planned(given)
            fresh = read
            return plan
          },
          isNothing: (plan) => counted(plan).found === 0,
          async carryOut(plan: Plan, isRepeated) {
            await stillHeld(lease)
            const first = isRepeated ? undefined : fresh
            const normalised = await written(plan.changed, first?.changes)
            // Since a lost attempt read them, they may have got what they lacked.
            const invalid = first?.invalid ?? (await read(await catalogue.load(plan.invalid))).invalid
            const { deleted, referred, left } = await cleaning.drop(plan.invalid, invalid, isRepeated, signal)
            return { ...plan, normalised, dropped: deleted, referred, left: left + plan.changed.length - normalised }
          },
        })
        const { normalised, dropped, referred, left } = result
        return { ...counted(result), normalised, dropped, referred, left, sample: { normalised: [], dropped: [] } }
      }
      return catalogue.exclusively(work, { signal })
    },
  }
}

/** The listings as they read today; the same where nothing changes. Undefined: the offer has no title, or none of them an address. */
function readAgain(records: Records, now: Date): Records | undefined {
  const read = records.map(({ facts }) => normaliseAgain(facts, now))
  const [main] = read
  if (main !== undefined && 'rejected' in main && (main.rejected === 'no_title' || read.every((one) => 'rejected' in one))) return undefined
  const again = records.map((record, n): ListingRecord => {
    const facts = read[n]
    if (facts === undefined || 'rejected' in facts || facts === record.facts) return record
    return { ...record, facts, print: printOf(facts) }
  })
  return again.every((record, n) => record === records[n]) ? records : (again as unknown as Records)
}
