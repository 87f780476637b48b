import { CancelledFailure } from '@temporalio/common'
import { MockActivityEnvironment } from '@temporalio/testing'
import { ObjectId } from 'mongodb'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { createCatalogueCleaning } from '../../core/db/catalogue-cleaning.ts'
import { createCatalogueRepository } from '../../core/db/catalogue-repository.ts'
import { ensureIndexes, INDEXES } from '../../core/db/indexes.ts'
import type { CatalogueDocument } from '../../core/db/job-offer-document.ts'
import { createJobOfferRepository } from '../../core/db/job-offer-repository.ts'
import { ENDED, NOT_SEEN } from '../../core/domain/job-offer-rules.ts'
import { collectedOffer, type SomeOffer } from '../../tests/support/collected-offers.ts'
import { indexesWithout, indexFault } from '../../tests/support/index-fault.ts'
import { seedOffers } from '../../tests/support/job-offers.ts'
import { testDatabase } from '../../tests/support/mongo.ts'
import { recordCommands } from '../../tests/support/recorded-commands.ts'
import { createCatalogueWriter } from '../collecting/catalogue-writer.ts'
import { createCleaning } from './clean.ts'

const { client, db } = testDatabase({ monitorCommands: true })
const offers = db.collection<CatalogueDocument>('job_offers')
const catalogueOffers = createCatalogueRepository(db)
const NOW = new Date('2026-11-23T04:00:00Z')
const [AT, UNSEEN, CLOSED] = ['2026-11-23T04:00:00.000Z', '2026-10-24T04:00:00.000Z', '2026-08-25T04:00:00.000Z']
const now = () => NOW
const activities = createCleaning({ cleaning: createCatalogueCleaning(db), catalogueOffers, now })
/** The same, as a worker runs them. */
const cleaning = Object.fromEntries(
  Object.entries(activities).map(([name, activity]) => [
    name,
    (...given: unknown[]) => new MockActivityEnvironment().run(activity as never, ...given),
  ]),
) as unknown as typeof activities
const writer = createCatalogueWriter({ catalogue: catalogueOffers, now })

beforeAll(() => ensureIndexes(db))
beforeEach(async () => {
  for (const name of ['job_offers', 'applications', 'hidden_offers', 'collections', 'maintenance_batches']) await db.collection(name).deleteMany({})
})

let batches = 0
const batch = () => ({ runId: 'run', number: ++batches })
const which = { all: false, after: undefined, limit: 100, dryRun: false }
const normalise = (change: object = {}) => cleaning.normaliseBatch({ batch: batch(), ...which, ...change })
const merge = (change: object = {}) => cleaning.mergeBatch({ batch: batch(), ...which, ...change })
const close = (change: object = {}) => cleaning.closeBatch({ batch: batch(), at: AT, unseenSince: UNSEEN, limit: 100, ...change })
const remove = (change: object = {}) =>
  cleaning.deleteBatch({ batch: batch(), closedBefore: CLOSED, after: undefined, limit: 100, dryRun: false, ...change })
const adopt = () => cleaning.adoptBatch({ batch: batch(), limit: 100 })
const stored = (id: string | undefined) => offers.findOne({ _id: new ObjectId(id) })
const save = (...all: SomeOffer[]) => writer.save(all.map((one) => collectedOffer(one)), { runId: new ObjectId().toHexString() }) // biome-ignore format: one line reads better
const refer = (collection: 'applications' | 'hidden_offers' | 'collections', offerId: string | undefined) =>
  db.collection(collection).insertOne({ user_id: new ObjectId(), offer_id: new ObjectId(offerId) })

test('offers of a former backend are adopted, brought into one form, and told apart from then on', async () => {
  const [id] = await seedOffers(db, [{ title: 'DÉVELOPPEUR (H/F) - CDI', location: '69003 Lyon', contract_type: null, source: 'indeed' }])
  expect(await cleaning.countKeyless()).toBe(1)
  expect(await adopt()).toEqual({ adopted: 1 })
  expect(await normalise()).toMatchObject({ found: 1, normalised: 1, unchanged: 0, dropped: 0, left: 0, last: undefined })
  const { title, location, contract_type, version, words } = (await stored(id)) ?? {}
  expect({ location, contract_type, version }).toEqual({ location: 'Lyon', contract_type: 'permanent', version: 2 })
  expect(title).not.toContain('CDI')
  expect(words).toContain('developpeur')
  expect(await merge()).toMatchObject({ compared: 1, found: 0 })
  expect([(await normalise()).found, (await merge()).compared]).toEqual([0, 0])
  expect((await normalise({ all: true })).found).toBe(1)
})

test('a closed offer is left as it was: its deletion counts from its last change', async () => {
  const [id] = await seedOffers(db, [{ title: 'BOULANGER (H/F) - CDI', liveness: 'closed' }])
  await adopt()
  expect(await normalise()).toMatchObject({ found: 1, normalised: 0, unchanged: 1 })
  expect(await stored(id)).toMatchObject({ title: 'BOULANGER (H/F) - CDI', version: 1 })
})

test('doubles that came side by side are one then, and the id of the one that went answers', async () => {
  const both = { title: 'Ingénieur données', company: 'Acme', location: 'Lyon', description: 'Vous construisez les flux de données. '.repeat(40) }
  const [older, younger, other] = await seedOffers(db, [
    both,
    { ...both, source: 'lever', url: 'https://jobs.lever.co/acme/1' },
    { ...both, title: 'Boulanger' },
  ])
  await adopt()
  expect(await merge({ dryRun: true })).toMatchObject({ found: 1, merged: 1, compared: 3, sample: [younger] })
  expect(await offers.countDocuments()).toBe(3)
  expect(await merge()).toMatchObject({ found: 1, merged: 1, left: 0, compared: 3, sample: [] })
  const read = createJobOfferRepository(db, { blockedCompaniesOf: async () => [] })
  expect((await read.get(younger as string)).offer.id).toBe(older)
  expect((await read.get(other as string)).offer.id).toBe(other)
  expect((await stored(older))?.doubles?.[0]).toMatchObject({ reason: expect.stringMatching(/text|title_and_place/), score: expect.any(Number) })
  expect(await merge()).toMatchObject({ found: 0 })
})

test('what somebody said is another opening stays one', async () => {
  const url = 'https://jobs.example.com/7'
  const one = { nativeId: 'acme:1', url: 'https://acme.example/1', title: 'Data engineer', description: 'You build the pipelines. '.repeat(40) }
  const { offerIds } = await save(one, { ...one, nativeId: '7', url, source: 'arbeitnow' })
  expect(new Set(offerIds).size).toBe(1)
  await catalogueOffers.splitDouble(offerIds[0] as string, url, NOW)
  expect(await merge()).toMatchObject({ compared: 2, found: 0 })
  expect(await merge({ all: true })).toMatchObject({ compared: 2, found: 0 })
})

test('a merge that was lost half-way counts as one, and is finished', async () => {
  const same = { title: 'Data engineer', location: 'Lyon', description: 'You build the pipelines. '.repeat(40) }
  const [stays, goes] = (await seedOffers(db, [same, { ...same, source: 'lever', url: 'https://jobs.lever.co/acme/1' }])) as [string, string]
  await adopt()
  const plan = { pairs: [{ stays, goes, reason: 'text', score: 1 }], ids: [stays, goes], last: null }
  await db.collection('maintenance_batches').insertOne({ _id: 'merge lost 1' as never, plan, created_at: NOW })
  await catalogueOffers.mergeOffers(stays, goes, NOW)
  expect(await cleaning.mergeBatch({ batch: { runId: 'lost', number: 1 }, ...which })).toMatchObject({ found: 1, merged: 1, left: 0 })
  expect(await offers.countDocuments()).toBe(1)
})

test('an offer without title or address is dropped, unless somebody refers to it', async () => {
  const ids = await seedOffers(db, [{ title: ' ' }, { url: null, source_url: null }, { url: null, source_url: null }, {}])
  await adopt()
  await refer('hidden_offers', ids[1])
  const dry = await normalise({ dryRun: true })
  expect(dry).toMatchObject({ found: 4, dropped: 2, referred: 1, sample: { dropped: ids.slice(0, 3) } })
  expect(await normalise()).toMatchObject({ found: 4, dropped: 2, referred: 1, left: 0 })
  expect((await offers.find().toArray()).map(({ _id }) => String(_id)).sort()).toEqual([ids[1], ids[3]].sort())
})

test('a repeated attempt drops only what is invalid still, and counts what the lost one dropped', async () => {
  const ids = await seedOffers(db, Array(4).fill({ title: ' ' }))
  await adopt()
  await db.collection('maintenance_batches').insertOne({
    _id: 'normalise lost 1' as never,
    plan: { changed: [], invalid: ids, unchanged: 0, last: null },
    created_at: NOW,
  })
  await offers.deleteOne({ _id: new ObjectId(ids[0]) })
  await offers.updateOne({ _id: new ObjectId(ids[1]) }, { $set: { title: 'Boulanger' }, $inc: { version: 1, revision: 1 } })
  await refer('applications', ids[2])
  const lost = { runId: 'lost', number: 1 }
  expect(await normalise({ batch: lost })).toMatchObject({ found: 4, dropped: 2, referred: 1, left: 1 })
  expect((await offers.find().toArray()).map(({ _id }) => String(_id)).sort()).toEqual([ids[1], ids[2]].sort())
})

test('an offer that got a title after it was read is left', async () => {
  const [id] = await seedOffers(db, [{ title: ' ' }])
  await adopt()
  const catalogueCleaning = createCatalogueCleaning(db)
  const read = await catalogueCleaning.entriesToClean(which)
  await offers.updateOne({ _id: new ObjectId(id) }, { $set: { title: 'Boulanger' }, $inc: { version: 1, revision: 1 } })
  expect(await catalogueCleaning.drop([id as string], read, false)).toEqual({ deleted: 0, referred: 0, left: 1 })
  expect(await stored(id)).toMatchObject({ title: 'Boulanger' })
})

test('an offer whose last day is over, or that nobody has seen for long, is closed with the reason', async () => {
  const seen = NOW
  const ids = await seedOffers(db, [
    { valid_through: '2026-11-22T00:00:00.000Z', last_seen_at: seen },
    { valid_through: '2026-11-23T00:00:00.000Z', last_seen_at: seen },
    { valid_through: '2026-11-23T03:59:00.000Z', last_seen_at: seen, liveness: 'unknown' },
    { valid_through: '2026-11-23T04:01:00.000Z', last_seen_at: seen },
    { last_seen_at: new Date(Date.parse(UNSEEN) - 1) },
    { last_seen_at: new Date(UNSEEN), liveness: 'unknown' },
    { last_seen_at: new Date('2026-01-01'), liveness: 'closed', liveness_reason: 'gone' },
    { last_seen_at: new Date('2026-01-01'), valid_through: '2026-02-01T00:00:00.000Z' },
  ])
  const counts = { [ENDED]: 3, [NOT_SEEN]: 1 }
  expect(await cleaning.countClosable({ at: AT, unseenSince: UNSEEN, sample: 2 })).toEqual({ closed: counts, sample: expect.any(Array) })
  expect(await close()).toEqual({ found: 4, closed: counts })
  const after = await Promise.all(ids.map(stored))
  expect(after.map((one) => one?.liveness_reason)).toEqual([ENDED, null, ENDED, null, NOT_SEEN, null, 'gone', ENDED])
  expect(after[0]).toMatchObject({ liveness: 'closed', version: 2, updated_at: NOW })
  expect(await close()).toEqual({ found: 0, closed: { [ENDED]: 0, [NOT_SEEN]: 0 } })
})

test('what a lost attempt had closed counts once, and an offer that was seen again meanwhile stays open', async () => {
  const ids = await seedOffers(db, Array(3).fill({ last_seen_at: new Date('2026-01-01') }))
  const plan = [{ reason: NOT_SEEN, nth: 0, ids: ids.map((id) => new ObjectId(id)) }]
  await db.collection('maintenance_batches').insertOne({ _id: 'close lost 1' as never, plan, created_at: NOW })
  await offers.updateOne({ _id: new ObjectId(ids[0]) }, { $set: { liveness: 'closed', liveness_reason: NOT_SEEN } })
  await offers.updateOne({ _id: new ObjectId(ids[1]) }, { $set: { last_seen_at: NOW } })
  expect(await close({ batch: { runId: 'lost', number: 1 } })).toMatchObject({ found: 3, closed: { [NOT_SEEN]: 2 } })
  expect(await stored(ids[1])).toMatchObject({ liveness: 'open' })
})

test('what has been closed for long is deleted, unless an application, a user or a collection refers to it, by a merged id too', async () => {
  const merged = new ObjectId()
  const old = { liveness: 'closed', created_at: new Date('2026-03-01') } as const
  const ids = await seedOffers(db, [
    old,
    old,
    old,
    old,
    { ...old, merged_ids: [merged] },
    { ...old, created_at: new Date('2026-10-01') },
    { ...old, liveness: 'open' },
  ])
  await refer('applications', ids[1])
  await refer('hidden_offers', ids[2])
  await refer('collections', ids[3])
  await refer('applications', merged.toHexString())
  expect(await remove({ dryRun: true })).toEqual({ deleted: 1, referred: 4, left: 0, sample: [ids[0]], last: undefined })
  expect(await remove()).toEqual({ deleted: 1, referred: 4, left: 0, sample: [], last: undefined })
  expect(await stored(ids[0])).toBeNull()
  expect(await offers.countDocuments()).toBe(6)
})

test('page after page of offers that were seen at the same moment, those that stay included', async () => {
  const ids = await seedOffers(db, Array(7).fill({ liveness: 'closed', created_at: new Date('2026-03-01') }))
  for (const id of ids.slice(0, 4)) await refer('applications', id)
  const counts = { deleted: 0, referred: 0 }
  for (let after: Awaited<ReturnType<typeof remove>>['last'], more = true; more; more = after !== undefined) {
    const page = await remove({ after, limit: 3 })
    counts.deleted += page.deleted
    counts.referred += page.referred
    after = page.last
  }
  expect(counts).toEqual({ deleted: 3, referred: 4 })
})

test('a deletion that was lost half-way counts what it had deleted', async () => {
  const ids = (await seedOffers(db, Array(3).fill({ liveness: 'closed', created_at: new Date('2026-03-01') }))).map((id) => new ObjectId(id))
  await db.collection('maintenance_batches').insertOne({ _id: 'delete lost 1' as never, plan: { ids, last: null }, created_at: NOW })
  await offers.deleteOne({ _id: ids[0] as ObjectId })
  expect(await remove({ batch: { runId: 'lost', number: 1 } })).toMatchObject({ deleted: 3, left: 0 })
})

test.each([
  ['closed', 'closeBatch', { last_seen_at: new Date('2026-01-01') }, { at: AT, unseenSince: UNSEEN }, { liveness: 'open' }],
  [
    'deleted',
    'deleteBatch',
    { liveness: 'closed', created_at: new Date('2026-03-01') },
    { closedBefore: CLOSED, after: undefined, dryRun: false },
    {},
  ],
] as const)('cancelled in the middle of a batch, no more is %s', async (_, name, offer, given, untouched) => {
  await seedOffers(db, Array(250).fill(offer))
  const environment = new MockActivityEnvironment()
  const cancelling = ({ commandName, command }: { commandName: string; command: Record<string, unknown> }) => {
    if (['update', 'delete'].includes(commandName) && command[commandName] === 'job_offers') environment.cancel()
  }
  client.on('commandStarted', cancelling)
  const run = environment.run(activities[name] as never, { batch: batch(), ...given, limit: 1_000 })
  await expect(run).rejects.toBeInstanceOf(CancelledFailure)
  client.off('commandStarted', cancelling)
  expect(await offers.countDocuments(untouched)).toBe(150)
})

test('an offer that somebody takes up while it is being deleted is there afterwards', async () => {
  const [id] = await seedOffers(db, [{ liveness: 'closed', created_at: new Date('2026-03-01') }])
  const applying = ({ commandName, command }: { commandName: string; command: { delete?: string } }) => {
    if (commandName === 'delete' && command.delete === 'job_offers') void refer('applications', id)
  }
  client.on('commandStarted', applying)
  // Whichever comes first: an application never outlives its offer.
  const { deleted, referred } = await remove()
  client.off('commandStarted', applying)
  expect(deleted + referred).toBe(1)
  expect((await stored(id)) === null).toBe(deleted === 1)
})

test('two runs at the same time do each thing once', async () => {
  const double = { title: 'Data engineer', description: 'You build the pipelines. '.repeat(40) }
  await seedOffers(db, [
    double,
    { ...double, source: 'lever', url: 'https://jobs.lever.co/acme/1' },
    { last_seen_at: new Date('2026-01-01'), title: 'Boulanger' },
  ])
  await Promise.all([adopt(), adopt()])
  const merges = await Promise.all([merge(), merge()])
  expect(merges.reduce((sum, { merged }) => sum + merged, 0)).toBe(1)
  const closes = await Promise.all([close(), close()])
  expect(closes.reduce((sum, { closed }) => sum + closed[NOT_SEEN], 0)).toBe(1)
})

test('of two cleanings at the same time, each deletion is claimed by one', async () => {
  const ids = await seedOffers(db, Array(120).fill({ liveness: 'closed', created_at: new Date('2026-03-01') }))
  await refer('applications', ids[0])
  const both = await Promise.all([remove({ limit: 1_000 }), remove({ limit: 1_000 })])
  expect(both.reduce((sum, { deleted }) => sum + deleted, 0)).toBe(119)
  for (const { deleted, referred, left } of both) {
    expect(left).toBeGreaterThanOrEqual(0)
    expect(referred).toBeLessThanOrEqual(1)
    expect(deleted + referred + left).toBeLessThanOrEqual(120)
  }
  expect(await offers.countDocuments()).toBe(1)
})

test('every query is served by an index that would be missed', async () => {
  await seedOffers(db, [
    { title: 'A' },
    { title: ' ' },
    { liveness: 'closed', created_at: new Date('2026-03-01') },
    { last_seen_at: new Date('2026-01-01') },
  ])
  const recorded = recordCommands(client)
  await cleaning.countKeyless()
  await adopt()
  await normalise()
  await normalise({ all: true, after: '0'.repeat(24) })
  await merge()
  await cleaning.countClosable({ at: AT, unseenSince: UNSEEN, sample: 2 })
  await close()
  await remove()
  await remove({ after: { seen: '2026-01-01T00:00:00.000Z', id: '0'.repeat(24) } })
  const queries = recorded().flatMap((command) => command.queries)
  // Of those seen longest ago, what changed since; of those that nobody has seen, what is over anyway.
  const beside = { job_offers_by_last_sight: ['updated_at', 'valid_through'], job_offers_by_end: ['valid_through'] }
  const faults = (indexes = INDEXES) => queries.flatMap((query) => indexFault(query, indexes, beside) ?? [])
  expect(queries.length).toBeGreaterThan(15)
  expect(faults()).toEqual([])
  for (const name of ['job_offers_by_last_sight', 'job_offers_by_end', 'job_offers_to_clean', 'applications_of_offer', 'collections_of_offer'])
    expect([name, faults(indexesWithout(name)).length > 0]).toEqual([name, true])
})
