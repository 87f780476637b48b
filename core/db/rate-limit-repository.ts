import type { Collection, Db, Filter, FindOneAndUpdateOptions, UpdateFilter } from 'mongodb'
import { RateLimiterMongo } from 'rate-limiter-flexible'
import type { RateLimit } from '../rate-limit.ts'
import { isDuplicateKey } from './duplicate-key.ts'

const COLLECTION = 'rate_limits'

interface StoredKey {
  key: string
  expire: Date
}

export type RateLimitRepository = ReturnType<typeof createRateLimitRepository>

/** Counters that all API processes share, and marks; each goes when its time is over. Keys are hashes: they name nobody. */
export function createRateLimitRepository(db: Db) {
  // A count need not be on disk: a crash forgives the last moments, and a request does not wait for the journal twice.
  const quick = db.client.db(db.databaseName, { writeConcern: { w: 1 } })
  const keys = quick.collection<StoredKey>(COLLECTION)

  return {
    /** Counts by key, atomically. */
    counter: (name: string, { points, seconds }: RateLimit) =>
      new RateLimiterMongo({
        storeClient: { collection: () => alwaysAnswering(keys) },
        tableName: COLLECTION,
        keyPrefix: name,
        points,
        duration: seconds,
        disableIndexesCreation: true,
      }),

    /** Whether the key was marked, and the mark still holds. */
    async isMarked(key: string, now: Date): Promise<boolean> {
      return (await keys.findOne({ key, expire: { $gt: now } }, { projection: { _id: 1 } })) !== null
    },

    async mark(key: string, until: Date): Promise<void> {
      try {
        await keys.updateOne({ key }, { $set: { expire: until } }, { upsert: true })
      } catch (error) {
        // Another log-in from there was faster: its mark is as good.
        if (!isDuplicateKey(error)) throw error
      }
    },
  }
}

/**
 * What RateLimiterMongo asks of a collection. MongoDB's stand-in counts, but answers null, when another upsert of the same key came
 * first: what is counted by then is read, which is never less.
 */
const alwaysAnswering = (keys: Collection<StoredKey>) => ({
  findOneAndUpdate: async (where: Filter<StoredKey>, change: UpdateFilter<StoredKey>, options: FindOneAndUpdateOptions) =>
    (await keys.findOneAndUpdate(where, change, options)) ?? (await keys.findOne({ key: where.key as string })),
  deleteOne: (where: Filter<StoredKey>) => keys.deleteOne(where),
})
