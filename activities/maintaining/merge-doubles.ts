import type { CatalogueCleaning } from '../../core/db/catalogue-cleaning.ts'
import type { CatalogueCandidate, CatalogueRepository } from '../../core/db/catalogue-repository.ts'
import type { Lease } from '../../core/db/lease-repository.ts'
import { AppError } from '../../core/errors.ts'
import { batchKey } from './batch-of.ts'
import { cancelled } from './cancelled.ts'
import { type CleanBatch, SAMPLE } from './clean.ts'
import { type DoublePair, findDoubles, lookUpOf } from './find-doubles.ts'

interface Merging {
  cleaning: CatalogueCleaning
  catalogue: CatalogueRepository
  now: () => Date
}

/** `found` is the sum of the two that follow. */
export interface MergedBatch {
  /** Doubles. */
  found: number
  merged: number
  /** Those that somebody deleted at that moment. */
  left: number
  /** How many offers were compared with others. */
  compared: number
  sample: string[]
  last: string | undefined
}

interface Plan {
  pairs: DoublePair[]
  ids: string[]
  last: string | null
}

export function createMerging({ cleaning, catalogue, now }: Merging) {
  async function planned({ all, after, limit }: CleanBatch): Promise<Plan> {
    const chunk = await cleaning.candidatesToClean({ all, after, limit })
    const keys = chunk.map(lookUpOf)
    const listed = await catalogue.listed([...new Set(keys.flatMap(({ listings }) => listings))])
    const alike = await catalogue.alike([...new Set(keys.flatMap(({ prints }) => prints))])
    const others: CatalogueCandidate[] = [...listed, ...alike]
    const last = chunk.length === limit ? (chunk.at(-1)?.id ?? null) : null
    return { pairs: findDoubles(chunk, others, all), ids: chunk.map(({ id }) => id), last }
  }

  /** The offer that goes is part of the other one then. False: one of them is there no more. */
  async function isMerged({ stays, goes, reason, score }: DoublePair, lease: Lease): Promise<boolean> {
    try {
      await catalogue.mergeHeld(stays, goes, now(), lease, { reason, score })
      return true
    } catch (error) {
      if (error instanceof AppError && error.code === 'not_found') return false
      throw error
    }
  }

  return {
    /** Compares offers with those that are alike, and makes one of two that are the same opening: the id of the one that goes answers still. */
    async mergeBatch(given: CleanBatch): Promise<MergedBatch> {
      if (given.dryRun) {
        const { pairs, ids, last } = await planned(given)
        const sample = pairs.slice(0, SAMPLE).map(({ goes }) => goes)
        return { found: pairs.length, merged: pairs.length, left: 0, compared: ids.length, sample, last: last ?? undefined }
      }
      const signal = cancelled()
      const work = async (lease: Lease): Promise<MergedBatch> => {
        await catalogue.finishMerges(now(), lease)
        const { last, ...counts } = await cleaning.once(batchKey('merge', given.batch), now(), {
          plan: () => planned(given),
          isNothing: ({ ids }) => ids.length === 0,
          async carryOut({ pairs, ids, last }: Plan) {
            let merged = 0
            for (const pair of pairs) {
              signal.throwIfAborted()
              merged += Number(await isMerged(pair, lease))
            }
            // What took another in has changed: the next run compares it.
            const changed = new Set(pairs.flatMap(({ stays, goes }) => [stays, goes]))
            await cleaning.markClean(ids.filter((id) => !changed.has(id)))
            return { found: pairs.length, merged, left: pairs.length - merged, compared: ids.length, last }
          },
        })
        return { ...counts, sample: [], last: last ?? undefined }
      }
      return catalogue.exclusively(work, { signal })
    },
  }
}
