import { expect, test } from 'vitest'
import { ensureIndexes } from '../../core/db/indexes.ts'
import { testDatabase } from './mongo.ts'

test('each test database is empty and its own', async () => {
  const [one, other] = [testDatabase(), testDatabase()]
  await ensureIndexes(one.db)
  await one.db.collection('things').insertOne({ name: 'kept' })
  expect(await one.db.collection('things').countDocuments()).toBe(1)
  expect(await other.db.collection('things').countDocuments()).toBe(0)
})
