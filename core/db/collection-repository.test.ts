import { beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../tests/support/mongo.ts'
import { StoredCollection } from '../domain/collection.ts'
import { type AskedCollection, collectionKey, NO_COUNTS } from '../domain/collection-rules.ts'
import { NEW_RUN } from './collection-document.ts'
import { createCollectionRepository } from './collection-repository.ts'
import { ensureIndexes } from './indexes.ts'
import { newId } from './new-id.ts'

const { db } = testDatabase()
const collections = createCollectionRepository(db)
const NOW = new Date('2026-11-23T12:00:00Z')
const later = (seconds: number) => new Date(NOW.getTime() + seconds * 1_000)
beforeAll(() => ensureIndexes(db))

let asked = 0
/** A request like no other of these tests. */
const request = (change: Partial<AskedCollection> = {}): AskedCollection => ({
  query: `data engineer ${++asked}`,
  location: 'Lyon',
  sources: ['greenhouse'],
  limit: 100,
  url: null,
  ...change,
})

async function running(sources: string[], change: Partial<AskedCollection> = {}): Promise<string> {
  const id = newId()
  await collections.request(newId(), request(change), id, NOW)
  const runs = Object.fromEntries(sources.map((source) => [source, NEW_RUN]))
  await collections.beginCollection(id, { query: {}, understood: null, runs }, NOW)
  for (const source of sources) await collections.beginSource(id, source, NOW)
  return id
}

const step = (key: string) => ({ key, asks: 'greenhouse', step: { key, label: key, url: 'https://x.example' }, is_planned: true, depth: 0 })
const end = (saved: number, problem: 'blocked' | null = null) => ({
  outcome: problem ?? ('fetched' as const),
  counts: { ...NO_COUNTS, found: saved + 1, saved, rejected: 1 },
  rejections: { other_words: 1 },
  problem: problem && { code: problem, params: { status: 403 } },
  duration_ms: 5,
})

test('a new collection waits, and reads as its schema says', async () => {
  const [user, id] = [newId(), newId()]
  const { collection, isNew } = await collections.request(user, request(), id, NOW)
  expect(isNew).toBe(true)
  expect(StoredCollection.strict().parse(collection)).toMatchObject({ id, status: 'pending', sources: [], ...NO_COUNTS, offer_id: null })
  expect(await collections.get(user, id)).toEqual(collection)
})

test('the same request, however it is spelt, joins the run; another one does not', async () => {
  const [first, second] = [newId(), newId()]
  const asking = request({ query: 'Développeur C++', sources: ['lever', 'greenhouse'] })
  const { collection } = await collections.request(first, asking, newId(), NOW)
  const again = await collections.request(second, { ...asking, query: ' développeur  c++ ', sources: ['greenhouse', 'lever'] }, newId(), NOW)
  expect([again.isNew, again.collection.id]).toEqual([false, collection.id])
  expect((await collections.get(second, collection.id)).id).toBe(collection.id)
  expect((await collections.request(second, { ...asking, limit: 7 }, newId(), NOW)).isNew).toBe(true)
})

test('twenty who ask for the same at once make one run, which all of them see', async () => {
  const asking = request()
  const users = Array.from({ length: 20 }, newId)
  const answers = await Promise.all(users.map((user) => collections.request(user, asking, newId(), NOW)))
  expect(new Set(answers.map(({ collection }) => collection.id)).size).toBe(1)
  expect(answers.filter(({ isNew }) => isNew)).toHaveLength(1)
  const { collections: lists } = { collections: await Promise.all(users.map((user) => collections.list(user, undefined, 10))) }
  expect(lists.map(({ total }) => total)).toEqual(users.map(() => 1))
})

test('the same id twice is one collection, after its end too', async () => {
  const [user, id, asking] = [newId(), newId(), request()]
  await collections.request(user, asking, id, NOW)
  expect(await collections.request(user, asking, id, NOW)).toMatchObject({ isNew: true, collection: { id } })
  await collections.leave(user, id, NOW, { forAll: true })
  expect(await collections.request(user, asking, id, NOW)).toMatchObject({ isNew: false, collection: { id, status: 'cancelled' } })
})

test('somebody else’s collection is not found', async () => {
  const id = newId()
  await collections.request(newId(), request(), id, NOW)
  await expect(collections.get(newId(), id)).rejects.toMatchObject({ code: 'not_found' })
  await expect(collections.leave(newId(), id, NOW, { forAll: false })).rejects.toMatchObject({ code: 'not_found' })
  expect(await collections.get(undefined, id)).toMatchObject({ id })
})

test('the run ends with the last who leaves, and the same request makes another', async () => {
  const [first, second, id, asking] = [newId(), newId(), newId(), request()]
  await collections.request(first, asking, id, NOW)
  await collections.request(second, asking, newId(), NOW)
  expect(await collections.leave(first, id, NOW, { forAll: false })).toMatchObject({ ended: false, collection: { status: 'pending' } })
  await expect(collections.get(first, id)).rejects.toMatchObject({ code: 'not_found' })
  expect(await collections.leave(second, id, later(1), { forAll: false })).toMatchObject({ ended: true, collection: { status: 'cancelled' } })
  expect((await collections.request(first, asking, newId(), NOW)).isNew).toBe(true)
})

test('everybody leaves at once: the run ends once, and belongs to nobody', async () => {
  const users = Array.from({ length: 8 }, newId)
  const [id, asking] = [newId(), request()]
  for (const user of users) await collections.request(user, asking, id, NOW)
  const left = await Promise.all(users.map((user) => collections.leave(user, id, NOW, { forAll: false })))
  expect(left.filter(({ ended }) => ended)).toHaveLength(1)
  expect(await collections.get(undefined, id)).toMatchObject({ status: 'cancelled' })
  expect(await db.collection('collections').findOne({ key: collectionKey(asking) })).toMatchObject({ user_ids: [], active: false })
})

test('leaving is one write: whoever dies in the middle leaves no run for nobody', async () => {
  const [user, id] = [newId(), newId()]
  await collections.request(user, request(), id, NOW)
  const dying = new Proxy(db, {
    get: (target, name) => {
      if (name !== 'collection') return Reflect.get(target, name)
      return (of: string) => {
        const real = target.collection(of)
        let writes = 0
        const once = (...given: Parameters<typeof real.findOneAndUpdate>) =>
          writes++ === 0 ? real.findOneAndUpdate(...given) : Promise.reject(new Error('died'))
        return new Proxy(real, { get: (it, method) => (method === 'findOneAndUpdate' ? once : Reflect.get(it, method).bind?.(it)) })
      }
    },
  })
  await createCollectionRepository(dying)
    .leave(user, id, NOW, { forAll: false })
    .catch(() => {})
  expect(await collections.get(undefined, id)).toMatchObject({ status: 'cancelled' })
})

test('an operator’s run goes on when the user who joined it leaves', async () => {
  const [user, id, asking] = [newId(), newId(), request()]
  await collections.request(null, asking, id, NOW)
  await collections.request(user, asking, newId(), NOW)
  expect(await collections.leave(user, id, NOW, { forAll: false })).toMatchObject({ ended: false })
  expect(await collections.leave(user, id, NOW, { forAll: true })).toMatchObject({ ended: true })
})

test('lists are paged newest first, one’s own or everybody’s', async () => {
  const user = newId()
  const ids: string[] = []
  for (let n = 0; n < 5; n++) {
    ids.unshift(newId())
    await collections.request(user, request(), ids[0] as string, later(n < 2 ? 0 : n))
  }
  const first = await collections.list(user, undefined, 2)
  expect([first.total, first.collections.map(({ id }) => id)]).toEqual([5, ids.slice(0, 2)])
  const rest = await collections.list(user, first.end, 200)
  expect([rest.end, rest.collections.map(({ id }) => id)]).toEqual([undefined, ids.slice(2)])
  expect((await collections.list(undefined, undefined, 3)).collections).toHaveLength(3)
})

test('a step is counted once however often it ends', async () => {
  const id = await running(['greenhouse', 'lever'])
  await collections.addRunSteps(id, 'greenhouse', [step('a'), step('b'), step('a')], 500, NOW)
  await collections.addRunSteps(id, 'greenhouse', [step('b')], 500, NOW)
  const [a, b, ...others] = await collections.waitingSteps(id, 'greenhouse', 10, [])
  expect([a?.key, b?.key, others.length]).toEqual(['a', 'b', 0])
  await Promise.all([1, 2, 3].map(() => collections.endStep(a?.id as string, end(2), NOW)))
  await collections.endStep(b?.id as string, end(0, 'blocked'), NOW)
  const read = await collections.get(undefined, id)
  const run = { found: 4, saved: 2, rejected: 2, pages_done: 2, pages_total: 2, outcomes: { fetched: 1, blocked: 1 }, rejections: { other_words: 2 } }
  expect(read).toMatchObject({
    found: 4,
    saved: 2,
    sources: [
      { source: 'greenhouse', ...run },
      { source: 'lever', found: 0 },
    ],
  })
  expect(read.sources[0]?.errors).toEqual([{ code: 'blocked', params: { status: 403 }, count: 1 }])
  expect(read.sources[0]?.pages.map(({ label }) => label).sort()).toEqual(['a', 'b'])
  expect(JSON.stringify(read)).not.toContain('x.example')

  await collections.endSource(id, 'greenhouse', { problem: null }, later(3))
  const ended = (await collections.get(undefined, id)).sources[0]
  expect(ended).toMatchObject({ ...run, status: 'partial', duration_ms: 3_000, errors: [{ code: 'blocked', count: 1 }] })
})

test('the end of a source counts what a lost worker had left uncounted, and drops what nobody will ask for: it had enough', async () => {
  const id = await running(['greenhouse'], { limit: 7 })
  await collections.addRunSteps(id, 'greenhouse', [step('a'), step('b')], 500, NOW)
  const [a] = await collections.waitingSteps(id, 'greenhouse', 1, [])
  await collections.closeStep(a?.id as string, end(7), NOW)
  expect(await collections.endSource(id, 'greenhouse', { problem: null }, NOW)).toMatchObject({ status: 'done', counts: { saved: 7 } })
  expect(await collections.get(undefined, id)).toMatchObject({ saved: 7, sources: [{ pages_total: 1, pages_done: 1 }] })
  expect(await collections.waitingSteps(id, 'greenhouse', 10, [])).toEqual([])
})

test('what an interruption left unread waits for the next run, its links too', async () => {
  const id = await running(['greenhouse'])
  await collections.addRunSteps(id, 'greenhouse', [step('page 1')], 500, NOW)
  const [first] = await collections.waitingSteps(id, 'greenhouse', 1, [])
  await collections.addRunSteps(id, 'greenhouse', [{ ...step('page 2'), is_planned: false }], 500, NOW)
  await collections.endStep(first?.id as string, end(2), NOW)
  expect(await collections.endCollection(id, NOW)).toMatchObject({ status: 'partial' })
  expect((await collections.get(undefined, id)).sources[0]).toMatchObject({ status: 'partial', pages_total: 2, pages_done: 1 })

  await collections.reopenCollection(id, NOW)
  await collections.reopenSource(id, 'greenhouse', 'failed', NOW)
  expect((await collections.waitingSteps(id, 'greenhouse', 10, [])).map(({ key }) => key)).toEqual(['page 2'])
})

test('run again, a page is fetched again: what was fetched could not be read, or has expired', async () => {
  const id = await running(['greenhouse'])
  await collections.addRunSteps(id, 'greenhouse', [step('unreadable'), step('unread')], 500, NOW)
  const [unreadable] = await collections.waitingSteps(id, 'greenhouse', 1, [])
  for (const { id: one } of await collections.waitingSteps(id, 'greenhouse', 2, []))
    await collections.noteFetched(one, { payload_id: 'former', via: 'browser', fetched: 'fetched', fetch_ms: 40 }, NOW)
  await collections.endStep(unreadable?.id as string, { ...end(0), problem: { code: 'unexpected_answer', params: {} } }, NOW)
  await collections.endCollection(id, NOW)
  await collections.reopenSource(id, 'greenhouse', 'failed', NOW)
  const again = { payload_id: null, fetched: null, fetch_ms: 0, via: 'http' }
  expect(await collections.waitingSteps(id, 'greenhouse', 9, [])).toMatchObject([
    { key: 'unreadable', ...again },
    { key: 'unread', ...again },
  ])
})

test('more pages than a run asks for are told, and stay told when it is run again', async () => {
  const id = await running(['greenhouse'])
  const many = Array.from({ length: 4 }, (_, n) => step(`s${n}`))
  await collections.addRunSteps(id, 'greenhouse', many.slice(0, 3), 3, NOW)
  await collections.addRunSteps(id, 'greenhouse', many.slice(0, 3), 3, NOW)
  expect((await collections.get(undefined, id)).sources[0]?.errors).toEqual([])
  await collections.addRunSteps(id, 'greenhouse', many, 3, NOW)
  for (const { id: one } of await collections.waitingSteps(id, 'greenhouse', 9, [])) await collections.endStep(one, end(1), NOW)
  expect(await collections.endSource(id, 'greenhouse', { problem: null }, NOW)).toMatchObject({ status: 'partial' })
  const told = { errors: [{ code: 'too_many_pages', params: { limit: 3 }, count: 1 }] }
  expect((await collections.get(undefined, id)).sources[0]).toMatchObject({ status: 'partial', ...told })
  await collections.reopenSource(id, 'greenhouse', 'failed', NOW)
  expect((await collections.get(undefined, id)).sources[0]).toMatchObject({ status: 'waiting', ...told })
  await collections.reopenSource(id, 'greenhouse', 'all', NOW)
  expect((await collections.get(undefined, id)).sources[0]).toMatchObject({ status: 'waiting', errors: [] })
})

test('an attempt that stalled undoes nothing of what the next one has begun', async () => {
  const id = await running(['greenhouse'])
  await collections.beginCollection(id, { query: {}, understood: null, runs: { greenhouse: NEW_RUN } }, later(60))
  expect((await collections.get(undefined, id)).sources[0]).toMatchObject({ status: 'running', started_at: NOW.toISOString() })

  await collections.addRunSteps(id, 'greenhouse', [step('former')], 500, NOW)
  await collections.endCollection(id, later(1))
  await collections.reopenCollection(id, later(20))
  await collections.reopenSource(id, 'greenhouse', 'all', later(20))
  await collections.beginSource(id, 'greenhouse', later(21))
  await collections.addRunSteps(id, 'greenhouse', [step('a'), step('b')], 500, later(22))
  const [a, b] = await collections.waitingSteps(id, 'greenhouse', 9, [])
  await collections.noteFetched(a?.id as string, { payload_id: 'new', via: 'http', fetched: 'fetched', fetch_ms: 1 }, later(23))
  await collections.endStep(b?.id as string, end(0, 'blocked'), later(23))
  for (const which of ['all', 'failed'] as const) await collections.reopenSource(id, 'greenhouse', which, later(10))
  expect((await collections.get(undefined, id)).sources[0]).toMatchObject({ status: 'running', pages_done: 1, pages_total: 2 })
  expect(await collections.waitingSteps(id, 'greenhouse', 9, [])).toMatchObject([{ key: 'a', payload_id: 'new' }])
})

test('a run takes no more steps than it may', async () => {
  const id = await running(['greenhouse'])
  const many = Array.from({ length: 8 }, (_, n) => step(`s${n}`))
  await collections.addRunSteps(id, 'greenhouse', many.slice(0, 3), 5, NOW)
  await collections.addRunSteps(id, 'greenhouse', many, 5, NOW)
  const waiting = await collections.waitingSteps(id, 'greenhouse', 10, [])
  expect(waiting.map(({ key }) => key)).toEqual(['s0', 's1', 's2', 's3', 's4'])
  const except = waiting.slice(0, 2).map((one) => one.id)
  expect((await collections.waitingSteps(id, 'greenhouse', 2, except)).map(({ key }) => key)).toEqual(['s2', 's3'])
})

test('a collection ends as its sources did; those left over were interrupted', async () => {
  const id = await running(['greenhouse', 'lever', 'ashby'])
  await collections.endSource(id, 'greenhouse', { problem: null }, NOW)
  await collections.endSource(id, 'ashby', { problem: { code: 'no_boards', params: {} }, status: 'skipped' }, NOW)
  expect(await collections.endCollection(id, later(5))).toMatchObject({ status: 'partial' })
  const read = await collections.get(undefined, id)
  expect(read).toMatchObject({ status: 'partial', ended_at: later(5).toISOString() })
  expect(read.sources.map(({ source, status, errors }) => [source, status, errors.map(({ code }) => code)])).toEqual([
    ['greenhouse', 'done', []],
    ['lever', 'failed', ['interrupted']],
    ['ashby', 'skipped', ['no_boards']],
  ])
})

test('a cancelled collection keeps what was saved, and stays cancelled', async () => {
  const id = await running(['greenhouse'])
  await collections.addRunSteps(id, 'greenhouse', [step('a'), step('b')], 500, NOW)
  const [a, b] = await collections.waitingSteps(id, 'greenhouse', 2, [])
  await collections.endStep(a?.id as string, end(2), NOW)
  await collections.leave(newId(), id, NOW, { forAll: true })
  await collections.endStep(b?.id as string, end(3), NOW)
  expect(await collections.endCollection(id, NOW)).toMatchObject({ status: 'cancelled' })
  expect(await collections.get(undefined, id)).toMatchObject({ status: 'cancelled', saved: 5, sources: [{ status: 'cancelled', pages_total: 2 }] })
})

test('what is cancelled half-way goes on showing what it was to read, however often its end is written', async () => {
  const id = await running(['greenhouse'])
  await collections.addRunSteps(id, 'greenhouse', [step('a'), step('b'), step('c')], 500, NOW)
  const [a] = await collections.waitingSteps(id, 'greenhouse', 1, [])
  await collections.endStep(a?.id as string, end(2), NOW)
  await collections.leave(newId(), id, NOW, { forAll: true })
  await collections.endSource(id, 'greenhouse', { problem: null, status: 'cancelled' }, NOW)
  await collections.endSource(id, 'greenhouse', { problem: null, status: 'cancelled' }, NOW)
  await collections.endCollection(id, NOW)
  expect((await collections.get(undefined, id)).sources[0]).toMatchObject({ status: 'cancelled', pages_total: 3, pages_done: 1 })
  expect(await collections.waitingSteps(id, 'greenhouse', 9, [])).toEqual([])
})

test('one that runs has no end, by which it would go; once it has one, it goes a year later', async () => {
  const [user, id] = [newId(), newId()]
  const asking = request()
  await collections.request(user, asking, id, NOW)
  const endOf = async () => (await db.collection('collections').findOne({ key: collectionKey(asking) }))?.ended_at
  expect(await endOf()).toBeNull()
  await collections.endCollection(id, NOW)
  expect(await endOf()).toEqual(NOW)
  await collections.reopenCollection(id, later(5))
  expect(await endOf()).toBeNull()
})

test('run again, what failed is asked for again and the rest is kept; or all of it from the beginning', async () => {
  const id = await running(['greenhouse'])
  await collections.addRunSteps(id, 'greenhouse', [step('a'), step('b')], 500, NOW)
  const [a, b] = await collections.waitingSteps(id, 'greenhouse', 2, [])
  await collections.endStep(a?.id as string, end(2), NOW)
  await collections.endStep(b?.id as string, end(0, 'blocked'), NOW)
  await collections.endSource(id, 'greenhouse', { problem: null }, NOW)
  await collections.endCollection(id, NOW)

  await collections.reopenCollection(id, NOW)
  await collections.reopenSource(id, 'greenhouse', 'failed', NOW)
  expect(await collections.get(undefined, id)).toMatchObject({
    status: 'running',
    saved: 2,
    sources: [{ status: 'waiting', errors: [], pages_done: 1 }],
  })
  expect((await collections.waitingSteps(id, 'greenhouse', 9, [])).map(({ key }) => key)).toEqual(['b'])
  await collections.reopenSource(id, 'greenhouse', 'all', NOW)
  expect(await collections.get(undefined, id)).toMatchObject({ saved: 0, sources: [{ pages_total: 0 }] })
})

test('what was asked for and not touched is listed for reconcile, the rest is not', async () => {
  const [user, id, ended] = [newId(), newId(), newId()]
  await collections.request(user, request(), id, later(-3_600))
  await collections.request(user, request(), ended, later(-3_600))
  await collections.leave(user, ended, later(-3_600), { forAll: false })
  const listed = await collections.listUnfinished({ updatedBefore: later(-1_800), after: undefined, limit: 10 })
  expect(listed).toEqual([{ id, userId: user, status: 'pending', heldBy: null, unendedSources: [] }])
  expect(await collections.listUnfinished({ updatedBefore: later(-1_800), after: id, limit: 10 })).toEqual([])
})
