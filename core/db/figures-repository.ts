import { type Db, MongoServerError } from 'mongodb'
import { APPLICATION_STATUSES, DESCRIPTION_STATUSES } from '../domain/application-rules.ts'
import { isSourceName } from '../domain/sources.ts'
import { boundedRead, OutOfTime } from './bounded-read.ts'

const MAX_TIME_EXPIRED = 50
const LIVENESS = ['open', 'closed', 'unknown']

export type FiguresRepository = ReturnType<typeof createFiguresRepository>

/** How much there is of everything, for operators. Each collection is counted in one pass over the keys of one index, within two seconds. */
export function createFiguresRepository(db: Db) {
  const counts = (collection: string, hint: string, fields: string[]) =>
    db
      .collection(collection)
      .aggregate<{ _id: Record<string, unknown>; count: number }>(
        [{ $group: { _id: Object.fromEntries(fields.map((field) => [field, `$${field}`])), count: { $sum: 1 } } }],
        { hint, ...boundedRead() },
      )
      .toArray()

  return {
    /** Applications by status, by the status of their description, and offers by source and liveness; what the code does not know is `other`. */
    async count() {
      const [applications, offers] = await Promise.all([
        counts('applications', 'applications_by_statuses', ['status', 'description_status']),
        counts('job_offers', 'job_offers_by_source', ['source', 'liveness']),
      ])
      return {
        applications: summed(applications, ({ status }) => ({ status: known(APPLICATION_STATUSES, status) })),
        descriptions: summed(applications, ({ description_status: status }) => ({ status: known(DESCRIPTION_STATUSES, status) })),
        offers: summed(offers, ({ source, liveness }) => ({
          source: typeof source === 'string' && isSourceName(source) ? source : 'other',
          liveness: known(LIVENESS, liveness),
        })),
      }
    },

    isTooSlow: (error: unknown): boolean => error instanceof OutOfTime || (error instanceof MongoServerError && error.code === MAX_TIME_EXPIRED),
  }
}

const known = (names: readonly string[], value: unknown): string => (typeof value === 'string' && names.includes(value) ? value : 'other')

/** The counts of each set of labels, added up. */
function summed<L extends Record<string, string>>(
  rows: { _id: Record<string, unknown>; count: number }[],
  labelsOf: (key: Record<string, unknown>) => L,
): (L & { count: number })[] {
  const sums = new Map<string, L & { count: number }>()
  for (const { _id, count } of rows) {
    const labels = labelsOf(_id)
    const key = JSON.stringify(labels)
    sums.set(key, { ...labels, count: (sums.get(key)?.count ?? 0) + count })
  }
  return [...sums.values()]
}
