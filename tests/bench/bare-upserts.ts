import type { Db, Document } from 'mongodb'
import { ensureIndexes } from '../../core/db/indexes.ts'

/** As many as collecting writes at once. */
const BATCH = 200

/**
 * How many documents a second MongoDB takes when nothing but that is done: bulk upserts by id of collected offers, each as often as it has
 * listings, into a collection with the same indexes.
 */
export async function bareUpsertsPerSecond(offers: readonly Document[], db: Db): Promise<number> {
  await ensureIndexes(db)
  const target = db.collection('job_offers')
  const writes = [...offers, ...offers.flatMap((offer) => Array<Document>(offer.doubles.length).fill(offer))]
  const began = performance.now()
  for (let from = 0; from < writes.length; from += BATCH) {
    const operations = writes.slice(from, from + BATCH).map(({ _id, ...fields }) => ({
      updateOne: { filter: { _id }, update: { $set: fields }, upsert: true },
    }))
    await target.bulkWrite(operations, { ordered: false })
  }
  return (writes.length / (performance.now() - began)) * 1_000
}
