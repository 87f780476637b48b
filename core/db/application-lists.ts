import { type Collection, type Document, type Filter, ObjectId, type WithId } from 'mongodb'
import type { StoredApplication } from '../domain/application.ts'
import type { ApplicationStatus } from '../domain/application-rules.ts'
import { FIELD_WORDS } from '../domain/text-rules.ts'
import { type ApplicationDocument, answeredApplication } from './application-document.ts'
import { boundedRead } from './bounded-read.ts'
import { afterCondition, bothOf, type PageEnd, pageOf, rangeOf } from './keyset-paging.ts'
import { PAGE_BYTES, readWithin } from './page-bytes.ts'
import { fieldConditions, MAX_CANDIDATES, wordSearchStages } from './word-search.ts'

/** What lists sort by, and the stored field that does it. */
export const APPLICATION_SORTS = {
  application_date: 'application_date',
  created_at: 'created_at',
  updated_at: 'updated_at',
  company: 'company_sort',
} as const
export type ApplicationSort = keyof typeof APPLICATION_SORTS

export interface ApplicationFilter {
  status?: readonly ApplicationStatus[] | undefined
  archived?: boolean | undefined
  /** Words of company, position or location. */
  q?: string | undefined
  /** Words of the company. */
  company?: string | undefined
  /** Application dates, both included, ISO 8601. */
  from?: string | undefined
  to?: string | undefined
}

export interface ApplicationOrder {
  by: ApplicationSort
  descending: boolean
}

export interface ApplicationPage {
  applications: StoredApplication[]
  total: number
  /** Undefined on the last page. */
  end: PageEnd | undefined
  /** The word search stopped at 10,000 candidates. */
  stoppedEarly: boolean
}

export const BOUNDS = { candidates: MAX_CANDIDATES, pageBytes: PAGE_BYTES }
/** What a search finds that has signs only, and no word. */
const NOTHING: ApplicationPage = { applications: [], total: 0, end: undefined, stoppedEarly: false }

/** Lists of one user's applications. Each order is served by an index that leads with the user. */
export function createApplicationLists(applications: Collection<ApplicationDocument>, bounds = BOUNDS) {
  const counted = async (stages: Document[]) =>
    (await applications.aggregate<{ n: number }>([...stages, { $count: 'n' }], boundedRead()).toArray())[0]?.n ?? 0
  const read = (records: AsyncIterable<WithId<ApplicationDocument>>, limit: number) =>
    readWithin(records, limit, ({ description, notes }) => [description, ...notes], bounds.pageBytes)

  return {
    /** At most `limit` applications after `start`, in order, with the total of the filter. Fewer when their texts are long: see `end`. */
    async list(
      userId: string,
      filter: ApplicationFilter,
      order: ApplicationOrder,
      start: PageEnd | undefined,
      limit: number,
    ): Promise<ApplicationPage> {
      const owner = { user_id: new ObjectId(userId) }
      const words = fieldConditions('words', [filter.q, ''], [filter.company, FIELD_WORDS.company])
      if (words === undefined) return NOTHING
      const exact = exactConditions(filter)
      const field = APPLICATION_SORTS[order.by]
      const direction = order.descending ? -1 : 1
      const after = start === undefined ? {} : afterCondition(field, order.descending, sortValue(field, start.value), start.id)
      const sort = { [field]: direction, _id: direction } as const

      if (words.length === 0) {
        const where = { ...owner, ...exact }
        const inOrder = applications.find(bothOf(where, after) as Filter<ApplicationDocument>, boundedRead()).sort(sort)
        const [shown, total] = await Promise.all([read(inOrder.limit(limit + 1), limit), applications.countDocuments(where, boundedRead())])
        return { ...page(shown, field), total, stoppedEarly: false }
      }
      const matching = wordSearchStages(owner, words, exact, bounds.candidates)
      const inOrder = [...matching, { $match: after }, { $sort: sort }, { $limit: limit + 1 }]
      const [shown, total, candidates] = await Promise.all([
        read(applications.aggregate<WithId<ApplicationDocument>>(inOrder, boundedRead()), limit),
        counted(matching),
        // One word and no other condition: every candidate is a match.
        matching.length > 2 ? counted(matching.slice(0, 2)) : undefined,
      ])
      return { ...page(shown, field), total, stoppedEarly: (candidates ?? total) >= bounds.candidates }
    },
  }
}

function exactConditions({ status, archived, from, to }: ApplicationFilter): Filter<ApplicationDocument> {
  return {
    ...(status && { status: status.length === 1 && status[0] ? status[0] : { $in: [...status] } }),
    ...(archived !== undefined && { archived }),
    ...((from || to) && rangeOf('application_date', { ...(from && { $gte: new Date(from) }), ...(to && { $lte: new Date(to) }) })),
  }
}

const sortValue = (field: string, value: string) => (field === 'company_sort' ? value : new Date(value))

function page(read: { found: WithId<ApplicationDocument>[]; limit: number }, field: (typeof APPLICATION_SORTS)[ApplicationSort]) {
  const { shown, end } = pageOf(read.found, field, read.limit)
  return { applications: shown.map(answeredApplication), end }
}
