import { type Collection, type Document, ObjectId } from 'mongodb'
import { expect, test } from 'vitest'
import { testDatabase } from '../../../tests/support/mongo.ts'
import { convertCollection, type Listed } from './convert-collection.ts'
import { convertTask, TASK_SYNONYMS } from './former-task.ts'
import { TASK_SHAPE } from './todays-shapes.ts'

const plan = { shape: TASK_SHAPE, synonyms: TASK_SYNONYMS, convert: convertTask }

async function tasks(documents: Document[]): Promise<Collection> {
  const collection = testDatabase().db.collection('tasks')
  await collection.insertMany(documents)
  return collection
}

const formerTask = (more: object = {}) => ({
  _id: new ObjectId(),
  user_id: new ObjectId().toHexString(),
  title: 'Relancer',
  status: 'a faire',
  ...more,
})

/** The collection, with something happening between each batch's reading and its writing. */
function meanwhile(collection: Collection, happens: () => Promise<unknown>): Collection {
  return new Proxy(collection, {
    get(target, key) {
      const member: unknown = Reflect.get(target, key, target)
      if (key !== 'bulkWrite') return typeof member === 'function' ? member.bind(target) : member
      return async (...args: Parameters<Collection['bulkWrite']>) => {
        await happens()
        return target.bulkWrite(...args)
      }
    },
  })
}

async function convert(collection: Collection) {
  const listed: Listed[] = []
  const counts = await convertCollection(collection, plan, { dryRun: false, listed: (one) => void listed.push(one), progress: () => {} })
  return { counts, listed }
}

test('a document that changes between reading and writing comes across as it is then', async () => {
  const [first, second] = [formerTask(), formerTask()]
  const collection = await tasks([first, second])
  let times = 0
  const { counts } = await convert(
    meanwhile(collection, async () => {
      times += 1
      if (times === 1) await collection.updateOne({ _id: second._id }, { $set: { status: 'termine' } })
    }),
  )
  expect(counts).toMatchObject({ read: 2, converted: 2, left: 0 })
  expect((await collection.find().sort({ _id: 1 }).toArray()).map(({ status }) => status)).toEqual(['À faire', 'Terminée'])
})

test('a change to another field meanwhile is not lost', async () => {
  const task = formerTask()
  const collection = await tasks([task])
  await convert(meanwhile(collection, () => collection.updateOne({ _id: task._id }, { $set: { title: 'Rappeler', colour: 'red' } })))
  expect(await collection.findOne({ _id: task._id })).toMatchObject({ title: 'Rappeler', status: 'À faire', colour: 'red' })
})

test('one that never stays the same is left and listed', async () => {
  const task = formerTask()
  const collection = await tasks([task])
  let count = 0
  const { counts, listed } = await convert(
    meanwhile(collection, () => collection.updateOne({ _id: task._id }, { $set: { status: `en cours ${count++}` } })),
  )
  expect(counts).toMatchObject({ converted: 0, left: 1 })
  expect(listed).toContainEqual({ collection: 'tasks', id: task._id.toHexString(), field: '_id', reason: 'changed_meanwhile' })
  expect(await collection.findOne({ _id: task._id })).not.toHaveProperty('version')
})

test('one that a unique index refuses is left and listed, the rest of its batch is not', async () => {
  const [first, second] = [formerTask({ title: ' Relancer' }), formerTask({ title: ' Relancer ' })]
  const collection = await tasks([first, second])
  await collection.createIndex({ title: 1 }, { unique: true })
  const { counts, listed } = await convert(collection)
  expect(counts).toMatchObject({ read: 2, converted: 1, left: 1 })
  expect(listed).toEqual([{ collection: 'tasks', id: second._id.toHexString(), field: '_id', reason: 'refused_by_database' }])
  expect(await collection.findOne({ _id: second._id })).toEqual(second)
})

test('a document of today’s is left alone, whatever else it has', async () => {
  const task = formerTask()
  const collection = await tasks([task])
  await convert(collection)
  await collection.updateOne({ _id: task._id }, { $set: { priority: 1 } })
  const before = await collection.findOne({ _id: task._id })
  expect((await convert(collection)).counts).toMatchObject({ unchanged: 1, converted: 0 })
  expect(await collection.findOne({ _id: task._id })).toEqual(before)
})

test('one whose `former` is something of its own is put aside', async () => {
  const task = formerTask({ former: 'mine' })
  const collection = await tasks([task])
  const { counts } = await convert(collection)
  expect(counts).toMatchObject({ aside: 1, converted: 0 })
  expect(await collection.db.collection('former_tasks').findOne({ _id: task._id })).toMatchObject({ reason: 'former_taken', document: task })
})
