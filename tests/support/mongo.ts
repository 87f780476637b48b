import { randomUUID } from 'node:crypto'
import { afterAll, inject } from 'vitest'
import { connectDatabase, type Database } from '../../core/db/connection.ts'
import { address } from './provided.ts'

const opened: Database[] = []

// Registered when a test file imports this one, so it runs after the file's own hooks.
afterAll(async () => {
  for (const { db, close } of opened) {
    await db.dropDatabase()
    await close()
  }
})

/** The MongoDB server that the whole test run shares. */
export const testMongodbUri = (): string => address(inject('mongodb'))

/** A fresh, empty database on the run's server, dropped when the test file has ended. Indexes are the caller's. */
export function testDatabase({ monitorCommands = false } = {}): Database & { uri: string; name: string } {
  const uri = testMongodbUri()
  const name = `test_${randomUUID().replaceAll('-', '')}`
  const database = connectDatabase({ uri, database: name, selectionTimeoutMs: 10_000, monitorCommands })
  opened.push(database)
  return { ...database, uri, name }
}
