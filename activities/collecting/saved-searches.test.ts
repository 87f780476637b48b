import { beforeAll, beforeEach, expect, test } from 'vitest'
import { createCollectionRepository } from '../../core/db/collection-repository.ts'
import { ensureIndexes } from '../../core/db/indexes.ts'
import { newId } from '../../core/db/new-id.ts'
import { createScheduledSearches } from '../../core/db/scheduled-searches.ts'
import { createSearchRepository } from '../../core/db/search-repository.ts'
import { NewSearch } from '../../core/domain/search.ts'
import { testDatabase } from '../../tests/support/mongo.ts'
import { createSavedSearchCollecting } from './saved-searches.ts'

const { db } = testDatabase()
const NOW = new Date('2026-11-23T05:00:00Z')
const collections = createCollectionRepository(db)
const searches = createSearchRepository(db)
const { holdSavedSearches, nextHeld, releaseHeld, cancelHeld } = createSavedSearchCollecting({
  collections,
  searches: createScheduledSearches(db),
  now: () => NOW,
})
beforeAll(() => ensureIndexes(db))
beforeEach(() => Promise.all(['searches', 'collections'].map((name) => db.collection(name).deleteMany({}))))

const [one, two] = [newId(), newId()]
async function saved(user: string, search: object): Promise<string> {
  const id = newId()
  await searches.create(user, id, NewSearch.parse(search), NOW)
  return id
}
const hold = (heldBy = 'schedule') => holdSavedSearches({ heldBy, after: undefined, limit: 100 })
const held = async (heldBy = 'schedule') => (await nextHeld({ heldBy, limit: 100, except: [] })).map(({ id }) => id)
const release = (collectionId: string) => releaseHeld({ heldBy: 'schedule', collectionId })

test('equal searches of many users are one collection, which each of them sees; disabled ones are none', async () => {
  await saved(one, { query: 'Data Engineer', location: 'Lyon', sources: ['lever', 'greenhouse'] })
  await saved(two, { query: 'data  engineer', location: 'lyon', sources: ['greenhouse', 'lever'] })
  await saved(two, { query: 'boulanger', enabled: false })
  expect(await hold()).toEqual({ searches: 2, last: undefined })
  const [id = '', ...others] = await held()
  expect(others).toEqual([])
  for (const user of [one, two]) expect(await collections.get(user, id)).toMatchObject({ status: 'pending', limit: 1_000 })
})

test('batches go on after the last, and a batch twice makes nothing twice', async () => {
  for (const query of ['java', 'sql', 'rust']) await saved(one, { query })
  const first = await holdSavedSearches({ heldBy: 'schedule', after: undefined, limit: 2 })
  await holdSavedSearches({ heldBy: 'schedule', after: undefined, limit: 2 })
  expect(first.searches).toBe(2)
  expect(await holdSavedSearches({ heldBy: 'schedule', after: first.last, limit: 2 })).toEqual({ searches: 1, last: undefined })
  const ids = await held()
  expect(ids).toHaveLength(3)
  expect((await nextHeld({ heldBy: 'schedule', limit: 2, except: ids.slice(0, 2) })).map(({ id }) => id)).toEqual(ids.slice(2))
})

test('a search that was changed, disabled or deleted meanwhile is left out; its collection stays for the others', async () => {
  const mine = await saved(one, { query: 'data engineer' })
  await saved(two, { query: 'data engineer' })
  const alone = await saved(one, { query: 'boulanger' })
  await hold()
  await searches.update(one, mine, { query: 'data analyst' }, undefined, NOW)
  await searches.update(one, alone, { enabled: false }, undefined, NOW)
  const released = await Promise.all((await held()).map(release))
  expect(released.sort()).toEqual([false, true])
  expect((await collections.list(one, undefined, 10)).total).toBe(0)
  expect((await collections.list(two, undefined, 10)).collections).toMatchObject([{ query: 'data engineer', status: 'pending' }])
  expect(await held()).toEqual([])
})

test('what was let start is so again, when the answer was lost; not once somebody runs it', async () => {
  await saved(one, { query: 'data engineer' })
  await hold()
  const [id = ''] = await held()
  expect([await release(id), await release(id)]).toEqual([true, true])
  expect(await releaseHeld({ heldBy: 'another', collectionId: id })).toBe(false)
  await collections.beginCollection(id, { query: {}, understood: null, runs: {} }, NOW)
  expect(await release(id)).toBe(false)
})

test('what somebody asks for while it waits is started by them, not by the schedule', async () => {
  await saved(one, { query: 'data engineer' })
  await hold()
  const [id = ''] = await held()
  const asked = { query: 'data engineer', location: null, sources: [], limit: 1_000, url: null }
  expect(await collections.request(two, asked, newId(), NOW)).toMatchObject({ isNew: false, collection: { id } })
  expect(await release(id)).toBe(false)
  expect(await collections.get(two, id)).toMatchObject({ status: 'pending' })
})

test('what a former run of the schedule left behind is taken over by the next one', async () => {
  await saved(one, { query: 'data engineer' })
  await hold('former')
  await hold()
  expect([await held('former'), (await held()).length]).toEqual([[], 1])
})

test('a cancelled run of the schedule cancels what waits for it, nothing else', async () => {
  await saved(one, { query: 'data engineer' })
  await hold()
  const other = newId()
  await collections.request(one, { query: 'boulanger', location: null, sources: [], limit: 10, url: null }, other, NOW)
  await cancelHeld({ heldBy: 'schedule' })
  const { collections: all } = await collections.list(one, undefined, 10)
  expect(all.map(({ query, status }) => [query, status]).sort()).toEqual([
    ['boulanger', 'pending'],
    ['data engineer', 'cancelled'],
  ])
})

test('the last user who leaves a collection that waits for its turn ends it', async () => {
  await saved(one, { query: 'data engineer' })
  await hold()
  const [id = ''] = await held()
  expect(await collections.leave(one, id, NOW, { forAll: false })).toMatchObject({ ended: true })
  expect([await release(id), await held()]).toEqual([false, []])
})
