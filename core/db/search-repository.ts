import { type Db, type Filter, ObjectId, type WithId } from 'mongodb'
import { companyKey } from '../domain/job-offer-rules.ts'
import type { NewSearch, Search, SearchUpdate } from '../domain/search.ts'
import { MAX_BLOCKED, MAX_SEARCHES } from '../domain/search-rules.ts'
import { askedSourceProblem } from '../domain/sources.ts'
import { AppError } from '../errors.ts'
import { refuseSilentQuery } from '../silent-query.ts'
import { boundedRead } from './bounded-read.ts'
import { afterCondition, bothOf, type PageEnd, pageOf } from './keyset-paging.ts'
import { createOwnedRecords } from './owned-records.ts'
import { PAGE_BYTES, readWithin } from './page-bytes.ts'

/** A saved search as MongoDB keeps it. */
export interface SearchDocument {
  user_id: ObjectId
  query: string
  location: string | null
  /** Empty: every source. */
  sources: string[]
  enabled: boolean
  blocked_companies: string[]
  /** The blocked companies as offers name theirs (companyKey). */
  blocked_keys: string[]
  version: number
  created_at: Date
  updated_at: Date
}

/** A record and the version that its ETag names. */
export interface VersionedSearch {
  search: Search
  version: number
}

export type SearchRepository = ReturnType<typeof createSearchRepository>

/** Saved searches of one user at a time. */
export function createSearchRepository(db: Db) {
  const searches = db.collection<SearchDocument>('searches')
  const records = createOwnedRecords(searches, 'search')

  /** Several at the same moment may go past it by a few: lists and counts are bounded all the same. */
  async function refuseOneMore(userId: string, id: string): Promise<void> {
    const owner = { user_id: new ObjectId(userId) }
    if ((await searches.countDocuments(owner, { ...boundedRead(), limit: MAX_SEARCHES })) < MAX_SEARCHES) return
    const isStored = await searches.findOne({ _id: new ObjectId(id), ...owner }, { ...boundedRead(), projection: { _id: 1 } })
    if (!isStored) throw new AppError('too_many_searches', { params: { most: MAX_SEARCHES } })
  }

  /** Refuses companies that would be too many beside those of the user's other searches. */
  async function refuseTooManyBlocked(userId: string, id: string, blocked_keys: readonly string[]): Promise<void> {
    if (blocked_keys.length === 0) return
    const others = await searches.distinct('blocked_keys', { user_id: new ObjectId(userId), _id: { $ne: new ObjectId(id) } }, boundedRead())
    if (new Set([...others, ...blocked_keys]).size > MAX_BLOCKED)
      throw new AppError('validation_failed', { errors: [{ path: 'blocked_companies', message: 'too_many_blocked' }] })
  }

  return {
    /** At most `limit` searches after `start`, newest first, with the total. Served by the index `searches_by_creation`. */
    async list(userId: string, start: PageEnd | undefined, limit: number): Promise<{ searches: Search[]; total: number; end: PageEnd | undefined }> {
      const owner = { user_id: new ObjectId(userId) }
      const after = start === undefined ? {} : afterCondition('created_at', true, new Date(start.value), start.id)
      const page = searches.find(bothOf(owner, after) as Filter<SearchDocument>, boundedRead()).sort({ created_at: -1, _id: -1 })
      const textsOf = ({ blocked_companies, sources }: SearchDocument) => [...blocked_companies, ...sources]
      const [read, total] = await Promise.all([
        readWithin(page.limit(limit + 1), limit, textsOf, PAGE_BYTES),
        searches.countDocuments(owner, boundedRead()),
      ])
      const { shown, end } = pageOf(read.found, 'created_at', read.limit)
      return { searches: shown.map(answered), total, end }
    },

    /**
     * Stores a new search under `id`; when that id is already the user's (a lost answer), answers what is stored.
     * @throws AppError query_says_nothing; too_many_searches; validation_failed of more blocked companies than a user may have
     */
    async create(userId: string, id: string, search: NewSearch, now: Date): Promise<VersionedSearch> {
      const { query, location, sources, enabled, blocked_companies } = search
      refuseSilentQuery(search)
      const stored: WithId<SearchDocument> = {
        _id: new ObjectId(id),
        user_id: new ObjectId(userId),
        query,
        location,
        sources: [...new Set(sources)],
        enabled,
        ...blocked(blocked_companies),
        version: 1,
        created_at: now,
        updated_at: now,
      }
      await Promise.all([refuseOneMore(userId, id), refuseTooManyBlocked(userId, id, stored.blocked_keys)])
      return versioned(await records.insert(stored))
    },

    async get(userId: string, id: string): Promise<VersionedSearch> {
      return versioned(await records.load(userId, id))
    },

    /**
     * Applies the fields that are given.
     * @throws AppError precondition_failed when the record has none of the versions that the caller will overwrite; validation_failed of sources
     *   that are none, unless they are stored, and of more blocked companies than a user may have
     */
    async update(userId: string, id: string, update: SearchUpdate, versions: readonly number[] | undefined, now: Date): Promise<VersionedSearch> {
      const { query, location, sources, enabled, blocked_companies } = update
      const blocks = blocked_companies && blocked(blocked_companies)
      const set = {
        ...(query !== undefined && { query }),
        ...(location !== undefined && { location }),
        ...(sources !== undefined && { sources: [...new Set(sources)] }),
        ...(enabled !== undefined && { enabled }),
        ...blocks,
        updated_at: now,
      }
      const compute = async (stored: SearchDocument) => {
        refuseNewProblems(sources ?? [], stored.sources)
        const asked = { query: query ?? stored.query, location: location === undefined ? stored.location : location }
        // One that is stored from before may be sent back with the rest of the record.
        if (asked.query !== stored.query || asked.location !== stored.location) refuseSilentQuery(asked)
        await refuseTooManyBlocked(userId, id, blocks?.blocked_keys ?? [])
        return set
      }
      return versioned(await records.change(userId, id, versions, compute))
    },

    delete: records.delete,

    /** The companies that any search of the user blocks, enabled or not, each once, as offers name theirs (companyKey). */
    async blockedCompaniesOf(userId: string): Promise<string[]> {
      const keys = await searches.distinct('blocked_keys', { user_id: new ObjectId(userId) }, boundedRead())
      return keys.slice(0, MAX_BLOCKED)
    },
  }
}

/** Sources come and go: what is stored may be sent back with the rest of the record. */
function refuseNewProblems(sources: readonly string[], stored: readonly string[]): void {
  const errors = sources.flatMap((source, n) => {
    const problem = stored.includes(source) ? undefined : askedSourceProblem(source)
    return problem === undefined ? [] : [{ path: `sources.${n}`, message: problem }]
  })
  if (errors.length > 0) throw new AppError('validation_failed', { errors })
}

const blocked = (blocked_companies: string[]) => ({ blocked_companies, blocked_keys: blocked_companies.map(companyKey) })

const versioned = (stored: WithId<SearchDocument>): VersionedSearch => ({ search: answered(stored), version: stored.version })

function answered(stored: WithId<SearchDocument>): Search {
  const id = stored._id.toHexString()
  return {
    _id: id,
    id,
    user_id: stored.user_id.toHexString(),
    query: stored.query,
    location: stored.location,
    sources: stored.sources,
    enabled: stored.enabled,
    blocked_companies: stored.blocked_companies,
    created_at: stored.created_at.toISOString(),
    updated_at: stored.updated_at.toISOString(),
  }
}
