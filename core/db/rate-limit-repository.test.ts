import { beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../tests/support/mongo.ts'
import { ensureIndexes } from './indexes.ts'
import { createRateLimitRepository } from './rate-limit-repository.ts'

const { db } = testDatabase()
const marks = createRateLimitRepository(db)
const now = new Date()
const until = new Date(now.getTime() + 60_000)
beforeAll(() => ensureIndexes(db))

test('a mark holds until its time is over', async () => {
  await marks.mark('soon over', until)
  expect([await marks.isMarked('soon over', now), await marks.isMarked('soon over', until)]).toEqual([true, false])
})
