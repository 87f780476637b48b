import type { Db } from 'mongodb'
import { isDuplicateKey } from './duplicate-key.ts'

interface BatchDocument<P, R> {
  /** Of one activity of one run. */
  _id: string
  /** What is to be done, as it was decided. */
  plan: P
  /** What came of it; absent while it is being done. */
  result?: R
  created_at: Date
}

export type BatchLedger = ReturnType<typeof createBatchLedger>

/**
 * What batches are about to change, written down before they change it: an attempt that follows a lost one carries out the same plan, and
 * counts what the lost one had done as its own. Kept for a week.
 */
export function createBatchLedger(db: Db) {
  return {
    /**
     * Carries out a batch once, however many attempts that takes, and answers what came of it.
     * @param key of this batch, never used for another one
     * @param isNothing a plan that changes nothing need not be written down
     * @param carryOut is safe to repeat; `isRepeated`: a former attempt may have done a part of it, which counts
     */
    async once<P, R>(
      key: string,
      now: Date,
      {
        plan,
        isNothing,
        carryOut,
      }: { plan: () => Promise<P>; isNothing: (plan: P) => boolean; carryOut: (plan: P, isRepeated: boolean) => Promise<R> },
    ): Promise<R> {
      const batches = db.collection<BatchDocument<P, R>>('maintenance_batches')
      const known = () => batches.findOne({ _id: key } as object)
      let [batch, isRepeated] = [await known(), true]
      if (batch === null) {
        const planned = { _id: key, plan: await plan(), created_at: now } as BatchDocument<P, R>
        if (isNothing(planned.plan)) return carryOut(planned.plan, false)
        try {
          await batches.insertOne(planned as never)
          isRepeated = false
        } catch (error) {
          // A former attempt, taken for lost, goes on: both do what is written down.
          if (!isDuplicateKey(error)) throw error
        }
        batch = isRepeated ? await known() : (planned as never)
      }
      if (batch === null) throw new Error(`the batch ${key} expired while it was carried out`)
      if (batch.result !== undefined) return batch.result as R
      const result = await carryOut(batch.plan as P, isRepeated)
      await batches.updateOne({ _id: key } as object, { $set: { result } } as object)
      return result
    },
  }
}
