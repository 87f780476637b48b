import { beforeAll, beforeEach, expect, test } from 'vitest'
import { createCatalogueRepository } from '../../core/db/catalogue-repository.ts'
import { ensureIndexes } from '../../core/db/indexes.ts'
import type { CatalogueDocument } from '../../core/db/job-offer-document.ts'
import { collectedOffer } from '../../tests/support/collected-offers.ts'
import { testDatabase } from '../../tests/support/mongo.ts'
import { createCatalogueWriter } from './catalogue-writer.ts'

const { db } = testDatabase()
const offers = db.collection<CatalogueDocument>('job_offers')
let today = new Date('2026-11-23T05:00:00Z')
const newWriter = () => createCatalogueWriter({ catalogue: createCatalogueRepository(db), now: () => today })
const writer = newWriter()

const several = (count: number) =>
  Array.from({ length: count }, (_, n) => collectedOffer({ nativeId: `acme:${n}`, url: `https://acme.example/${n}` }))
const stored = (...ids: string[]) => offers.find({ listing_keys: { $in: ids } }).toArray()

beforeAll(() => ensureIndexes(db))
beforeEach(async () => {
  await offers.deleteMany({})
  today = new Date('2026-11-23T05:00:00Z')
})

test('a batch is stored once, and counts the same when the same run stores it again', async () => {
  const batch = several(450)
  const first = await writer.save(batch, { runId: 'one' })
  expect(first).toMatchObject({ saved: 450, updated: 0, unchanged: 0, duplicates: 0 })
  expect(await writer.save(batch, { runId: 'one' })).toEqual(first)
  expect(await offers.countDocuments()).toBe(450)
  expect(await writer.save(batch, { runId: 'two' })).toEqual({ ...first, saved: 0, unchanged: 450 })
})

test('what has changed at its source is updated, and only that makes a new version', async () => {
  await writer.save(several(3), { runId: 'one' })
  today = new Date('2026-11-26T05:00:00Z')
  const changed = collectedOffer({ nativeId: 'acme:1', url: 'https://acme.example/1', title: 'Data analyst' })
  const again = [several(1)[0] ?? changed, changed]
  const counts = await writer.save(again, { runId: 'two' })
  expect(counts).toMatchObject({ saved: 0, updated: 1, unchanged: 1 })
  expect(await writer.save(again, { runId: 'two' })).toEqual(counts)
  const [same, other, unseen] = await stored('greenhouse:acme:0', 'greenhouse:acme:1', 'greenhouse:acme:2')
  expect(same).toMatchObject({ version: 1, last_seen_at: today })
  expect(other).toMatchObject({ version: 2, last_seen_at: today, title: 'Data analyst', words: expect.arrayContaining(['analyst']) })
  expect(unseen?.last_seen_at).not.toEqual(today)
})
