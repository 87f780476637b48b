import { type Db, ObjectId } from 'mongodb'
import { beforeEach, expect, test } from 'vitest'
import { createApplicationRepository } from '../../core/db/application-repository.ts'
import { createCollectionRepository } from '../../core/db/collection-repository.ts'
import { createCvRepository } from '../../core/db/cv-repository.ts'
import { createIdempotencyRepository } from '../../core/db/idempotency-repository.ts'
import { ensureIndexes } from '../../core/db/indexes.ts'
import { newId } from '../../core/db/new-id.ts'
import { createSearchRepository } from '../../core/db/search-repository.ts'
import { createSessionRepository } from '../../core/db/session-repository.ts'
import { createTaskRepository } from '../../core/db/task-repository.ts'
import { createUserErasure } from '../../core/db/user-erasure.ts'
import { createUserRepository } from '../../core/db/user-repository.ts'
import { NewApplication } from '../../core/domain/application.ts'
import { DEFAULT_LIMIT } from '../../core/domain/collection-rules.ts'
import { NewSearch } from '../../core/domain/search.ts'
import { NewTask } from '../../core/domain/task.ts'
import { testDatabase } from '../../tests/support/mongo.ts'
import { createErasing } from './erase.ts'

const NOW = new Date('2026-11-23T12:00:00Z')
const APPLICATIONS = 7

let db: Db
let erasure: ReturnType<typeof createUserErasure>
let erasing: ReturnType<typeof createErasing>
let someone: string
let other: string

beforeEach(async () => {
  db = testDatabase().db
  await ensureIndexes(db)
  erasure = createUserErasure(db)
  erasing = createErasing({ erasure, cvs: createCvRepository(db), now: () => NOW })
  ;[someone, other] = await Promise.all([settled('someone'), settled('other')])
})

/** A user with some of everything. */
async function settled(username: string): Promise<string> {
  const user = { username, email: `${username}@example.com`, full_name: null }
  const { id } = (await createUserRepository(db).create(user, 'hash', NOW)).user
  const applications = createApplicationRepository(db)
  for (let n = 0; n < APPLICATIONS; n++) await applications.create(id, newId(), NewApplication.parse({ company: 'Acme', position: 'Dev' }), NOW)
  for (const title of ['a', 'b']) await createTaskRepository(db).create(id, newId(), NewTask.parse({ title }), NOW)
  await createSearchRepository(db).create(id, newId(), NewSearch.parse({ query: 'x' }), NOW)
  await db.collection('hidden_offers').insertOne({ user_id: new ObjectId(id), offer_id: new ObjectId(), hidden_at: NOW })
  const expiresAt = new Date(Date.now() + 3_600_000)
  await createSessionRepository(db).create({ id: newId(), userId: id, currentHash: 'hash', expiresAt, userAgent: null }, NOW)
  for (const key of ['one', 'two']) await createIdempotencyRepository(db).reserve(id, key, 'fingerprint', new Date())
  for (const name of ['former_applications', 'former_tasks']) await db.collection(name).insertOne({ user_id: new ObjectId(id), document: {} })
  const { id: collectionId } = await collect(id, `data engineer for ${username}`)
  const step = { asks: 'lever', step: { key: '', label: '' }, is_planned: true, depth: 0 }
  const steps = ['a', 'b'].map((key) => ({ ...step, key }))
  await createCollectionRepository(db).addRunSteps(collectionId, 'lever', steps, 500, NOW)
  await createCvRepository(db).store(id, { bytes: new Uint8Array(300_000), format: 'pdf' }, () => NOW)
  return id
}

const collect = async (userId: string | null, query: string) => {
  const asked = { query, location: null, sources: [], limit: DEFAULT_LIMIT, url: null }
  return (await createCollectionRepository(db).request(userId, asked, newId(), NOW)).collection
}

/** How many records of a user each collection holds, however they are tied to the user. */
async function countsOf(userId: string): Promise<Record<string, number>> {
  const user_id = new ObjectId(userId)
  const files = await db.collection('cvs.files').find({ 'metadata.user_id': user_id }).toArray()
  const counts = await Promise.all(
    ['applications', 'tasks', 'searches', 'hidden_offers', 'sessions', 'former_applications', 'former_tasks'].map(async (name) => [
      name,
      await db.collection(name).countDocuments({ user_id }),
    ]),
  )
  const collections = await db.collection('collections').find({ user_ids: user_id }).toArray()
  return {
    ...Object.fromEntries(counts),
    collections: collections.length,
    collection_steps: await db.collection('collection_steps').countDocuments({ collection_id: { $in: collections.map(({ _id }) => _id) } }),
    idempotency_keys: await db.collection<{ _id: string }>('idempotency_keys').countDocuments({ _id: { $regex: `^${userId}` } }),
    'cvs.files': files.length,
    'cvs.chunks': await db.collection('cvs.chunks').countDocuments({ files_id: { $in: files.map(({ _id }) => _id) } }),
    users: await db.collection('users').countDocuments({ _id: user_id }),
  }
}

const ALL = {
  former_applications: 1,
  former_tasks: 1,
  applications: 7,
  tasks: 2,
  searches: 1,
  hidden_offers: 1,
  sessions: 1,
  idempotency_keys: 2,
  collections: 1,
  collection_steps: 2,
  'cvs.files': 1,
  'cvs.chunks': 2,
  users: 1,
}
const NONE = Object.fromEntries(Object.keys(ALL).map((name) => [name, 0]))
const sum = (counts: Record<string, number>) => Object.values(counts).reduce((sum, n) => sum + n, 0)
const total = async (): Promise<Record<string, number>> => {
  const names = (await db.listCollections().toArray()).map(({ name }) => name)
  return Object.fromEntries(await Promise.all(names.sort().map(async (name) => [name, await db.collection(name).countDocuments()])))
}

/** As the workflow does, with its limit. */
async function erase(userId: string, limit: number): Promise<{ batches: number; erased: number }> {
  let [batches, erased] = [0, 0]
  for (let more = true; more; batches++) {
    const batch = await erasing.eraseBatch({ userId, limit })
    // The CV comes on top of the last batch.
    expect(sum(batch.erased)).toBeLessThanOrEqual(limit + (batch.more ? 0 : 1))
    erased += sum(batch.erased)
    more = batch.more
  }
  await erasing.eraseAccount({ userId })
  return { batches, erased }
}

test('everything of the user goes, batch by batch, and nothing of anyone else; twice is once', async () => {
  expect([await countsOf(someone), await countsOf(other)]).toEqual([ALL, ALL])
  await erasure.requestErasure(someone, undefined, NOW)
  const records = sum(ALL) - ALL['cvs.chunks'] - ALL.users
  expect(await erase(someone, 3)).toEqual({ batches: Math.floor((records - 1) / 3) + 1, erased: records })
  expect([await countsOf(someone), await countsOf(other)]).toEqual([NONE, ALL])
  // No collection that this test forgets holds anything else: all there is is the other's.
  expect(await total()).toEqual(expect.objectContaining(ALL))
  expect(sum(await total())).toBe(sum(ALL))
  expect(await erase(someone, 3)).toEqual({ batches: 1, erased: 0 })
  expect(await countsOf(other)).toEqual(ALL)
})

test('collections that others asked for go on without the user, and a run that nobody else wants ends', async () => {
  const collections = createCollectionRepository(db)
  const [shared, ended, operators, own] = [
    await collect(someone, 'baker'),
    await collect(someone, 'cook'),
    await collect(null, 'waiter'),
    await collect(someone, 'painter'),
  ]
  await Promise.all([collect(other, 'baker'), collect(other, 'cook'), collect(someone, 'waiter')])
  await collections.endCollection(ended.id, NOW)
  await erasure.requestErasure(someone, undefined, NOW)
  await erase(someone, 2)

  expect(await collections.get(other, shared.id)).toMatchObject({ status: 'pending' })
  expect(await collections.get(other, ended.id)).toMatchObject({ query: 'cook', ended_at: NOW.toISOString() })
  expect(await collections.get(undefined, operators.id)).toMatchObject({ status: 'pending' })
  await expect(collections.get(undefined, own.id)).rejects.toMatchObject({ code: 'not_found' })
  expect(await db.collection('collections').countDocuments({ user_ids: new ObjectId(someone) })).toBe(0)
  expect(JSON.stringify(await db.collection('collections').find().toArray())).not.toContain('painter')
})

test('who did not ask for it is refused, and their account stays whatever comes after', async () => {
  await expect(erasing.refuseLiveUser({ userId: other })).rejects.toMatchObject({ type: 'not_asked_for', nonRetryable: true })
  await erasing.eraseAccount({ userId: other })
  expect(await countsOf(other)).toEqual(ALL)
  await erasure.requestErasure(someone, undefined, NOW)
  await erasing.refuseLiveUser({ userId: someone })
  await erasing.refuseLiveUser({ userId: newId() })
})

test('what is asked for twice is dated by the first time', async () => {
  const later = new Date(NOW.getTime() + 60_000)
  expect(await erasure.requestErasure(someone, undefined, NOW)).toEqual(NOW)
  expect(await erasure.requestErasure(someone, [99], later)).toEqual(NOW)
  const stored = await db.collection('users').findOne({ _id: new ObjectId(someone) })
  expect(stored).toMatchObject({ disabled: true, erasing_at: NOW, version: 3 })
  await expect(erasure.requestErasure(newId(), undefined, NOW)).rejects.toMatchObject({ code: 'not_found' })
  await expect(erasure.requestErasure(other, [99], NOW)).rejects.toMatchObject({ code: 'precondition_failed' })
})

test('erasures are listed the longest ago first, those asked for since left out', async () => {
  const at = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000)
  await erasure.requestErasure(other, undefined, at(1))
  await erasure.requestErasure(someone, undefined, at(2))
  expect(await erasure.listErasing(at(10), 10)).toEqual([other, someone])
  expect(await erasure.listErasing(at(10), 1)).toEqual([other])
  expect(await erasure.listErasing(at(2), 10)).toEqual([other])
})

test('a generation that runs while its application is erased saves nothing, and has nothing left to do', async () => {
  const applications = createApplicationRepository(db)
  const id = newId()
  await applications.create(someone, id, NewApplication.parse({ company: 'Acme', position: 'Dev', url: 'https://jobs.example.com/1' }), NOW)
  expect(await applications.beginDescription(id, NOW)).toMatchObject({ request: 1 })
  await erasure.requestErasure(someone, undefined, NOW)
  await erase(someone, 500)
  expect(await applications.finishDescription(id, 1, { status: 'not_an_offer' }, NOW)).toBe(false)
  expect(await applications.beginDescription(id, NOW)).toBeNull()
  expect(await countsOf(someone)).toEqual(NONE)
})
