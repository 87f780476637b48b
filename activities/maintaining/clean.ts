import type { CatalogueCleaning, ClosingReason, DeletedOffers, SightEnd } from '../../core/db/catalogue-cleaning.ts'
import type { CatalogueRepository } from '../../core/db/catalogue-repository.ts'
import { type BatchOf, batchKey } from './batch-of.ts'
import { cancelled } from './cancelled.ts'
import { createMerging } from './merge-doubles.ts'
import { createNormalising } from './normalise-offers.ts'

export interface CleaningDependencies {
  cleaning: CatalogueCleaning
  catalogueOffers: CatalogueRepository
  now: () => Date
}

/** Which offers a batch of the first steps is about. */
export interface CleanBatch {
  batch: BatchOf
  /** All offers, not only those that changed since cleaning last looked at them. */
  all: boolean
  after: string | undefined
  limit: number
  dryRun: boolean
}

export interface CloseBatch {
  batch: BatchOf
  /** ISO 8601: the moment for which it is told what is over, and the last sight before which an offer is closed. */
  at: string
  unseenSince: string
  limit: number
}

export interface DeleteBatch {
  batch: BatchOf
  /** ISO 8601: those that were closed before. */
  closedBefore: string
  after: SightEnd | undefined
  limit: number
  dryRun: boolean
}

/** What cleans the catalogue. Each is safe to run twice and beside collections: what a lost attempt did is counted once. One
 * that is cancelled changes no more. */
export const createCleaning = ({ cleaning, catalogueOffers, now }: CleaningDependencies) => ({
  ...createNormalising({ cleaning, catalogue: catalogueOffers, now }),
  ...createMerging({ cleaning, catalogue: catalogueOffers, now }),

  /** What closing would do: counts by reason, and some of the ids. */
  countClosable: ({
    at,
    unseenSince,
    sample,
  }: {
    at: string
    unseenSince: string
    sample: number
  }): Promise<{ closed: Record<ClosingReason, number>; sample: string[] }> => cleaning.countClosable(new Date(at), new Date(unseenSince), sample),

  /** Closes offers whose last day is over, or that nobody has seen since. */
  closeBatch: ({ batch, at, unseenSince, limit }: CloseBatch): Promise<{ found: number; closed: Record<ClosingReason, number> }> =>
    cleaning.close(batchKey('close', batch), { now: new Date(at), unseenSince: new Date(unseenSince), limit, signal: cancelled() }),

  /** Deletes closed offers that nobody refers to. */
  async deleteBatch({
    batch,
    closedBefore,
    after,
    limit,
    dryRun,
  }: DeleteBatch): Promise<DeletedOffers & { sample: string[]; last: SightEnd | undefined }> {
    const { sample, ...result } = await cleaning.deleteClosed(batchKey('delete', batch), {
      before: new Date(closedBefore),
      after,
      limit,
      dryRun,
      now: now(),
      signal: cancelled(),
    })
    return { ...result, sample: sample.slice(0, SAMPLE) }
  },
})

/** So many ids tell what would happen. */
export const SAMPLE = 20
