import { ObjectId } from 'mongodb'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { createCatalogueRepository } from '../../core/db/catalogue-repository.ts'
import { ensureIndexes } from '../../core/db/indexes.ts'
import type { CatalogueDocument } from '../../core/db/job-offer-document.ts'
import { createJobOfferRepository } from '../../core/db/job-offer-repository.ts'
import { collectedOffer, type SomeOffer } from '../../tests/support/collected-offers.ts'
import { testDatabase } from '../../tests/support/mongo.ts'
import { createCatalogueWriter } from './catalogue-writer.ts'

const { db } = testDatabase()
const offers = db.collection<CatalogueDocument>('job_offers')
const hidden = db.collection('hidden_offers')
let today: Date
const catalogue = createCatalogueRepository(db)
const writer = createCatalogueWriter({ catalogue, now: () => today })
const { get, list, hide } = createJobOfferRepository(db, { blockedCompaniesOf: async () => [] })

const TEXT = 'We build the pumps that keep half of the polders dry, and we need someone who keeps their data in order. '.repeat(8)
const atAggregator = (said: SomeOffer = {}) =>
  collectedOffer({
    source: 'arbeitnow',
    nativeId: 'data-engineer-77',
    url: 'https://www.arbeitnow.com/jobs/data-engineer-77',
    title: 'Data Engineer (m/w/d)',
    salary: { min: 50_000, max: 60_000, currency: 'EUR', period: 'year' },
    description: `${TEXT.slice(0, 200)}…`,
    skills: ['SQL'],
    ...said,
  })
const atCompany = (said: SomeOffer = {}) =>
  collectedOffer({ nativeId: 'acme:1', url: 'https://boards.example/acme/1', description: TEXT, remote: 'hybrid', ...said })
const save = async (...batch: ReturnType<typeof collectedOffer>[]) => writer.save(batch, { runId: new ObjectId().toHexString() })

beforeAll(() => ensureIndexes(db))
beforeEach(async () => {
  await Promise.all([offers.deleteMany({}), hidden.deleteMany({})])
  today = new Date('2026-11-20T05:00:00Z')
})

test('a better source that comes later takes over, what it leaves open stays, and the offer keeps its id and its dates', async () => {
  const { offerIds } = await save(atAggregator())
  const id = offerIds[0] ?? ''
  today = new Date('2026-11-23T05:00:00Z')
  expect(await save(atCompany())).toMatchObject({ duplicates: 1, offerIds: [id] })
  const { offer, version } = await get(id)
  expect(offer).toMatchObject({
    title: 'Data engineer',
    source: 'greenhouse',
    url: 'https://boards.example/acme/1',
    alternative_urls: ['https://www.arbeitnow.com/jobs/data-engineer-77'],
    description: TEXT,
    remote: 'hybrid',
    salary: { min: 50_000 },
    skills: ['SQL'],
    created_at: '2026-11-20T05:00:00.000Z',
    first_seen_at: '2026-11-20T05:00:00.000Z',
    last_seen_at: '2026-11-23T05:00:00.000Z',
  })
  expect(version).toBe(2)
  expect(Object.keys(offer)).not.toContain('doubles')
  expect(await offers.findOne()).toMatchObject({ doubles: [{ reason: 'text', listing: { source: 'arbeitnow' } }], origins: { salary: 'arbeitnow' } })
})

test('what is merged is the same whichever came first, and a teaser gives way to the whole text', async () => {
  const seen = async () =>
    (await list(new ObjectId().toHexString(), {}, undefined, 0, 10)).offers.map(({ id: _i, _id, created_at, updated_at, ...said }) => said)
  await save(atAggregator({ description: TEXT }), atCompany({ description: `${TEXT.slice(0, 150)}…` }))
  const together = await seen()
  expect(together).toMatchObject([{ description: TEXT, source: 'greenhouse' }])
  await offers.deleteMany({})
  await save(atCompany({ description: `${TEXT.slice(0, 150)}…` }))
  await save(atAggregator({ description: TEXT }))
  expect(await seen()).toEqual(together)
})

test('both listings are known again, and the change of one is a change of the offer', async () => {
  await save(atAggregator(), atCompany())
  expect(await save(atAggregator(), atCompany())).toMatchObject({ saved: 0, unchanged: 2 })
  const paid = { min: 70_000, max: 80_000, currency: 'EUR', period: 'year' } as const
  expect(await save(atAggregator({ salary: paid }))).toMatchObject({ updated: 1 })
  expect(await save(atAggregator({ salary: paid, title: 'Data Engineer (f/m/d)' }))).toMatchObject({ updated: 0, unchanged: 1 })
  expect(await offers.find().toArray()).toMatchObject([{ title: 'Data engineer', salary: paid, version: 2 }])
})

test('a listing that shows two stored offers to be one merges them: ids, hidden offers and all listings go on answering', async () => {
  const [old, young] = (await save(atCompany({ company: 'Globex' }), atAggregator({ company: 'Initech', description: null }))).offerIds as [
    string,
    string,
  ]
  const people = [1, 2].map(() => new ObjectId().toHexString()) as [string, string]
  await hide(people[0], young, today)
  await hide(people[1], young, today)
  await hide(people[1], old, today)
  const both = collectedOffer({ source: 'arbeitnow', nativeId: 'data-engineer-77', url: 'https://boards.example/acme/1', company: 'Initech' })
  await save(both)
  expect(await offers.countDocuments()).toBe(1)
  expect((await get(young)).offer.id).toBe((await get(old)).offer.id)
  expect(await hidden.countDocuments()).toBe(2)
  expect((await list(people[0], {}, undefined, 0, 10)).offers).toEqual([])
  expect(await save(atCompany({ company: 'Globex' }))).toMatchObject({ saved: 0 })
})

test('a merge that a killed process left half-done is finished by the next writer', async () => {
  const [stays, goes] = (await save(atCompany(), collectedOffer({ nativeId: 'acme:2', title: 'Plumber' }))).offerIds as [string, string]
  const merging = { into: new ObjectId(stays), has_begun: true as const, reason: 'admin' as const, score: 1 }
  await offers.updateOne({ _id: new ObjectId(goes) }, { $set: { merging }, $unset: { listing_keys: true } })
  await save(collectedOffer({ nativeId: 'other:1', company: 'Other' }))
  expect(await offers.countDocuments()).toBe(2)
  expect(await get(goes)).toMatchObject({ offer: { id: stays }, mergedIds: [goes] })
  expect(await save(collectedOffer({ nativeId: 'acme:2', title: 'Plumber' }))).toMatchObject({ saved: 0, offerIds: [stays] })
})

test('an admin merges two offers, once or twice', async () => {
  const [one, other] = (await save(atCompany(), collectedOffer({ nativeId: 'acme:2', title: 'Plumber' }))).offerIds as [string, string]
  await catalogue.mergeOffers(one, other, today)
  await catalogue.mergeOffers(one, other, today)
  expect(await get(other)).toMatchObject({ offer: { id: one, title: 'Data engineer' }, mergedIds: [other] })
  await expect(catalogue.mergeOffers(one, new ObjectId().toHexString(), today)).rejects.toThrow('not_found')
})

test('an offer was there as long as any that was merged into it', async () => {
  const [early] = (await save(atCompany())).offerIds as [string]
  today = new Date('2026-11-22T05:00:00Z')
  const [late] = (await save(collectedOffer({ nativeId: 'acme:2', title: 'Plumber' }))).offerIds as [string]
  await catalogue.mergeOffers(early, late, today)
  expect((await get(late)).offer).toMatchObject({ id: early, first_seen_at: '2026-11-20T05:00:00.000Z', last_seen_at: '2026-11-22T05:00:00.000Z' })
})

test('what was merged into an offer that is merged goes on answering', async () => {
  const [one, other, third] = (
    await save(atCompany(), collectedOffer({ nativeId: 'acme:2', title: 'Plumber' }), collectedOffer({ nativeId: 'acme:3', title: 'Baker' }))
  ).offerIds as [string, string, string]
  await catalogue.mergeOffers(other, third, today)
  await catalogue.mergeOffers(one, other, today)
  expect((await get(third)).offer.id).toBe(one)
})

test('offers of many listings that are merged keep no more of them than one may have', async () => {
  const ids = (await save(atCompany(), collectedOffer({ nativeId: 'acme:2', title: 'Plumber' }))).offerIds as [string, string]
  for (const id of ids) {
    const stored = await offers.findOne({ _id: new ObjectId(id) })
    const doubles = Array.from({ length: 30 }, (_, n) => {
      const { listing, ...facts } = atAggregator({ nativeId: `${id}-${n}` })
      return {
        listing,
        facts,
        print: stored?.print ?? { keys: [], sketch: null, size: 0 },
        run: null,
        reason: 'text' as const,
        score: 1,
        merged_at: today,
      }
    })
    await offers.updateOne({ _id: new ObjectId(id) }, { $set: { doubles } })
  }
  await catalogue.mergeOffers(...ids, today)
  const [left, ...others] = await offers.find().toArray()
  expect(others).toEqual([])
  expect(left?.doubles).toHaveLength(39)
  expect(left?.doubles?.at(-1)).toMatchObject({ listing: { native_id: 'acme:2' }, reason: 'admin' })
})

test('what an admin says is no double is an offer of its own, and no later run merges them', async () => {
  const { offerIds } = await save(atCompany(), atAggregator())
  const id = offerIds[0] ?? ''
  expect(await catalogue.splitDouble(id, 'https://nowhere.example/1', today)).toBeNull()
  const own = await catalogue.splitDouble(id, 'https://www.arbeitnow.com/jobs/data-engineer-77?utm_source=x', today)
  expect(own).not.toBe(id)
  expect((await get(id)).offer).toMatchObject({ salary: null, alternative_urls: [], skills: [] })
  expect((await get(own ?? '')).offer).toMatchObject({ source: 'arbeitnow', salary: { min: 50_000 }, title: 'Data Engineer (m/w/d)' })
  expect(await save(atCompany(), atAggregator())).toMatchObject({ saved: 0, unchanged: 2, offerIds: [id, own] })
  await offers.deleteOne({ _id: new ObjectId(own ?? '') })
  expect(await save(atAggregator())).toMatchObject({ saved: 1 })
  expect(await catalogue.splitDouble(id, 'https://boards.example/acme/1', today)).toBeNull()
})

test('the first listing can leave too: the offer goes on with what the other says', async () => {
  const id = (await save(atCompany(), atAggregator())).offerIds[0] ?? ''
  const own = await catalogue.splitDouble(id, 'https://boards.example/acme/1', today)
  expect((await get(id)).offer).toMatchObject({ source: 'arbeitnow', remote: null })
  expect((await get(own ?? '')).offer).toMatchObject({ source: 'greenhouse', salary: null })
})

test('a posting put up again is the same offer; when the former is still there, they are two', async () => {
  const { offerIds } = await save(atCompany())
  today = new Date('2026-11-27T05:00:00Z')
  const again = atCompany({ nativeId: 'acme:2', url: 'https://boards.example/acme/2', posted_at: '2026-11-25T00:00:00.000Z' })
  expect(await save(again)).toMatchObject({ duplicates: 1, offerIds })
  expect((await get(offerIds[0] ?? '')).offer.url).toBe('https://boards.example/acme/2')
  expect((await save(atCompany(), again)).offerIds).toHaveLength(2)
  expect(await offers.countDocuments()).toBe(2)
  expect(await save(atCompany(), again)).toMatchObject({ saved: 0, unchanged: 2 })
})

test('a posting beside a former one that is still there is another, whichever comes first', async () => {
  await save(atCompany())
  today = new Date('2026-11-27T05:00:00Z')
  const beside = atCompany({ nativeId: 'acme:2', url: 'https://boards.example/acme/2', posted_at: '2026-11-25T00:00:00.000Z' })
  expect(await save(beside, atCompany())).toMatchObject({ saved: 1, duplicates: 0, unchanged: 1 })
})

test('an offer that was closed because nobody saw it is open again when any of its listings is seen', async () => {
  await save(atCompany(), atAggregator())
  await offers.updateOne({}, { $set: { liveness: 'closed', liveness_reason: 'not_seen' } })
  expect(await save(atAggregator())).toMatchObject({ updated: 1 })
  expect(await offers.findOne()).toMatchObject({ liveness: 'open', liveness_reason: null })
})

test('what changes nothing that is answered makes no new version and no new date, and is not lost to another writer', async () => {
  const { offerIds } = await save(atCompany())
  const before = await catalogue.load(offerIds)
  today = new Date('2026-11-23T05:00:00Z')
  await save(atCompany({ hash: 'other' }))
  expect(await offers.findOne()).toMatchObject({ version: 1, updated_at: new Date('2026-11-20T05:00:00Z'), last_seen_at: today, revision: 2 })
  const [entry] = before
  if (entry === undefined) throw new Error('The offer is away')
  const stale = { entry, records: entry.records, apart: [], liveness: entry.stored, seen: true }
  expect(await catalogue.write({ inserts: [], changes: [stale], seen: [] }, today)).toBe(false)
})

test('a listing that joins fifty times leaves the offer as many as it keeps', async () => {
  const boards = Array.from({ length: 50 }, (_, n) => collectedOffer({ source: `board-${n}`, nativeId: 'x', url: `https://b${n}.example/1` }))
  const { duplicates, offerIds } = await save(...boards)
  expect([duplicates, new Set(offerIds).size]).toEqual([49, 1])
  const [stored] = await offers.find().toArray()
  expect(stored?.doubles).toHaveLength(39)
  expect(stored?.listing_keys).toHaveLength(80)
})

test('of two offers that a listing shows to be one the older stays', async () => {
  const [old] = (await save(atCompany({ company: 'Globex' }))).offerIds
  today = new Date('2026-11-21T05:00:00Z')
  const [young] = (await save(atAggregator({ company: 'Initech', description: null }))).offerIds
  expect(young).not.toBe(old)
  await save(atAggregator({ company: 'Initech', url: 'https://boards.example/acme/1' }))
  expect((await get(young ?? '')).offer).toMatchObject({ id: old, first_seen_at: '2026-11-20T05:00:00.000Z' })
})

test('an address that a source gives to another of its offers makes them no one offer', async () => {
  const { offerIds } = await save(atCompany(), collectedOffer({ nativeId: 'acme:2', url: 'https://boards.example/acme/2', title: 'Plumber' }))
  expect(await save(atCompany({ url: 'https://boards.example/acme/2' }))).toMatchObject({ saved: 0, offerIds: offerIds.slice(0, 1) })
  expect(await offers.countDocuments()).toBe(2)
})

test('offers that somebody told apart stay two, even when one is found at the address of the other', async () => {
  const id = (await save(atCompany(), atAggregator())).offerIds[0] ?? ''
  const own = await catalogue.splitDouble(id, 'https://www.arbeitnow.com/jobs/data-engineer-77', today)
  expect(await save(atAggregator({ url: 'https://boards.example/acme/1' }))).toMatchObject({ saved: 0, offerIds: [own] })
  expect(await offers.countDocuments()).toBe(2)
})

test('an offer that is open again at its own source is open, although it says nothing else', async () => {
  await save(atCompany())
  await offers.updateOne({}, { $set: { liveness: 'closed', liveness_reason: 'gone' } })
  expect(await save(atCompany())).toMatchObject({ updated: 1 })
  expect(await offers.findOne()).toMatchObject({ liveness: 'open', liveness_reason: null })
})

test('its own source closes an offer, another listing does not; where it is not known, any that is open says so', async () => {
  const liveness = async () => (await offers.findOne())?.liveness
  await save(atCompany(), atAggregator())
  await save(atAggregator({ liveness: 'closed', liveness_reason: 'gone' }))
  expect(await liveness()).toBe('open')
  await save(atCompany({ liveness: 'closed', liveness_reason: 'gone' }))
  expect(await liveness()).toBe('closed')
  await save(atCompany({ liveness: 'unknown' }))
  expect(await liveness()).toBe('unknown')
  await save(atAggregator({ hash: 'another' }))
  expect(await liveness()).toBe('open')
})
