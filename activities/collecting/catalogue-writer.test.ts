import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { createCatalogueRepository } from '../../core/db/catalogue-repository.ts'
import { ensureIndexes } from '../../core/db/indexes.ts'
import type { CatalogueDocument } from '../../core/db/job-offer-document.ts'
import { collectedOffer } from '../../tests/support/collected-offers.ts'
import { seedOffers } from '../../tests/support/job-offers.ts'
import { testDatabase } from '../../tests/support/mongo.ts'
import { createCatalogueWriter } from './catalogue-writer.ts'

const { db } = testDatabase()
const offers = db.collection<CatalogueDocument>('job_offers')
let today = new Date('2026-11-23T05:00:00Z')
const newWriter = () => createCatalogueWriter({ catalogue: createCatalogueRepository(db), now: () => today })
const writer = newWriter()

const several = (count: number) =>
  Array.from({ length: count }, (_, n) => collectedOffer({ nativeId: `acme:${n}`, url: `https://acme.example/${n}` }))
const TEXT = 'You build data pipelines that do not break, with a team of six people who like their work, and you are on call once in a month.'
const stored = (...ids: string[]) => offers.find({ listing_keys: { $in: ids } }).toArray()

beforeAll(() => ensureIndexes(db))
// MongoDB's stand-in deletes thousands of offers in seconds, and takes a minute to drop them.
afterAll(() => offers.deleteMany({}))
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

test('a batch counts the same again although another run has told it otherwise meanwhile', async () => {
  const told = (hash: string) => [collectedOffer({ nativeId: 'acme:1', url: 'https://acme.example/1', hash })]
  const first = await writer.save(told('a'), { runId: 'one' })
  expect(await writer.save(told('b'), { runId: 'two' })).toMatchObject({ unchanged: 1 })
  expect(await writer.save(told('a'), { runId: 'one' })).toEqual(first)
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

test('two writers that race for one batch store each offer once', async () => {
  const batch = several(230)
  const [one, other] = await Promise.all([writer.save(batch, { runId: 'one' }), newWriter().save(batch, { runId: 'other' })])
  expect(await offers.countDocuments()).toBe(230)
  expect(one.saved + other.saved).toBe(230)
  expect(one.unchanged + other.unchanged).toBe(230)
  expect(one.offerIds).toEqual(other.offerIds)
})

test('what another process has stored since a writer looked for the same is found, and what it stored itself', async () => {
  const save = async (by: typeof writer, source: string, nativeId: string, title: string) => {
    const offer = collectedOffer({ nativeId, url: `https://${source}.example/${nativeId}`, title, source, description: TEXT })
    return (await by.save([offer], { runId: nativeId })).offerIds[0]
  }
  // Looks for the shorter title, too: nobody has it yet.
  await save(writer, 'greenhouse', '1', 'Bread baker')
  const theirs = await save(newWriter(), 'greenhouse', '2', 'Baker')
  expect(await save(writer, 'arbeitnow', '3', 'Baker')).toBe(theirs)

  await save(writer, 'greenhouse', '4', 'Roof carpenter')
  const own = await save(writer, 'greenhouse', '5', 'Carpenter')
  expect(await save(writer, 'arbeitnow', '6', 'Carpenter')).toBe(own)
})

test('a writer that lost its lease finds what another has stored, and stores nothing twice', async () => {
  const catalogue = createCatalogueRepository(db)
  const late = collectedOffer({ nativeId: 'acme:1', url: 'https://acme.example/1' })
  let raced = false
  const slow = createCatalogueWriter({
    now: () => today,
    catalogue: {
      ...catalogue,
      exclusively: (work) => work({ isHeld: async () => true }),
      async write(...args) {
        if (!raced) await writer.save([late], { runId: 'other' })
        raced = true
        return catalogue.write(...args)
      },
    },
  })
  expect(await slow.save([late], { runId: 'slow' })).toMatchObject({ saved: 0, unchanged: 1 })
  expect(await offers.countDocuments()).toBe(1)
})

test('nothing is written once the lease is lost, until it is held again', async () => {
  const catalogue = createCatalogueRepository(db)
  const held = [false, false, true]
  const written: number[] = []
  const losing = createCatalogueWriter({
    now: () => today,
    catalogue: {
      ...catalogue,
      exclusively: (work) => work({ isHeld: async () => held.shift() ?? true }),
      async write(...args) {
        written.push(held.length)
        return catalogue.write(...args)
      },
    },
  })
  expect(await losing.save(several(2), { runId: 'one' })).toMatchObject({ saved: 2 })
  expect(written).toEqual([0])
})

test('a writer that is cancelled while others write, or between two chunks, stops with the reason', async () => {
  const catalogue = createCatalogueRepository(db)
  const cancelled = new AbortController()
  const { signal } = cancelled
  await createCatalogueRepository(db).exclusively(async () => {
    const waiting = createCatalogueWriter({ catalogue, now: () => today }).save(several(1), { runId: 'one', signal })
    cancelled.abort(new Error('cancelled'))
    await expect(waiting).rejects.toThrow('cancelled')
  })
  expect(await offers.countDocuments()).toBe(0)

  const later = new AbortController()
  const write: typeof catalogue.write = async (...args) => {
    later.abort(new Error('cancelled later'))
    return catalogue.write(...args)
  }
  const two = createCatalogueWriter({ catalogue: { ...catalogue, write }, now: () => today })
  await expect(two.save(several(250), { runId: 'two', signal: later.signal })).rejects.toThrow('cancelled later')
  expect(await offers.countDocuments()).toBe(200)
})

test('others who write all the time end a wait that is out of patience, and say for how long', async () => {
  const catalogue = createCatalogueRepository(db)
  const impatient = (work: Parameters<typeof catalogue.exclusively>[0]) => catalogue.exclusively(work, { patienceMs: 1_000 })
  await createCatalogueRepository(db).exclusively(async () => {
    await expect(impatient(async () => {})).rejects.toMatchObject({ code: 'catalogue_busy', params: { seconds: 1 } })
  })
})

test('a run that was killed half-way counts in the end as if nothing had happened', async () => {
  const catalogue = createCatalogueRepository(db)
  const batch = [...several(40), collectedOffer({ source: 'arbeitnow', nativeId: 'data-engineer-1', title: 'Data Engineer (m/f/d)' })]
  await writer.save(batch.slice(0, 5), { runId: 'before' })
  const changed = batch.map((offer, n) => (n < 3 ? { ...offer, title: 'Data analyst', listing: { ...offer.listing, content_hash: 'new' } } : offer))
  const dying = createCatalogueWriter({
    now: () => today,
    catalogue: {
      ...catalogue,
      async write({ inserts, changes, seen }, now) {
        await catalogue.write({ inserts: inserts.slice(0, 11), changes: changes.slice(0, 2), seen }, now)
        throw new Error('killed')
      },
    },
  })
  await expect(dying.save(changed, { runId: 'one' })).rejects.toThrow('killed')
  const counts = { saved: 35, updated: 3, unchanged: 2, duplicates: 1 }
  expect(await writer.save(changed, { runId: 'one' })).toMatchObject(counts)
  expect(await writer.save(changed, { runId: 'one' })).toMatchObject(counts)
  expect(await offers.countDocuments()).toBe(40)
})

test('an id that comes twice in a batch is stored once', async () => {
  const counts = await writer.save([...several(3), ...several(2)], { runId: 'one' })
  expect(counts).toMatchObject({ saved: 3, duplicates: 2 })
  expect(counts.offerIds.slice(3)).toEqual(counts.offerIds.slice(0, 2))
})

test('several offers of one page without addresses of their own stay several, and are known again', async () => {
  const onPage = ['Boulanger', 'Pâtissier', 'Vendeur'].map((title) => collectedOffer({ source: 'page', url: 'https://pain.example/emplois', title }))
  expect(await writer.save(onPage, { runId: 'one' })).toMatchObject({ saved: 3 })
  expect(await writer.save(onPage, { runId: 'two' })).toMatchObject({ saved: 0, unchanged: 3 })
})

test('two offers to which a source gives one address stay two', async () => {
  const both = ['7', '8'].map((id) => collectedOffer({ nativeId: `acme:${id}`, url: 'https://acme.example/careers' }))
  expect(await writer.save(both, { runId: 'one' })).toMatchObject({ saved: 2 })
  expect(await writer.save(both, { runId: 'two' })).toMatchObject({ unchanged: 2 })
})

test('what has neither company, text, place nor id is kept, and known again', async () => {
  const bare = collectedOffer({ title: '🙂', company: null, location: null, url: null })
  expect(await writer.save([bare], { runId: 'one' })).toMatchObject({ saved: 1 })
  expect(await writer.save([bare], { runId: 'two' })).toMatchObject({ unchanged: 1 })
  expect(await writer.save([], { runId: 'three' })).toEqual({ saved: 0, updated: 0, unchanged: 0, duplicates: 0, offerIds: [] })
})

test('letters of any writing and a text of the greatest length are stored and told apart', async () => {
  const description = 'Œuvre\u0301 « ingénieur » 数据工程师 مهندس 👩🏽‍💻 '.repeat(1_100).slice(0, 50_000)
  const offer = (company: string, nativeId: string, source: string) => collectedOffer({ title: '数据工程师', company, description, nativeId, source })
  const three = [offer('株式会社サンプル', 'a:1', 'lever'), offer('株式会社サンプル', 'b-1', 'arbeitnow'), offer('Компания', 'c:1', 'ashby')]
  expect(await writer.save(three, { runId: 'one' })).toMatchObject({ saved: 2, duplicates: 1 })
})

test('the offers of a former backend are found by their address', async () => {
  const url = 'https://jobs.example.com/42?utm_source=mail'
  const [id] = await seedOffers(db, [{ url, title: 'Data Engineer', source: 'indeed' }, { url }, { url: null }])
  const found = await writer.save([collectedOffer({ nativeId: 'acme:42', url: 'https://www.jobs.example.com/42/' })], { runId: 'one' })
  expect(found).toMatchObject({ saved: 0, duplicates: 1, offerIds: [id] })
  expect(await offers.countDocuments({ print: { $exists: false } })).toBe(0)
})

test('an offer that was closed because nobody saw it is open again when it is seen, another closed one is not', async () => {
  await writer.save(several(2), { runId: 'one' })
  const aggregated = collectedOffer({ source: 'arbeitnow', nativeId: 'x-1', alternative_urls: ['https://acme.example/1'] })
  await writer.save([aggregated], { runId: 'two' })
  await offers.updateOne({ listing_keys: 'greenhouse:acme:0' }, { $set: { liveness: 'closed', liveness_reason: 'not_seen' } })
  await offers.updateOne({ listing_keys: 'greenhouse:acme:1' }, { $set: { liveness: 'closed', liveness_reason: 'gone' } })
  expect(await writer.save([...several(1), aggregated], { runId: 'three' })).toMatchObject({ updated: 1, unchanged: 1 })
  expect(await stored('greenhouse:acme:0')).toMatchObject([{ liveness: 'open', liveness_reason: null, version: 2 }])
  expect(await stored('greenhouse:acme:1')).toMatchObject([{ liveness: 'closed', liveness_reason: 'gone' }])
})

test('two thousand openings of one company with one title stay apart, and are known again', async () => {
  const batch = several(2_000)
  expect(await writer.save(batch, { runId: 'one' })).toMatchObject({ saved: 2_000, duplicates: 0 })
  expect(await writer.save(batch.slice(900, 1_200), { runId: 'two' })).toMatchObject({ unchanged: 300 })
}, 60_000)
