import type { ObjectId, WithId } from 'mongodb'
import type { StoredCollection, StoredPage, StoredSourceProblem, StoredSourceRun } from '../domain/collection.ts'
import {
  type AskedCollection,
  addCounts,
  type CollectionStatus,
  NO_COUNTS,
  type OfferCounts,
  type Rejection,
  type SourceErrorCode,
  type SourceRunStatus,
} from '../domain/collection-rules.ts'
import type { PageOutcome } from '../domain/page-rules.ts'

/** One source's part of a collection. Its counts grow with each step that ends; its own end takes them from the steps once more. */
export interface SourceRunDocument {
  status: SourceRunStatus
  counts: OfferCounts
  rejections: Partial<Record<Rejection, number>>
  /** Each code once, with the parameters of the last time. */
  problems: Partial<Record<SourceErrorCode, Omit<StoredSourceProblem, 'code'>>>
  pages_total: number
  pages_done: number
  outcomes: Partial<Record<PageOutcome, number>>
  started_at: Date | null
  ended_at: Date | null
  /** The workflow's run that ended it; null: it has no end, or its collection's end was its own. */
  ended_by: string | null
}

/** A collection as MongoDB keeps it. */
export interface CollectionDocument {
  /** Of what is asked for (collectionKey). */
  key: string
  /** Whether those who ask for the same join it: one such run a key, by a unique index. */
  active: boolean
  /** All who asked for it. */
  user_ids: ObjectId[]
  /** Nobody in particular asked: it goes on when those who joined have left. */
  by_operator: boolean
  /** The workflow that starts it when its turn comes; null: it is started at once. */
  held_by: string | null
  /** The workflow that let it be started when its turn came. */
  released_by?: string
  status: CollectionStatus
  query: string
  location: string | null
  requested_sources: string[]
  limit: number
  url: string | null
  offer_id: ObjectId | null
  /** The query as sources take it: for activities alone. */
  source_query: object | null
  understood: StoredCollection['understood']
  /** By source, in the order in which they are shown. */
  runs: Record<string, SourceRunDocument>
  version: number
  created_at: Date
  started_at: Date | null
  ended_at: Date | null
  updated_at: Date
}

export const NEW_RUN: SourceRunDocument = {
  status: 'waiting',
  counts: NO_COUNTS,
  rejections: {},
  problems: {},
  pages_total: 0,
  pages_done: 0,
  outcomes: {},
  started_at: null,
  ended_at: null,
  ended_by: null,
}

/** The sources whose run has not ended. */
export const unendedSources = (runs: CollectionDocument['runs']): string[] =>
  Object.entries(runs)
    .filter(([, { status }]) => status === 'waiting' || status === 'running')
    .map(([source]) => source)

export const newCollection = (
  _id: ObjectId,
  key: string,
  { query, location, sources, limit, url }: AskedCollection,
  asker: Pick<CollectionDocument, 'user_ids' | 'by_operator' | 'held_by'>,
  now: Date,
): WithId<CollectionDocument> => ({
  _id,
  key,
  active: true,
  ...asker,
  status: 'pending',
  query,
  location,
  requested_sources: [...sources],
  limit,
  url,
  offer_id: null,
  source_query: null,
  understood: null,
  runs: {},
  version: 1,
  created_at: now,
  started_at: null,
  ended_at: null,
  updated_at: now,
})

/** @param pages of each source, where they are shown */
export function answeredCollection(stored: WithId<CollectionDocument>, pages: Readonly<Record<string, StoredPage[]>> = {}): StoredCollection {
  const id = stored._id.toHexString()
  const runs = Object.entries(stored.runs)
  return {
    _id: id,
    id,
    status: stored.status,
    query: stored.url === null ? stored.query : null,
    location: stored.location,
    requested_sources: stored.requested_sources,
    limit: stored.limit,
    url: stored.url,
    offer_id: stored.offer_id?.toHexString() ?? null,
    understood: stored.understood,
    ...runs.reduce((sum, [, { counts }]) => addCounts(sum, counts), NO_COUNTS),
    sources: runs.map(([source, run]) => answeredRun(source, run, Object.hasOwn(pages, source) ? (pages[source] ?? []) : [])),
    created_at: stored.created_at.toISOString(),
    started_at: stored.started_at?.toISOString() ?? null,
    ended_at: stored.ended_at?.toISOString() ?? null,
    updated_at: stored.updated_at.toISOString(),
  }
}

function answeredRun(source: string, run: SourceRunDocument, pages: StoredPage[]): StoredSourceRun {
  const { counts, problems, started_at, ended_at, ended_by: _, ...same } = run
  return {
    source,
    ...same,
    ...counts,
    errors: Object.entries(problems).map(([code, problem]) => ({ code: code as SourceErrorCode, ...problem })),
    pages,
    started_at: started_at?.toISOString() ?? null,
    ended_at: ended_at?.toISOString() ?? null,
    duration_ms: started_at && ended_at ? Math.max(0, ended_at.getTime() - started_at.getTime()) : null,
  }
}
