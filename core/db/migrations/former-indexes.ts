import { type Db, MongoServerError } from 'mongodb'
import { INDEXES } from '../indexes.ts'

/**
 * Drops indexes of the former backend that stand in today's way: a unique one might refuse what is valid today, one with the keys of
 * today's keeps that from being made. Answers their names, as `collection.index`.
 */
export async function dropFormerIndexes(db: Db, collections: readonly string[], { dryRun }: { dryRun: boolean }): Promise<string[]> {
  const dropped: string[] = []
  for (const collection of collections) {
    const todays = INDEXES[collection] ?? []
    const names = new Set(['_id_', ...todays.map(({ name }) => name)])
    const keys = new Set(todays.map(({ key }) => JSON.stringify(key)))
    for (const { name = '', key, unique } of await db.collection(collection).indexes()) {
      if (names.has(name) || !(unique || keys.has(JSON.stringify(key)))) continue
      if (!dryRun) await db.collection(collection).dropIndex(name).catch(unlessGone)
      dropped.push(`${collection}.${name}`)
    }
  }
  return dropped
}

const INDEX_NOT_FOUND = 27

function unlessGone(error: unknown): void {
  if (!(error instanceof MongoServerError && error.code === INDEX_NOT_FOUND)) throw error
}
