import { ObjectId } from 'mongodb'
import { expect, test } from 'vitest'
import { testDatabase } from '../../tests/support/mongo.ts'
import { ensureIndexes } from './indexes.ts'
import { createModelUsageRepository } from './model-usage-repository.ts'
import { createUserErasure } from './user-erasure.ts'

const { db } = testDatabase()
await ensureIndexes(db)
const now = new Date('2026-11-23T22:30:00Z')
const midnight = new Date('2026-11-24T00:00:00Z')
const somebody = () => new ObjectId().toHexString()
let calls = 0
const call = (userId: string) => ({ id: `call:${++calls}`, userId, model: 'a-model', promptVersion: 'p/1' })
const spent = async (_id: string) =>
  (await db.collection<{ _id: string; tokens: number; held: object }>('model_budgets').findOne({ _id })) ?? undefined

test('many calls at once never hold more than there is, and those left out hold nothing of either budget', async () => {
  const usage = createModelUsageRepository(db, { perUser: 1_000, total: 2_500 })
  const people = [somebody(), somebody(), somebody(), somebody()]
  const at = new Date('2026-10-01T10:00:00Z')
  const begun = await Promise.all(people.flatMap((userId) => Array.from({ length: 10 }, () => usage.begin(call(userId), 300, at))))
  const refused = begun.filter((one) => one !== undefined)
  expect(begun.length - refused.length).toBe(8)
  expect(refused.map(({ scope }) => scope)).toContain('total')
  expect(await spent('total:2026-10-01')).toMatchObject({ tokens: 2_400 })
  const own = await Promise.all(people.map(async (userId) => (await spent(`user:${userId}:2026-10-01`))?.tokens ?? 0))
  expect(own.reduce((sum, tokens) => sum + tokens)).toBe(2_400)
  expect(Math.max(...own)).toBeLessThanOrEqual(900)
})

test('what was held becomes what was used, once, however often it is written', async () => {
  const usage = createModelUsageRepository(db, { perUser: 1_000, total: 1_000_000 })
  const [userId, one] = [somebody(), call(somebody())]
  const mine = { ...one, userId }
  expect(await usage.begin(mine, 900, now)).toBe(undefined)
  expect(await usage.begin(mine, 900, now), 'the same call again').toBe(undefined)
  expect(await usage.begin(call(userId), 200, now)).toEqual({ scope: 'user', resetsAt: midnight })
  const ended = { outcome: 'answered', tokens: { input: 100, output: 50 }, latencyMs: 1_234.5 }
  await usage.end(mine.id, ended)
  await usage.end(mine.id, ended)
  expect(await spent(`user:${userId}:2026-11-23`)).toMatchObject({ tokens: 150, held: {} })
  expect(await usage.begin(call(userId), 200, now)).toBe(undefined)
})

test('a call that costs more than it held is counted whole', async () => {
  const usage = createModelUsageRepository(db, { perUser: 1_000, total: 1_000_000 })
  const mine = call(somebody())
  await usage.begin(mine, 100, now)
  await usage.end(mine.id, { outcome: 'invalid_answer', tokens: { input: 100, output: 100_000 }, latencyMs: 1 })
  expect(await usage.usageOf(mine.userId, now)).toMatchObject({ today: { tokens: 100_100, left_tokens: 0 } })
})

test('a call that nobody saw the end of keeps what it held: it may have been paid', async () => {
  const usage = createModelUsageRepository(db, { perUser: 1_000, total: 1_000_000 })
  const lost = call(somebody())
  await usage.begin(lost, 700, now)
  expect(await usage.begin({ ...call(lost.userId) }, 400, now)).toMatchObject({ scope: 'user' })
  expect(await usage.usageOf(lost.userId, now)).toMatchObject({ today: { tokens: 700, left_tokens: 300 }, days: [{ calls: 1, failed: 1 }] })
})

test('a call that ended at a cost that nobody knows counts what it held, once', async () => {
  const usage = createModelUsageRepository(db, { perUser: 1_000, total: 1_000_000 })
  const mine = call(somebody())
  await usage.begin(mine, 700, now)
  const ended = { outcome: 'timed_out', tokens: undefined, latencyMs: 90_000 }
  await usage.end(mine.id, ended)
  await usage.end(mine.id, ended)
  expect(await spent(`user:${mine.userId}:2026-11-23`)).toMatchObject({ tokens: 700, held: {} })
  expect(await usage.usageOf(mine.userId, now)).toMatchObject({ days: [{ calls: 1, failed: 1, input_tokens: 0, average_latency_ms: 90_000 }] })
})

test('a new day is a new budget, and a call is settled on the day it began', async () => {
  const usage = createModelUsageRepository(db, { perUser: 1_000, total: 1_000_000 })
  const late = call(somebody())
  await usage.begin(late, 900, now)
  expect(await usage.begin(call(late.userId), 900, midnight)).toBe(undefined)
  await usage.end(late.id, { outcome: 'answered', tokens: { input: 10, output: 10 }, latencyMs: 1 })
  expect(await spent(`user:${late.userId}:2026-11-23`)).toMatchObject({ tokens: 20 })
  expect(await spent(`user:${late.userId}:2026-11-24`)).toMatchObject({ tokens: 900 })
})

test('usage is told by day, reused answers apart, without what was asked', async () => {
  const usage = createModelUsageRepository(db, { perUser: 1_000, total: 1_000_000 })
  const [userId, other] = [somebody(), somebody()]
  const [first, failed] = [call(userId), call(userId)]
  await usage.begin(first, 100, now)
  await usage.end(first.id, { outcome: 'answered', tokens: { input: 60, output: 20 }, latencyMs: 300 })
  await usage.begin(failed, 100, now)
  await usage.end(failed.id, { outcome: 'timed_out', tokens: { input: 0, output: 0 }, latencyMs: 100 })
  const reused = call(userId)
  await usage.noteReuse(reused, midnight)
  await usage.noteReuse(reused, midnight)
  await usage.begin(call(other), 100, now)
  expect(await usage.usageOf(userId, midnight)).toEqual({
    user_id: userId,
    today: { day: '2026-11-24', tokens: 0, budget_tokens: 1_000, left_tokens: 1_000, resets_at: '2026-11-25T00:00:00.000Z' },
    days: [
      { day: '2026-11-24', calls: 0, reused: 1, failed: 0, input_tokens: 0, output_tokens: 0, average_latency_ms: 0 },
      { day: '2026-11-23', calls: 2, reused: 0, failed: 1, input_tokens: 60, output_tokens: 20, average_latency_ms: 200 },
    ],
  })
})

test('nothing of a user is left once they are erased', async () => {
  const usage = createModelUsageRepository(db, { perUser: 1_000, total: 1_000_000 })
  const [mine, other] = [call(somebody()), call(somebody())]
  await usage.begin(mine, 100, now)
  await usage.begin(other, 100, now)
  await createUserErasure(db).eraseRecords(mine.userId, 100, now)
  const left = (id: string) =>
    Promise.all(['model_usage', 'model_budgets'].map((name) => db.collection(name).countDocuments({ user_id: new ObjectId(id) })))
  expect([await left(mine.userId), await left(other.userId)]).toEqual([
    [0, 0],
    [1, 1],
  ])
})

test('what nobody’s own budget pays is held by the total', async () => {
  const usage = createModelUsageRepository(db, { perUser: 10, total: 1_000 })
  const at = new Date('2026-08-01T10:00:00Z')
  const operators = { ...call(somebody()), userId: null }
  expect(await usage.begin(operators, 900, at)).toBe(undefined)
  expect(await usage.begin({ ...call(somebody()), userId: null }, 200, at)).toMatchObject({ scope: 'total' })
  await usage.end(operators.id, { outcome: 'answered', tokens: { input: 100, output: 20 }, latencyMs: 5 })
  expect(await spent('total:2026-08-01')).toMatchObject({ tokens: 120, held: {} })
})
