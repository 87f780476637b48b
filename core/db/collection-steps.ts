import { type Db, ObjectId, type WithId } from 'mongodb'
import type { StoredPage } from '../domain/collection.ts'
import { NO_COUNTS, type OfferCounts, type Rejection, type SourceProblem } from '../domain/collection-rules.ts'
import type { PageOutcome } from '../domain/page-rules.ts'

/** A step as it is kept: one page of a source's run. */
export interface StepDocument {
  collection_id: ObjectId
  /** Whose run it counts for. */
  source: string
  /** Unique within the run: what is planned again is the same step. */
  key: string
  /** The source that is asked: an ATS for an address that a search found. */
  asks: string
  /** As that source planned it, addresses included: it stays here. */
  step: { key: string; label: string }
  label: string
  /** Planned from what was asked for, or from a link: by it a board that has become empty is known. */
  is_planned: boolean
  /** How many links led here. */
  depth: number
  via: 'http' | 'browser'
  /** What was fetched, in the payload store. */
  payload_id: string | null
  fetched: 'fetched' | 'unchanged' | null
  fetch_ms: number
  /** Null: not asked for yet. */
  outcome: PageOutcome | null
  counts: OfferCounts
  rejections: Partial<Record<Rejection, number>>
  problem: SourceProblem | null
  duration_ms: number | null
  created_at: Date
  changed_at: Date
}

export type NewStep = Pick<StepDocument, 'key' | 'asks' | 'step' | 'is_planned' | 'depth'>

/** A step as activities take it. */
export type CollectionStep = Omit<StepDocument, 'collection_id' | 'created_at' | 'changed_at'> & { id: string; collectionId: string }

/** How a step ends. */
export type StepEnd = Pick<StepDocument, 'counts' | 'rejections' | 'problem' | 'duration_ms'> & { outcome: PageOutcome }
export type EndedStep = Omit<StepEnd, 'duration_ms'>

const NEWEST = 50

export type CollectionSteps = ReturnType<typeof createCollectionSteps>

/** The pages of collections' runs: what is still to be asked for, and what came of the rest. They go after 30 days (a TTL index). */
export function createCollectionSteps(db: Db) {
  const steps = db.collection<StepDocument>('collection_steps')
  const ofRun = (collectionId: string, source: string) => ({ collection_id: new ObjectId(collectionId), source })

  return {
    /** Adds the steps that the run does not have yet, while it has fewer than `most`. Answers how many it has then, and whether any was left out. */
    async addSteps(
      collectionId: string,
      source: string,
      added: readonly NewStep[],
      most: number,
      now: Date,
    ): Promise<{ total: number; hasLeftOut: boolean }> {
      const run = ofRun(collectionId, source)
      // All of them, `most` at most, in one round trip: their number and which are known.
      const known = new Set((await steps.find(run, { projection: { _id: 0, key: 1 } }).toArray()).map(({ key }) => key))
      const room = Math.max(0, most - known.size)
      const fresh = new Map(added.filter(({ key }) => !known.has(key)).map((step) => [step.key, step]))
      const hasLeftOut = fresh.size > room
      if (fresh.size === 0 || room === 0) return { total: known.size, hasLeftOut }
      const writes = [...fresh.values()].slice(0, room).map((step) => ({
        // An upsert, since a retry may meet what a lost attempt still writes.
        updateOne: { filter: { ...run, key: step.key }, update: { $setOnInsert: newStep(step, now) }, upsert: true },
      }))
      const { upsertedCount } = await steps.bulkWrite(writes, { ordered: true })
      return { total: known.size + upsertedCount, hasLeftOut }
    },

    /** How many steps a run has, ended or not. */
    countSteps: (collectionId: string, source: string): Promise<number> => steps.countDocuments(ofRun(collectionId, source)),

    /** What is still to be asked for, in the order in which it was planned, without those of `except`. */
    async waitingSteps(collectionId: string, source: string, limit: number, except: readonly string[]): Promise<CollectionStep[]> {
      const waiting = steps.find({ ...ofRun(collectionId, source), outcome: null }).sort({ _id: 1 })
      const found = await waiting.limit(limit + except.length).toArray()
      return found
        .map(read)
        .filter(({ id }) => !except.includes(id))
        .slice(0, limit)
    },

    /** A step; undefined when there is none (any more). */
    async step(id: string): Promise<CollectionStep | undefined> {
      const found = await steps.findOne({ _id: new ObjectId(id) })
      return found === null ? undefined : read(found)
    },

    /** Notes what was fetched, and how. */
    async noteFetched(id: string, fetched: Pick<StepDocument, 'payload_id' | 'via' | 'fetched' | 'fetch_ms'>, now: Date): Promise<void> {
      await steps.updateOne({ _id: new ObjectId(id), outcome: null }, { $set: { ...fetched, changed_at: now } })
    },

    /** Writes a step's end. Null: it had one, or there is no such step. */
    async closeStep(id: string, { outcome, counts, rejections, problem, duration_ms }: StepEnd, now: Date): Promise<CollectionStep | null> {
      const end = { outcome, counts, rejections, problem, duration_ms, changed_at: now }
      const ended = await steps.findOneAndUpdate({ _id: new ObjectId(id), outcome: null }, { $set: end }, { returnDocument: 'after' })
      return ended === null ? null : read(ended)
    },

    /** How the steps of a source's run have ended so far. */
    async endedSteps(collectionId: string, source: string): Promise<EndedStep[]> {
      const fields = { outcome: 1, counts: 1, rejections: 1, problem: 1 } as const
      return steps
        .find({ ...ofRun(collectionId, source), outcome: { $ne: null } })
        .project<EndedStep>({ _id: 0, ...fields })
        .toArray()
    },

    /** Has the steps that failed asked for again, and anew what still waits: what was fetched of it may have expired. Later changes stay. */
    async reopenFailedSteps(collectionId: string, source: string, now: Date): Promise<void> {
      const left = { ...ofRun(collectionId, source), changed_at: { $lte: now }, $or: [{ problem: { $ne: null } }, { outcome: null }] }
      await steps.updateMany(left, { $set: { ...NOT_ASKED, changed_at: now } })
    },

    /** Drops the steps of a run that were there at `before`. */
    async dropSteps(collectionId: string, source: string, before: Date): Promise<void> {
      await steps.deleteMany({ ...ofRun(collectionId, source), created_at: { $lte: before } })
    },

    /** Drops what nobody will ask for any more. */
    async dropWaitingSteps(collectionId: string, source: string): Promise<void> {
      await steps.deleteMany({ ...ofRun(collectionId, source), outcome: null })
    },

    /** The newest pages of each source, as they are shown. Served by `collection_steps_by_change`. */
    async newestPages(collectionId: string, sources: readonly string[]): Promise<Record<string, StoredPage[]>> {
      const pagesOf = async (source: string): Promise<[string, StoredPage[]]> => {
        const newest = steps.find(ofRun(collectionId, source)).sort({ changed_at: -1, _id: -1 }).limit(NEWEST)
        return [source, (await newest.project<Shown>({ _id: 0, label: 1, outcome: 1, counts: 1, problem: 1, duration_ms: 1 }).toArray()).map(shown)]
      }
      return Object.fromEntries(await Promise.all(sources.map(pagesOf)))
    },
  }
}

/** How a step is before it is asked for. */
const NOT_ASKED = {
  via: 'http' as const,
  payload_id: null,
  fetched: null,
  fetch_ms: 0,
  outcome: null,
  counts: NO_COUNTS,
  rejections: {},
  problem: null,
  duration_ms: null,
}

const newStep = ({ asks, step, is_planned, depth }: NewStep, now: Date) => ({
  asks,
  step,
  label: step.label,
  is_planned,
  depth,
  ...NOT_ASKED,
  created_at: now,
  changed_at: now,
})

function read({ _id, collection_id, created_at, changed_at, ...step }: WithId<StepDocument>): CollectionStep {
  return { id: _id.toHexString(), collectionId: collection_id.toHexString(), ...step }
}

type Shown = Pick<StepDocument, 'label' | 'outcome' | 'counts' | 'problem' | 'duration_ms'>
const shown = ({ label, outcome, counts, problem, duration_ms }: Shown): StoredPage => ({ label, outcome, ...counts, error: problem, duration_ms })
