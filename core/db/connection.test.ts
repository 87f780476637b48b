import { expect, test } from 'vitest'
import { connectDatabase } from './connection.ts'

test('what is acknowledged is on disk of a majority, and undefined is not stored as null', async () => {
  const { client, db, close } = connectDatabase({ uri: 'mongodb://127.0.0.1:1', database: 'none', selectionTimeoutMs: 50 })
  expect(db.writeConcern).toMatchObject({ w: 'majority', journal: true })
  expect(client.bsonOptions.ignoreUndefined).toBe(true)
  await close()
})
