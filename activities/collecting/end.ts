import { unendedSources } from '../../core/db/collection-document.ts'
import type { CollectionRepository } from '../../core/db/collection-repository.ts'
import type { RunEnd } from '../../core/db/collection-runs.ts'
import type { CollectionStatus, OfferCounts, SourceProblem } from '../../core/domain/collection-rules.ts'
import { thisRun } from './this-run.ts'

interface Ending {
  collections: Pick<CollectionRepository, 'collectionRun' | 'endSource' | 'endCollection'>
  now: () => Date
}

/** What a collection has come to. `nothing_to_do`: it was cancelled before, or is gone. */
export interface CollectionEnd {
  status: CollectionStatus | 'nothing_to_do'
  counts?: OfferCounts
}

export interface SourceEnd extends RunEnd {
  /** It was over, by another run of the workflow or by its collection's end. */
  hadEnded?: true
}

export const createEnding = ({ collections, now }: Ending) => ({
  /** Ends a source's run: with what its pages came to, and what is wrong with all of them. Its end stays as it is. */
  async finishSource({
    collectionId,
    source,
    problem,
    isCancelled,
  }: {
    collectionId: string
    source: string
    problem: SourceProblem | null
    isCancelled: boolean
  }): Promise<SourceEnd | null> {
    const collection = await collections.collectionRun(collectionId)
    const run = collection?.runs[source]
    if (run === undefined) return null
    if (run.status !== 'running' && run.status !== 'waiting') {
      // Its answer may have been lost; what another run has ended is another matter.
      const { status, counts, ended_by } = run
      return { status, counts, ...(ended_by !== thisRun() && { hadEnded: true as const }) }
    }
    const wasCancelled = isCancelled || collection?.status === 'cancelled'
    return collections.endSource(collectionId, source, { problem, by: thisRun(), ...(wasCancelled && { status: 'cancelled' as const }) }, now())
  },

  /**
   * Ends a collection by how its sources ended.
   * @param unlessAtWork leaves it alone while one of its sources is at work
   */
  async finishCollection({
    collectionId,
    isCancelled,
    unlessAtWork,
  }: {
    collectionId: string
    isCancelled: boolean
    unlessAtWork: boolean
  }): Promise<CollectionEnd> {
    const run = unlessAtWork ? await collections.collectionRun(collectionId) : undefined
    if (run !== undefined && unendedSources(run.runs).length > 0) return { status: run.status }
    return (await collections.endCollection(collectionId, now(), { cancelled: isCancelled })) ?? { status: 'nothing_to_do' }
  },
})
