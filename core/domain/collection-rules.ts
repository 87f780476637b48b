/** Pure rules of collections: no zod here, workflows may import them. */
import { searchWords } from './text-rules.ts'

/**
 * `partial`: something was collected, and something failed. `failed`: nothing could be asked for; `cancelled`: those who asked left.
 */
export const COLLECTION_STATUSES = ['pending', 'running', 'done', 'partial', 'failed', 'cancelled'] as const
export type CollectionStatus = (typeof COLLECTION_STATUSES)[number]

export const SOURCE_RUN_STATUSES = ['waiting', 'running', 'done', 'partial', 'failed', 'skipped', 'cancelled'] as const
export type SourceRunStatus = (typeof SOURCE_RUN_STATUSES)[number]

/**
 * What is wrong with a source as a whole, or with one of its pages. `no_key` and `no_boards` name the variable in their parameters; `not_an_offer`,
 * `list_of_offers` and `offer_closed` are of an import that brought no offer; `nothing_understood` is of the query.
 */
export const SOURCE_ERROR_CODES = [
  'no_key',
  'no_boards',
  'unknown_source',
  'invalid_key',
  'quota_exhausted',
  'rate_limited',
  'blocked',
  'not_allowed',
  'not_found',
  'gone',
  'login_required',
  'too_big',
  'timed_out',
  'unreachable',
  'refused',
  'unexpected_answer',
  'empty_where_there_was_one',
  'too_many_pages',
  'interrupted',
  'not_a_page',
  'not_an_offer',
  'list_of_offers',
  'offer_closed',
  'nothing_understood',
] as const
export type SourceErrorCode = (typeof SOURCE_ERROR_CODES)[number]

/** What is wrong, as it is kept. */
export interface SourceProblem {
  code: SourceErrorCode
  params: Readonly<Record<string, string | number>>
}

/** What is wrong with all pages of a source alike: none of the others is asked for. */
export const endsSource = (code: SourceErrorCode): boolean => code === 'invalid_key' || code === 'quota_exhausted'

/** Why an offer that was found is not kept. */
export const REJECTIONS = [
  'other_words',
  'other_place',
  'other_work_mode',
  'other_contract',
  'closed',
  'unlisted',
  'no_title',
  'no_url',
  'over_limit',
  'not_an_offer',
] as const
export type Rejection = (typeof REJECTIONS)[number]

/** What is counted of a source, and in all. `found` is the sum of the others. */
export const COUNTS = ['found', 'saved', 'updated', 'unchanged', 'duplicates', 'rejected'] as const
export type OfferCounts = Record<(typeof COUNTS)[number], number>
export const NO_COUNTS: OfferCounts = { found: 0, saved: 0, updated: 0, unchanged: 0, duplicates: 0, rejected: 0 }

export const addCounts = (one: OfferCounts, other: OfferCounts): OfferCounts =>
  Object.fromEntries(COUNTS.map((name) => [name, one[name] + other[name]])) as OfferCounts

/** Offers that were wanted, new or not. */
export const keptOf = ({ saved, updated, unchanged, duplicates }: OfferCounts): number => saved + updated + unchanged + duplicates

/** Offers that one run keeps of each source unless it is asked for another number. */
export const DEFAULT_LIMIT = 1_000
export const MAX_LIMIT = 10_000

/** What is to be collected. An import has a `url` and no query. */
export interface AskedCollection {
  query: string
  location: string | null
  /** As people write them (readAskedSource), sorted; empty: every source. */
  sources: readonly string[]
  /** Offers kept of each source at most. */
  limit: number
  url: string | null
}

/** Equal for those who ask for the same: case, accents, spaces and the order of the sources make no other run. */
export function collectionKey({ query, location, sources, limit, url }: AskedCollection): string {
  const words = (text: string) => searchWords(text).join(' ')
  return JSON.stringify([words(query), words(location ?? ''), [...new Set(sources)].sort(), limit, url])
}

/** Whether a collection is still to come to its end. */
export const isActive = (status: CollectionStatus): boolean => status === 'pending' || status === 'running'

/** How a source's run has ended, by its pages and its errors. */
export function sourceRunStatus({ readPages, errors }: { readPages: number; errors: number }): SourceRunStatus {
  if (errors === 0) return 'done'
  return readPages > 0 ? 'partial' : 'failed'
}

/** How a collection has ended, by its sources. Skipped ones count as nothing; one that was cancelled by itself is one that failed. */
export function endedStatus(sources: readonly SourceRunStatus[]): CollectionStatus {
  const asked = sources.filter((status) => status !== 'skipped')
  if (asked.length > 0 && asked.every((status) => status === 'cancelled')) return 'cancelled'
  if (asked.every((status) => status === 'failed' || status === 'cancelled')) return 'failed'
  return asked.every((status) => status === 'done') ? 'done' : 'partial'
}
