import { expect, test } from 'vitest'
import { testDatabase } from '../../tests/support/mongo.ts'
import { createLogger } from '../logger.ts'
import { served } from '../served.ts'
import { type EndedOperation, watchOperations } from './operation-watch.ts'

function watched(slowMs: number) {
  const lines: Record<string, unknown>[] = []
  const ended: EndedOperation[] = []
  const log = createLogger('test', { logLevel: 'info', environment: 'test' }, { write: (line) => void lines.push(JSON.parse(line)) })
  const db = watchOperations(testDatabase().db, { slowMs, log, observe: (operation) => void ended.push(operation) })
  return { people: db.collection('people'), lines, ended }
}

test('a slow query is told by its operation, collection, duration and request, and by none of its values', async () => {
  const { people, lines } = watched(0)
  await served.run({ request_id: 'the-request' }, async () => {
    await people.insertOne({ name: 'canary' })
    await people.find({ name: 'canary' }).sort({ name: 1 }).limit(3).toArray()
  })
  await people.aggregate([{ $match: { name: 'canary' } }]).toArray()
  expect(lines).toMatchObject([
    { level: 'warn', msg: 'a slow query', operation: 'insertOne', collection: 'people', request_id: 'the-request', duration_ms: expect.any(Number) },
    { operation: 'find', collection: 'people', request_id: 'the-request', outcome: 'succeeded' },
    { operation: 'aggregate', collection: 'people' },
  ])
  expect(lines[2]).not.toHaveProperty('request_id')
  expect(JSON.stringify(lines)).not.toContain('canary')
})

test('each is told once, whatever it is made of, and answers as it does unwatched', async () => {
  const { people, ended } = watched(60_000)
  await people.insertMany([{ n: 1 }, { n: 2 }, { n: 3 }])
  expect(await people.findOne({ n: 2 }, { projection: { _id: 0 } })).toEqual({ n: 2 })
  expect(await people.countDocuments({ n: { $gt: 1 } })).toBe(2)
  expect(await people.distinct('n')).toEqual([1, 2, 3])
  expect((await people.updateMany({}, { $inc: { n: 1 } })).modifiedCount).toBe(3)
  expect((await people.bulkWrite([{ deleteOne: { filter: { n: 2 } } }])).deletedCount).toBe(1)
  expect((await people.findOneAndUpdate({ n: 3 }, { $set: { n: 9 } }, { returnDocument: 'after' }))?.n).toBe(9)
  expect((await people.deleteMany({})).deletedCount).toBe(2)
  expect(ended.map(({ operation }) => operation)).toEqual(
    ['insertMany', 'findOne', 'countDocuments', 'distinct', 'updateMany', 'bulkWrite', 'findOneAndUpdate', 'deleteMany'],
  ) // biome-ignore format: one line reads better
})

test('of a cursor that is walked, the waits are told, not what is done in between', async () => {
  const { people, ended } = watched(60_000)
  await people.insertMany([{ n: 1 }, { n: 2 }])
  const seen: unknown[] = []
  for await (const { n } of people.find({}, { batchSize: 1 }).sort({ n: 1 })) {
    await new Promise((resolve) => setTimeout(resolve, 100))
    seen.push(n)
  }
  expect(seen).toEqual([1, 2])
  const waits = ended.filter(({ operation }) => operation === 'find')
  expect(waits.length).toBeGreaterThanOrEqual(2)
  expect(waits.reduce((sum, { seconds }) => sum + seconds, 0)).toBeLessThan(0.2)
})

test('a walk that is left early closes its cursor', async () => {
  const { people } = watched(60_000)
  await people.insertMany([{ n: 1 }, { n: 2 }])
  const cursor = people.find({}, { batchSize: 1 })
  for await (const _ of cursor) break
  expect(cursor.closed).toBe(true)
})

test('one that fails is told as failed, without what the server says, and throws what it does unwatched', async () => {
  const { people, lines, ended } = watched(0)
  await people.insertOne({ _id: 'canary' as never })
  await expect(people.insertOne({ _id: 'canary' as never })).rejects.toMatchObject({ code: 11_000 })
  expect(lines.at(-1)).toMatchObject({ operation: 'insertOne', outcome: 'failed' })
  expect(JSON.stringify(lines)).not.toContain('canary')
  expect(ended.at(-1)).toMatchObject({ operation: 'insertOne', outcome: 'failed', seconds: expect.any(Number) })
})

test('one that is quick is counted, and not told', async () => {
  const { people, lines, ended } = watched(60_000)
  await people.findOne({})
  expect([lines, ended.map(({ operation }) => operation)]).toEqual([[], ['findOne']])
})
