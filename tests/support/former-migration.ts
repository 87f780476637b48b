import { BSON, type Db, type ObjectId } from 'mongodb'
import type { Listed } from '../../core/db/migrations/convert-collection.ts'
import { createMigrations } from '../../core/db/migrations/migrations.ts'
import { fillFormerDatabase } from './former-database.ts'

export const MIGRATED_AT = new Date('2026-11-23T12:00:00Z')

export async function filled({ db }: { db: Db }): Promise<Db> {
  await fillFormerDatabase(db)
  return db
}

/** Migrates, and answers the result and what was listed. */
export async function migrate(db: Db, { dryRun = false, again = false, batchSize = 500, progress = () => {} } = {}) {
  const listed: Listed[] = []
  const options = { dryRun, allowHosts: [], listed: (problem: Listed) => void listed.push(problem), batchSize, progress }
  const [result] = await createMigrations(db, options, () => MIGRATED_AT).apply({ again })
  return { result, listed }
}

/** Every document of every collection, byte for byte as far as EJSON tells. */
export async function dump(db: Db): Promise<Record<string, string[]>> {
  const names = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name).sort()
  const read = (name: string) => db.collection(name).find({}, { promoteValues: false }).sort({ _id: 1 }).toArray()
  const entries = await Promise.all(names.map(async (name) => [name, (await read(name)).map((one) => BSON.EJSON.stringify(one, { relaxed: false }))]))
  return Object.fromEntries(entries.filter(([name, documents]) => name !== 'migrations' && (documents?.length ?? 0) > 0))
}

/** Fields and reasons that were listed of a document. */
export const reasonsOf = (listed: Listed[], id: ObjectId) =>
  listed.filter((one) => one.id === id.toHexString()).map(({ field, reason }) => `${field}: ${reason}`)
