import type { Collection, Document, Filter, WithId } from 'mongodb'
import type { User } from '../domain/user.ts'
import { boundedRead } from './bounded-read.ts'
import { afterCondition, type PageEnd, pageOf } from './keyset-paging.ts'
import { answered, type StoredUser } from './user-document.ts'
import { fieldConditions, MAX_CANDIDATES, wordSearchStages } from './word-search.ts'

export interface UserPage {
  users: User[]
  total: number
  /** Undefined on the last page. */
  end: PageEnd | undefined
  /** The word search stopped at 10,000 candidates. */
  stoppedEarly: boolean
}

const NEWEST_FIRST = { created_at: -1, _id: -1 } as const

/** Lists of all users, newest first. */
export function createUserLists(users: Collection<StoredUser>, maxCandidates = MAX_CANDIDATES) {
  return {
    /** At most `limit` users after `start`, with the total of those whose username, e-mail or name have all words of `q`. */
    async list(q: string | undefined, start: PageEnd | undefined, limit: number): Promise<UserPage> {
      const words = fieldConditions('words', [q, ''])
      const after = start === undefined ? {} : afterCondition('created_at', true, new Date(start.value), start.id)
      if (words === undefined) return { users: [], total: 0, end: undefined, stoppedEarly: false }
      if (words.length === 0) {
        const [found, total] = await Promise.all([
          users
            .find(after as Filter<StoredUser>, boundedRead())
            .sort(NEWEST_FIRST)
            .limit(limit + 1)
            .toArray(),
          // Of everything: the collection's own count, without a look at any document.
          users.estimatedDocumentCount(boundedRead()),
        ])
        return { ...page(found, limit), total, stoppedEarly: false }
      }
      const matching = wordSearchStages({}, words, {}, maxCandidates)
      const counted = async (stages: Document[]) =>
        (await users.aggregate<{ n: number }>([...stages, { $count: 'n' }], boundedRead()).toArray())[0]?.n ?? 0
      const [found, total, candidates] = await Promise.all([
        users
          .aggregate<WithId<StoredUser>>([...matching, { $match: after }, { $sort: NEWEST_FIRST }, { $limit: limit + 1 }], boundedRead())
          .toArray(),
        counted(matching),
        // One word only: every candidate is a match.
        matching.length > 2 ? counted(matching.slice(0, 2)) : undefined,
      ])
      return { ...page(found, limit), total, stoppedEarly: (candidates ?? total) >= maxCandidates }
    },
  }
}

function page(found: WithId<StoredUser>[], limit: number) {
  const { shown, end } = pageOf(found, 'created_at', limit)
  return { users: shown.map(answered), end }
}
