import { Context } from '@temporalio/activity'
import { ApplicationFailure } from '@temporalio/common'
import { NEW_RUN, type SourceRunDocument, unendedSources } from '../../core/db/collection-document.ts'
import type { CollectionRepository } from '../../core/db/collection-repository.ts'
import type { CollectionRun } from '../../core/db/collection-runs.ts'
import type { StoredCollection } from '../../core/domain/collection.ts'
import { type AskedCollection, isActive } from '../../core/domain/collection-rules.ts'
import type { SourceSettings } from '../../core/source-settings.ts'
import type { SourceQuery } from './query.ts'
import { type Sources, targetsOf } from './targets.ts'

interface Beginning {
  collections: Pick<CollectionRepository, 'request' | 'collectionRun' | 'beginCollection' | 'reopenCollection' | 'reopenSource'>
  /** Understands what people type. */
  queries: { read(text: string, location: string | null, userId: string | null, signal: AbortSignal): Promise<SourceQuery> }
  sources: Sources
  sourceSettings: SourceSettings
  now: () => Date
}

/** What an import looks for: whatever the page offers. */
const ANYTHING: SourceQuery = { text: '', keywords: [], place: null, workMode: null, contract: null, language: 'fr', by: 'rules' }

export function createBeginning({ collections, queries, sources, sourceSettings, now }: Beginning) {
  async function existing(collectionId: string): Promise<CollectionRun> {
    const run = await collections.collectionRun(collectionId)
    if (run === undefined) throw ApplicationFailure.nonRetryable('There is no such collection.', 'not_found')
    return run
  }

  /** Puts sources back to where they wait: all, or those that have anything left to ask for. An attempt that was overtaken undoes nothing. */
  async function reopened(run: CollectionRun, which: readonly string[], again: boolean, at: Date): Promise<void> {
    await collections.reopenCollection(run.id, at)
    for (const source of which) {
      Context.current().cancellationSignal.throwIfAborted()
      const status = run.runs[source]?.status
      if (again || (status !== 'done' && status !== 'waiting' && status !== 'running'))
        await collections.reopenSource(run.id, source, again ? 'all' : 'failed', at)
    }
  }

  return {
    /** Makes the record of what an operator asks for, or joins the run of the same request. */
    async recordCollection({ collectionId, asked }: { collectionId: string; asked: AskedCollection }): Promise<{ collectionId: string }> {
      return { collectionId: (await collections.request(null, asked, collectionId, now())).collection.id }
    },

    /**
     * Understands the query, decides the sources, and answers those that are to be asked. One that had its end is taken up again: what failed
     * or was not asked for, or with `again` all of it. Null: it was cancelled. A query that says nothing has none asked: it would bring every offer.
     * @throws ApplicationFailure not_found
     */
    async beginCollection({ collectionId, again }: { collectionId: string; again: boolean }): Promise<{ sources: string[] } | null> {
      const at = now()
      const run = await existing(collectionId)
      if (run.status === 'cancelled' && !again) return null
      if (Object.keys(run.runs).length === 0) {
        if (!isActive(run.status)) await collections.reopenCollection(collectionId, now())
        const { query, location, url } = run.asked
        const read = url === null ? await queries.read(query, location, run.userId, Context.current().cancellationSignal) : ANYTHING
        const whole = isUnderstood(run.asked, read) ? NEW_RUN : unasked(at)
        const runs = Object.fromEntries([...targetsOf(run.asked, sources, sourceSettings).keys()].map((source) => [source, whole]))
        await collections.beginCollection(collectionId, { query: read, understood: url === null ? understood(read) : null, runs }, now())
      } else if (isUnderstood(run.asked, run.query) && (again || !isActive(run.status))) await reopened(run, Object.keys(run.runs), again, at)
      return { sources: unendedSources((await existing(collectionId)).runs) }
    },

    /**
     * Takes up one source's run of a collection by itself: what failed or was not asked for, or with `again` all of it.
     * False: the collection was cancelled. @throws ApplicationFailure not_found, also of a source that the collection does not ask; nothing_understood
     */
    async reopenSource({ collectionId, source, again }: { collectionId: string; source: string; again: boolean }): Promise<boolean> {
      const at = now()
      const run = await existing(collectionId)
      if (!Object.hasOwn(run.runs, source)) throw ApplicationFailure.nonRetryable('The collection does not ask this source.', 'not_found')
      if (run.status === 'cancelled' && !again) return false
      if (!isUnderstood(run.asked, run.query))
        throw ApplicationFailure.nonRetryable('Nothing in the query says what to look for.', 'nothing_understood')
      await reopened(run, [source], again, at)
      return true
    },
  }
}

/** Whether a query says anything at all of what is looked for. An import looks for whatever its page offers. */
function isUnderstood({ url }: AskedCollection, query: object | null): boolean {
  if (url !== null || query === null) return true
  const { keywords, place, workMode, contract } = query as Partial<SourceQuery>
  return keywords?.length !== 0 || [place, workMode, contract].some((said) => said != null)
}

/** The run of a source that is not asked since nothing was understood. */
const unasked = (at: Date): SourceRunDocument => ({
  ...NEW_RUN,
  status: 'failed',
  problems: { nothing_understood: { params: {}, count: 1 } },
  started_at: at,
  ended_at: at,
})

const understood = ({ keywords, place, workMode, contract, by }: SourceQuery): StoredCollection['understood'] => ({
  keywords: [...keywords],
  place: place?.name ?? null,
  work_mode: workMode,
  contract_type: contract,
  by,
})
