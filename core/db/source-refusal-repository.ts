import type { Db } from 'mongodb'
import type { SourceProblem } from '../domain/collection-rules.ts'

/** That a source refused a key. */
interface StoredRefusal {
  /** The source, and the hash of its settings: another key is another one. */
  _id: string
  problem: SourceProblem
  refused_at: Date
}

/** So long nobody asks again with the same key: a quota does not come back sooner, and who pays for more need not wait for long. */
const REMEMBERED_MS = 15 * 60_000

export type SourceRefusalRepository = ReturnType<typeof createSourceRefusalRepository>

/** Which keys sources refuse, for all workers. They are forgotten after a quarter of an hour, and go after a day (a TTL index). */
export function createSourceRefusalRepository(db: Db) {
  const refusals = db.collection<StoredRefusal>('source_refusals')

  return {
    /** Why the source refuses this key, if it did so lately. */
    async refusal(key: string, now: Date): Promise<SourceProblem | undefined> {
      const known = await refusals.findOne({ _id: key })
      return known !== null && now.getTime() - known.refused_at.getTime() < REMEMBERED_MS ? known.problem : undefined
    },

    /** Safe to run twice. */
    async noteRefusal(key: string, problem: SourceProblem, now: Date): Promise<void> {
      await refusals.bulkWrite([{ updateOne: { filter: { _id: key }, update: { $set: { problem, refused_at: now } }, upsert: true } }])
    },
  }
}
