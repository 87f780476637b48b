import type { Db, WithId } from 'mongodb'
import { catalogueDocument, entryOf } from '../../core/db/catalogue-document.ts'
import { ensureIndexes } from '../../core/db/indexes.ts'
import type { CatalogueDocument } from '../../core/db/job-offer-document.ts'

/** As many as collecting writes at once. */
const BATCH = 200

/**
 * How many documents a second MongoDB takes when nothing but that is done: bulk upserts by id of collected offers into a collection with
 * the same indexes, each as often as it has listings, as it is with the first of them, with the first two, and so on. (Once more as it is
 * would be no write: a server leaves a document alone that an update doesn't change.)
 */
export async function bareUpsertsPerSecond(offers: readonly WithId<CatalogueDocument>[], db: Db): Promise<number> {
  await ensureIndexes(db)
  const target = db.collection<CatalogueDocument>('job_offers')
  const states = offers.map(statesOf)
  const most = Math.max(...states.map(({ length }) => length))
  const writes = Array.from({ length: most }, (_, n) => states.flatMap((of) => of[n] ?? [])).flat()
  const began = performance.now()
  for (let from = 0; from < writes.length; from += BATCH) {
    const operations = writes.slice(from, from + BATCH).map(({ _id, ...fields }) => ({
      updateOne: { filter: { _id }, update: { $set: fields }, upsert: true },
    }))
    await target.bulkWrite(operations, { ordered: false })
  }
  return (writes.length / (performance.now() - began)) * 1_000
}

function statesOf(stored: WithId<CatalogueDocument>): WithId<CatalogueDocument>[] {
  const { records, apart } = entryOf(stored)
  const [main, ...doubles] = records
  return records.map((_, n) =>
    catalogueDocument(stored._id, { records: [main, ...doubles.slice(0, n)], apart, liveness: stored, seen: true }, stored.last_seen_at),
  )
}
