import { type Db, ObjectId } from 'mongodb'
import { type AskedCollection, collectionKey, DEFAULT_LIMIT } from '../domain/collection-rules.ts'
import type { SearchDocument } from './search-repository.ts'

/** What a saved search asks the schedule to collect. */
export interface ScheduledSearch {
  id: string
  userId: string
  asked: AskedCollection
}

/** So many users are looked at together. */
const USERS_AT_ONCE = 200
const FIELDS = { user_id: 1, query: 1, location: 1, sources: 1 } as const
type Read = Pick<SearchDocument, keyof typeof FIELDS> & { _id: ObjectId }

export type ScheduledSearches = ReturnType<typeof createScheduledSearches>

/** The enabled searches of all users, as the schedule collects for them. */
export function createScheduledSearches(db: Db) {
  const searches = db.collection<SearchDocument>('searches')

  return {
    /** At most `limit` of them in id order after `after`. Served by `searches_enabled`. */
    async listEnabled(after: string | undefined, limit: number): Promise<ScheduledSearch[]> {
      const enabled = { enabled: true, ...(after !== undefined && { _id: { $gt: new ObjectId(after) } }) }
      const found = await searches.find(enabled).project<Read>(FIELDS).sort({ _id: 1 }).limit(limit).toArray()
      return found.map((search) => ({ id: search._id.toHexString(), userId: search.user_id.toHexString(), asked: askedBy(search) }))
    },

    /** Those of the users who still have an enabled search that asks for the same. */
    async wantedBy(asked: AskedCollection, userIds: readonly string[]): Promise<string[]> {
      const key = collectionKey(asked)
      const wanting = new Set<string>()
      for (let first = 0; first < userIds.length; first += USERS_AT_ONCE) {
        const users = userIds.slice(first, first + USERS_AT_ONCE).map((id) => new ObjectId(id))
        const theirs = searches.find({ user_id: { $in: users }, enabled: true }).project<Read>(FIELDS)
        for await (const search of theirs) if (collectionKey(askedBy(search)) === key) wanting.add(search.user_id.toHexString())
      }
      return [...wanting]
    },
  }
}

const askedBy = ({ query, location, sources }: Read): AskedCollection => ({
  query,
  location,
  sources: [...new Set(sources)].sort(),
  limit: DEFAULT_LIMIT,
  url: null,
})
