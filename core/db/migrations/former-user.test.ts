import { expect, test } from 'vitest'
import { migrate } from '../../../tests/support/former-migration.ts'
import { testDatabase } from '../../../tests/support/mongo.ts'

test('of three users who spell both names alike one is found, and the indexes can be made', async () => {
  const { db } = testDatabase()
  await db.collection('users').insertMany(Array.from({ length: 3 }, () => ({ username: 'Sam', email: 'sam@example.com' })))
  const { result } = await migrate(db)
  expect(result?.indexProblem).toBeUndefined()
  expect(result?.collections).toMatchObject([{ collection: 'users', converted: 3, left: 0 }])
  expect(await db.collection('users').countDocuments({ names: '=Sam' })).toBe(1)
})
