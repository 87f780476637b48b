import { type Collection, type Filter, ObjectId, type UpdateFilter } from 'mongodb'
import type { StoredCollection } from '../domain/collection.ts'
import {
  type AskedCollection,
  addCounts,
  COUNTS,
  type CollectionStatus,
  endedStatus,
  keptOf,
  NO_COUNTS,
  type OfferCounts,
  type SourceProblem,
  type SourceRunStatus,
  sourceRunStatus,
} from '../domain/collection-rules.ts'
import { type CollectionDocument, NEW_RUN, type SourceRunDocument, unendedSources } from './collection-document.ts'
import type { CollectionSteps, EndedStep, NewStep, StepEnd } from './collection-steps.ts'
import { isDuplicateKey } from './duplicate-key.ts'

/** A collection as activities take it. */
export interface CollectionRun {
  id: string
  /** Of those who ask, the first; null where an operator does. */
  userId: string | null
  status: CollectionStatus
  asked: AskedCollection
  /** The query as sources take it; null until it was read. */
  query: object | null
  runs: Readonly<Record<string, SourceRunDocument>>
}

/** What a source's run has come to. */
export interface RunEnd {
  status: SourceRunStatus
  counts: OfferCounts
}

/** The machine's side of a collection. Each is safe to run twice; a run that is not there, or was cancelled, is left as it is. */
export function createCollectionRuns(collections: Collection<CollectionDocument>, steps: CollectionSteps) {
  const one = (id: string) => ({ _id: new ObjectId(id) })
  const running = (id: string, source: string) =>
    ({ ...one(id), status: 'running', [`runs.${source}.status`]: 'running' }) as Filter<CollectionDocument>
  const inRun = (source: string, values: object) =>
    Object.fromEntries(Object.entries(values).map(([name, value]) => [`runs.${source}.${name}`, value]))

  async function change(filter: Filter<CollectionDocument>, set: object, now: Date, increment: object = {}): Promise<boolean> {
    const update = { $set: { ...set, updated_at: now }, $inc: { version: 1, ...increment } } as UpdateFilter<CollectionDocument>
    return (await collections.updateOne(filter, update)).matchedCount === 1
  }

  /** As many as the steps say: what was added as they ended may miss one that a lost worker ended. */
  async function totals(id: string, source: string): Promise<ReturnType<typeof summed>> {
    return summed(await steps.endedSteps(id, source))
  }

  /**
   * Ends a source's run with the sums of its steps. What still waits is kept for when it is run again, unless nobody will ask for it: enough was
   * read, or the collection was cancelled. A run that was begun anew meanwhile is left alone.
   * @param problem of the source as a whole
   * @param status where it is not to be told by pages and problems
   * @param by the run of the workflow that ends it
   */
  async function endSource(
    id: string,
    source: string,
    { problem, status: given, by = null }: { problem: SourceProblem | null; status?: 'skipped' | 'cancelled'; by?: string | null },
    now: Date,
  ): Promise<RunEnd> {
    const stored = await collections.findOne(one(id), { projection: { status: 1, limit: 1, [`runs.${source}`]: 1 } })
    const run = stored?.runs[source]
    const { status, ...sums } = await totals(id, source)
    const planned = Math.max(run?.pages_total ?? 0, await steps.countSteps(id, source))
    if (stored === null || stored.status === 'cancelled' || keptOf(sums.counts) >= stored.limit) await steps.dropWaitingSteps(id, source)
    const problems = { ...sums.problems, ...leftOut(run), ...(problem && { [problem.code]: { params: problem.params, count: 1 } }) }
    const isWhole = Object.keys(problems).length === 0
    const read = status === 'done' && !isWhole ? sourceRunStatus({ readPages: sums.pages_done, errors: 1 }) : status
    // What is cancelled shows what it was to read; of what has brought enough the rest was for nothing.
    const pages_total = stored?.status === 'cancelled' || given === 'cancelled' ? planned : await steps.countSteps(id, source)
    const end = { ...sums, problems, pages_total, status: given ?? read, ended_at: now, ended_by: by }
    const same = run?.started_at ? { [`runs.${source}.started_at`]: run.started_at } : { [`runs.${source}`]: { $exists: true } }
    await change({ ...one(id), ...same } as Filter<CollectionDocument>, inRun(source, end), now)
    return { status: end.status, counts: end.counts }
  }

  return {
    /** A collection and its sources' runs; undefined when there is none. */
    async collectionRun(id: string): Promise<CollectionRun | undefined> {
      const stored = await collections.findOne(one(id))
      if (stored === null) return undefined
      const { user_ids, status, query, location, requested_sources, limit, url, source_query, runs } = stored
      return {
        id,
        userId: user_ids[0]?.toHexString() ?? null,
        status,
        asked: { query, location, sources: requested_sources, limit, url },
        query: source_query,
        runs,
      }
    },

    /** Marks a collection as running, with its query as it was understood and its sources' runs, unless it has those by now. */
    async beginCollection(
      id: string,
      { query, understood, runs }: { query: object; understood: StoredCollection['understood']; runs: Readonly<Record<string, SourceRunDocument>> },
      now: Date,
    ): Promise<void> {
      const begun = { status: 'running' as const, held_by: null, source_query: query, understood, runs, started_at: now, ended_at: null }
      await change({ ...one(id), status: { $in: ['pending', 'running'] }, runs: {} }, begun, now)
    },

    /** Has a collection that had its end run again. Equal requests join it, unless they have a run of their own by now. */
    async reopenCollection(id: string, now: Date): Promise<void> {
      const ended = { ...one(id), active: false }
      const again = { status: 'running' as const, ended_at: null }
      try {
        await change(ended, { ...again, active: true }, now)
      } catch (error) {
        if (!isDuplicateKey(error)) throw error
        await change(ended, again, now)
      }
    },

    /**
     * Puts a source's run back to where it waits: `failed` keeps what was read, and counts it.
     * @param now when the attempt to do so began: what another one has begun since is left alone
     */
    async reopenSource(id: string, source: string, which: 'all' | 'failed', now: Date): Promise<void> {
      const stored = await collections.findOne(one(id), { projection: { [`runs.${source}`]: 1 } })
      if (which === 'all') await steps.dropSteps(id, source, now)
      else await steps.reopenFailedSteps(id, source, now)
      const { status, ...sums } = await totals(id, source)
      const problems = { ...sums.problems, ...(which === 'failed' && leftOut(stored?.runs[source])) }
      const run = { ...NEW_RUN, ...sums, problems, pages_total: await steps.countSteps(id, source) }
      const unbegun = { ...one(id), [`runs.${source}.started_at`]: { $not: { $gt: now } } } as Filter<CollectionDocument>
      await change(unbegun, { [`runs.${source}`]: run }, now)
    },

    /** Marks a source's run as running. False: the collection is not (any more). */
    async beginSource(id: string, source: string, now: Date): Promise<boolean> {
      const waiting = { ...one(id), status: 'running', [`runs.${source}.status`]: 'waiting' } as Filter<CollectionDocument>
      if (await change(waiting, inRun(source, { status: 'running', started_at: now }), now)) return true
      return (await collections.countDocuments(running(id, source), { limit: 1 })) === 1
    },

    /** Adds what is to be asked for, each once, while the run has fewer steps than `most`; more than that is a problem of the run. */
    async addRunSteps(id: string, source: string, added: readonly NewStep[], most: number, now: Date): Promise<void> {
      const { total, hasLeftOut } = await steps.addSteps(id, source, added, most, now)
      const told = hasLeftOut && { 'problems.too_many_pages': { params: { limit: most }, count: 1 } }
      await change(one(id), inRun(source, { pages_total: total, ...told }), now)
    },

    /** Says that a source is at work, so that nobody takes its run for stuck. */
    async noteSource(id: string, now: Date): Promise<void> {
      await change({ ...one(id), status: 'running' }, {}, now)
    },

    /** Ends a step and adds it to its run, once. */
    async endStep(stepId: string, end: StepEnd, now: Date): Promise<void> {
      const ended = await steps.closeStep(stepId, end, now)
      if (ended === null) return
      const { collectionId: id, source } = ended
      const counts = Object.fromEntries(COUNTS.filter((name) => end.counts[name] > 0).map((name) => [`counts.${name}`, end.counts[name]]))
      const rejections = Object.fromEntries(Object.entries(end.rejections).map(([reason, count]) => [`rejections.${reason}`, count]))
      const problem = end.problem && { [`problems.${end.problem.code}.count`]: 1 }
      const added = { pages_done: 1, [`outcomes.${end.outcome}`]: 1, ...counts, ...rejections, ...problem }
      const told = end.problem === null ? {} : inRun(source, { [`problems.${end.problem.code}.params`]: end.problem.params })
      await change(running(id, source), told, now, inRun(source, added))
    },

    endSource,

    /** Notes the offer that an import has brought. */
    async noteImported(id: string, offerId: string, now: Date): Promise<void> {
      await change(one(id), { offer_id: new ObjectId(offerId) }, now)
    },

    /**
     * Ends a collection by how its sources ended; those that did not are interrupted, or cancelled with it.
     * @returns undefined when there is no such collection
     */
    async endCollection(id: string, now: Date, { cancelled = false } = {}): Promise<{ status: CollectionStatus; counts: OfferCounts } | undefined> {
      const stored = await collections.findOne(one(id))
      if (stored === null) return undefined
      const isCancelled = cancelled || stored.status === 'cancelled'
      const left = unendedSources(stored.runs)
      for (const source of left) {
        const interrupted = { problem: { code: 'interrupted', params: {} } as const }
        await endSource(id, source, isCancelled ? { problem: null, status: 'cancelled' } : interrupted, now)
      }
      const runs = Object.values((left.length > 0 ? await collections.findOne(one(id)) : stored)?.runs ?? {})
      const status = isCancelled ? 'cancelled' : endedStatus(runs.map((run) => run.status))
      await change({ ...one(id), ended_at: null }, { status, active: false, held_by: null, ended_at: now }, now)
      return { status, counts: runs.reduce((sum, { counts }) => addCounts(sum, counts), NO_COUNTS) }
    },
  }
}

/** That a run was led to more pages than it asks for is no step's problem, and stays when it is summed up. */
const leftOut = (run: SourceRunDocument | undefined): SourceRunDocument['problems'] =>
  run?.problems.too_many_pages === undefined ? {} : { too_many_pages: run.problems.too_many_pages }

/** What the steps come to. */
function summed(ended: readonly EndedStep[]) {
  const sums = { counts: NO_COUNTS, rejections: {}, problems: {}, outcomes: {}, pages_done: ended.length } as Omit<
    SourceRunDocument,
    'status' | 'pages_total' | 'started_at' | 'ended_at' | 'ended_by'
  >
  for (const { outcome, counts, rejections, problem } of ended) {
    sums.counts = addCounts(sums.counts, counts)
    sums.outcomes[outcome] = (sums.outcomes[outcome] ?? 0) + 1
    for (const [reason, count] of Object.entries(rejections) as [keyof typeof rejections, number][])
      sums.rejections[reason] = (sums.rejections[reason] ?? 0) + count
    if (problem !== null) sums.problems[problem.code] = { params: problem.params, count: (sums.problems[problem.code]?.count ?? 0) + 1 }
  }
  const errors = ended.filter(({ problem }) => problem !== null).length
  return { ...sums, status: sourceRunStatus({ readPages: ended.length - errors, errors }) }
}
