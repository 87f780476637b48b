import { ObjectId } from 'mongodb'
import { beforeAll, expect, test } from 'vitest'
import { seedOffers } from '../../tests/support/job-offers.ts'
import { testDatabase } from '../../tests/support/mongo.ts'
import { ensureIndexes } from './indexes.ts'
import type { HiddenOfferDocument, JobOfferDocument } from './job-offer-document.ts'
import { createJobOfferLists } from './job-offer-lists.ts'

const { db } = testDatabase()
const hiddenOffers = db.collection<HiddenOfferDocument>('hidden_offers')
const someone = new ObjectId().toHexString()
const BOUNDS = { candidates: 100, count: 100, hidden: 100, passed: 100 }
const searches = { blockedCompaniesOf: async () => [] }
const bounded = (bounds: Partial<typeof BOUNDS>) =>
  createJobOfferLists(db.collection<JobOfferDocument>('job_offers'), hiddenOffers, searches, { ...BOUNDS, ...bounds })
const titles = async (lists: ReturnType<typeof bounded>, userId = someone) =>
  (await lists.list(userId, {}, undefined, 0, 100)).offers.map(({ title }) => title)

let ids: string[]
beforeAll(async () => {
  await ensureIndexes(db)
  ids = await seedOffers(
    db,
    ['Lyon', 'Lyonnaise', 'Lyon 3', 'Nantes'].map((title) => ({ title })),
  )
})

test.each([
  ['lyon', 2, true, 2],
  ['lyon', 3, false, 3],
  ['nantes', 1, false, 1],
])('a search for « %s » that looks at %i candidates: stopped early %s, %i found', async (keywords, candidates, stoppedEarly, total) => {
  const lists = bounded({ candidates })
  const page = await lists.list(someone, { keywords }, undefined, 0, 100)
  expect([page.stoppedEarly, page.offers.length]).toEqual([stoppedEarly, total])
  expect(await lists.count(someone, { keywords })).toEqual({ total, capped: false, stoppedEarly })
})

test.each([
  [3, 3, true],
  [4, 4, false],
])('a count as far as %i says %i, capped: %s', async (count, total, capped) => {
  expect(await bounded({ count }).count(someone, {})).toEqual({ total, capped, stoppedEarly: false })
  expect(await bounded({ count }).count(someone, { liveness: 'open' })).toEqual({ total, capped, stoppedEarly: false })
})

test('of more hidden offers than the bound the newest stay hidden', async () => {
  const userId = new ObjectId().toHexString()
  const hide = (id: string | undefined) =>
    hiddenOffers.insertOne({ user_id: new ObjectId(userId), offer_id: new ObjectId(id), hidden_at: new Date() })
  await hide(ids[3])
  await hide(ids[0])
  expect(await titles(bounded({ hidden: 1 }), userId)).toEqual(['Lyon 3', 'Lyonnaise', 'Lyon'])
  expect(await titles(bounded({ hidden: 2 }), userId)).toEqual(['Lyon 3', 'Lyonnaise'])
})

test('offers of 1970 and before are counted like all others', async () => {
  const own = testDatabase().db
  await ensureIndexes(own)
  await seedOffers(
    own,
    ['0001-01-01', '1969-12-31', '1970-01-01', '2026-01-01'].map((day) => ({ created_at: new Date(day) })),
  )
  const lists = createJobOfferLists(own.collection<JobOfferDocument>('job_offers'), own.collection<HiddenOfferDocument>('hidden_offers'), searches)
  expect((await lists.count(someone, {})).total).toBe(4)
  expect((await lists.list(someone, {}, undefined, 0, 10)).offers).toHaveLength(4)
})
