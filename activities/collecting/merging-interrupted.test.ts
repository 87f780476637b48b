import { ObjectId } from 'mongodb'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { createCatalogueRepository } from '../../core/db/catalogue-repository.ts'
import { ensureIndexes } from '../../core/db/indexes.ts'
import type { CatalogueDocument } from '../../core/db/job-offer-document.ts'
import { LeaseLost } from '../../core/db/lease-repository.ts'
import { collectedOffer, type SomeOffer } from '../../tests/support/collected-offers.ts'
import { interruptedAt } from '../../tests/support/interrupted-writes.ts'
import { seedOffers } from '../../tests/support/job-offers.ts'
import { testDatabase } from '../../tests/support/mongo.ts'
import { createCatalogueWriter } from './catalogue-writer.ts'
import { printOf } from './doubles/index.ts'

const { db } = testDatabase()
const offers = db.collection<CatalogueDocument>('job_offers')
const hidden = db.collection('hidden_offers')
const today = new Date('2026-11-20T05:00:00Z')
const HELD = { isHeld: async () => true }
const LOST = { isHeld: async () => false }
const COLLECTIONS = ['job_offers', 'hidden_offers']
/** More writes than any merge or split makes. */
const MOST_WRITES = 20

const catalogue = createCatalogueRepository(db)
const writer = createCatalogueWriter({ catalogue, now: () => today })
/** In the middle of a batch: it looked for what is half-done before the other's note was there. */
function amid() {
  let looks = 0
  const finishMerges: typeof catalogue.finishMerges = async (...args) => (looks++ === 0 ? undefined : catalogue.finishMerges(...args))
  return createCatalogueWriter({ catalogue: { ...catalogue, finishMerges }, now: () => today })
}
const save = (by: typeof writer, ...batch: ReturnType<typeof collectedOffer>[]) => by.save(batch, { runId: new ObjectId().toHexString() })

const plumber = (said: SomeOffer = {}) => collectedOffer({ nativeId: 'acme:2', url: PLUMBER_URL, title: 'Plumber', ...said })
const engineer = (said: SomeOffer = {}) => collectedOffer({ nativeId: 'acme:1', url: 'https://boards.example/acme/1', ...said })
const PLUMBER_URL = 'https://boards.example/acme/2'
const PERSON = new ObjectId()

beforeAll(() => ensureIndexes(db))
beforeEach(() => empty())
const empty = () => Promise.all([offers.deleteMany({}), hidden.deleteMany({}), db.collection('leases').deleteMany({})])

/** Two offers; the second one is hidden by somebody. */
async function two(): Promise<[string, string]> {
  await empty()
  const ids = (await save(writer, engineer(), plumber())).offerIds as [string, string]
  await hidden.insertOne({ user_id: PERSON, offer_id: new ObjectId(ids[1]), hidden_at: today })
  return ids
}

/** Of two listings: the offer's id. */
async function one(): Promise<string> {
  const [stays, gone] = await two()
  await catalogue.mergeOffers(stays, gone, today)
  return stays
}

/** What is stored, whatever ids it got. */
async function stored() {
  const all = await offers.find().toArray()
  const left = all.map(({ title, listing, doubles = [], listing_keys = [], apart = [], merged_ids, merging, splitting }) => ({
    ...{ title, merged: merged_ids.length, half: merging ?? splitting ?? null, keys: listing_keys.toSorted(), apart: apart.toSorted() },
    listings: [listing, ...doubles.map((double) => double.listing)].map((each) => each?.native_id).sort(),
  }))
  return { offers: left.sort((a, b) => a.title.localeCompare(b.title)), hidden: await hidden.countDocuments() }
}

/** Does it once for each of its writes, with something happening right before that one. */
async function atEachWrite(
  prepare: () => Promise<(repository: typeof catalogue) => Promise<unknown>>,
  meanwhile: () => Promise<unknown>,
  check: (outcome: PromiseSettledResult<unknown>, at: number) => Promise<void>,
): Promise<number> {
  for (let at = 1; at <= MOST_WRITES; at++) {
    const work = await prepare()
    const world = interruptedAt(db, COLLECTIONS, at, meanwhile)
    const [outcome] = await Promise.allSettled([work(createCatalogueRepository(world.db))])
    if (!world.wasReached) return at - 1
    await check(outcome, at)
  }
  throw new Error('It writes on and on')
}

const killed = () => Promise.reject(new Error('killed'))
const merging = async () => {
  const [stays, gone] = await two()
  return (repository: typeof catalogue) => repository.mergeHeld(stays, gone, today, HELD)
}
const splitting = async () => {
  const id = await one()
  return (repository: typeof catalogue) => repository.splitHeld(id, `url:${PLUMBER_URL}`, today, HELD)
}

test('a merge that is killed before any of its writes is as if it had not begun, or is finished by the next writer', async () => {
  const before = await two().then(stored)
  await catalogue.mergeOffers(...(await two()), today)
  const after = await stored()
  expect(after).toMatchObject({ offers: [{ listings: ['acme:1', 'acme:2'], merged: 1, half: null }], hidden: 1 })
  const writes = await atEachWrite(merging, killed, async ({ status }, at) => {
    expect(status).toBe('rejected')
    await save(writer)
    await save(writer, engineer())
    expect(await stored()).toEqual(at === 1 ? before : after)
  })
  expect(writes).toBeGreaterThan(4)
})

test('a split that is killed before any of its writes is as if it had not begun, or is finished by the next writer: never twice, never lost', async () => {
  await one()
  const before = await stored()
  await (await splitting())(catalogue)
  const after = await stored()
  expect(after).toMatchObject({ offers: [{ listings: ['acme:1'] }, { listings: ['acme:2'], keys: ['greenhouse:acme:2', `url:${PLUMBER_URL}`] }] })
  const writes = await atEachWrite(splitting, killed, async (_, at) => {
    await save(writer, engineer())
    expect(await stored()).toEqual(at === 1 ? before : after)
    expect(await save(writer, plumber())).toMatchObject({ saved: 0, unchanged: 1 })
  })
  expect(writes).toBe(3)
})

test('a split that was killed is finished by an admin’s next request, too', async () => {
  const id = await one()
  const dying = createCatalogueRepository(interruptedAt(db, COLLECTIONS, 2, killed).db)
  await expect(dying.splitDouble(id, PLUMBER_URL, today)).rejects.toThrow('killed')
  expect(await stored()).toMatchObject({ offers: [{}, { half: { from: new ObjectId(id) } }] })
  await catalogue.splitDouble(id, 'https://nowhere.example/1', today)
  expect(await stored()).toMatchObject({ offers: [{ half: null }, { half: null, keys: ['greenhouse:acme:2', `url:${PLUMBER_URL}`] }] })
})

test('a split that was killed makes no second offer where nothing but its listing is left of the other', async () => {
  const id = await one()
  const dying = createCatalogueRepository(interruptedAt(db, COLLECTIONS, 2, killed).db)
  await expect(dying.splitDouble(id, PLUMBER_URL, today)).rejects.toThrow('killed')
  const { listing } = plumber()
  await offers.updateOne({ _id: new ObjectId(id) }, { $set: { listing, own: null, doubles: [] } })
  await catalogue.finishMerges(today, HELD)
  expect(await stored()).toMatchObject({ offers: [{ listings: ['acme:2'], half: null }] })
})

test('a listing can leave an offer that has no keys of its own: the other address of a former backend’s', async () => {
  const id = await one()
  const { listing } = plumber()
  await offers.updateOne({ _id: new ObjectId(id) }, { $set: { 'listing.keys': [], listing_keys: listing.keys } })
  await catalogue.splitDouble(id, PLUMBER_URL, today)
  expect(await stored()).toMatchObject({
    offers: [
      { listings: ['acme:1'], keys: [] },
      { listings: ['acme:2'], keys: listing.keys, half: null },
    ],
  })
})

test('a split that a process left without a note, as former ones did, is finished when it is asked for again', async () => {
  const id = await one()
  const dying = createCatalogueRepository(interruptedAt(db, COLLECTIONS, 2, killed).db)
  await expect(dying.splitDouble(id, PLUMBER_URL, today)).rejects.toThrow('killed')
  await offers.updateMany({}, { $unset: { splitting: true } })
  await catalogue.splitDouble(id, PLUMBER_URL, today)
  expect(await stored()).toMatchObject({ offers: [{ listings: ['acme:1'] }, { listings: ['acme:2'], keys: { length: 2 }, half: null }] })
})

test('a process frozen before any write of a merge writes over nothing that was merged, parted and changed meanwhile', async () => {
  let ids: [string, string]
  let left: unknown
  const prepare = async () => {
    ids = await two()
    return (repository: typeof catalogue) => repository.mergeHeld(...ids, today, HELD)
  }
  const meanwhile = async () => {
    await catalogue.mergeOffers(...ids, today)
    await catalogue.splitDouble(ids[0], PLUMBER_URL, today)
    await save(writer, engineer({ title: 'Data analyst' }), plumber({ title: 'Master plumber' }))
    left = await stored()
    expect(left).toMatchObject({ offers: [{ title: 'Data analyst' }, { title: 'Master plumber' }] })
  }
  await atEachWrite(prepare, meanwhile, async ({ status }) => {
    expect(status).toBe('fulfilled')
    expect(await stored()).toEqual(left)
  })
})

test('a process frozen before any write of a split writes over nothing that was parted and changed meanwhile', async () => {
  let id: string
  let left: unknown
  const prepare = async () => {
    id = await one()
    return (repository: typeof catalogue) => repository.splitHeld(id, `url:${PLUMBER_URL}`, today, HELD)
  }
  const meanwhile = async () => {
    await catalogue.splitDouble(id, PLUMBER_URL, today)
    await save(writer, engineer({ title: 'Data analyst' }), plumber({ title: 'Master plumber' }))
    left = await stored()
    expect(left).toMatchObject({ offers: [{ title: 'Data analyst' }, { title: 'Master plumber', half: null }] })
  }
  await atEachWrite(prepare, meanwhile, async ({ status }) => {
    expect(status).toBe('fulfilled')
    expect(await stored()).toEqual(left)
  })
})

test('a merge goes round when a batch changes the offer that stays before any of its writes', async () => {
  const change = () => save(amid(), engineer({ title: 'Data analyst' }))
  await atEachWrite(merging, change, async ({ status }) => {
    expect(status).toBe('fulfilled')
    await save(writer, engineer({ title: 'Data analyst' }))
    expect(await stored()).toMatchObject({
      offers: [{ title: 'Data analyst', listings: ['acme:1', 'acme:2'], keys: { length: 4 }, half: null, merged: 1 }],
      hidden: 1,
    })
  })
})

test('a merge loses no listing that joins the offer that goes before any of its writes', async () => {
  const elsewhere = collectedOffer({ source: 'arbeitnow', nativeId: 'plumber-9', title: 'Plumber' })
  await atEachWrite(merging, () => save(amid(), elsewhere), async ({ status }) => {
    expect(status).toBe('fulfilled')
    const { offers: left } = await stored()
    expect(left.flatMap(({ listings }) => listings).sort()).toEqual(['acme:1', 'acme:2', 'plumber-9'])
    expect(await save(writer, elsewhere)).toMatchObject({ saved: 0 })
  }) // biome-ignore format: one line reads better
})

test('a merge whose keys a batch took meanwhile takes that offer over, too', async () => {
  await atEachWrite(merging, async () => void (await save(amid(), plumber({ title: 'Gardener', company: 'Globex' }))), async ({ status }) => {
    expect(status).toBe('fulfilled')
    expect(await stored()).toMatchObject({ offers: [{ listings: ['acme:1', 'acme:2'], keys: { length: 4 }, half: null }], hidden: 1 })
  }) // biome-ignore format: one line reads better
})

test('a split goes round when a batch changes the offer that stays, or its part, before any of its writes', async () => {
  const change = () => save(amid(), engineer({ title: 'Data analyst' }), plumber({ title: 'Master plumber' }))
  await atEachWrite(splitting, change, async ({ status }) => {
    expect(status).toBe('fulfilled')
    expect((await stored()).offers.map(({ half }) => half)).toEqual([null, null])
    await save(writer, engineer({ title: 'Data analyst' }), plumber({ title: 'Master plumber' }))
    expect(await stored()).toMatchObject({
      offers: [
        { title: 'Data analyst', listings: ['acme:1'], half: null },
        { title: 'Master plumber', listings: ['acme:2'], keys: { length: 2 }, half: null },
      ],
    })
  })
})

test('a merge into an offer that was deleted meanwhile leaves the other as it was; into one that was merged, goes on to that one', async () => {
  const [stays, gone] = await two()
  const deleting = createCatalogueRepository(interruptedAt(db, COLLECTIONS, 2, () => offers.deleteOne({ _id: new ObjectId(stays) })).db)
  await deleting.mergeHeld(stays, gone, today, HELD)
  expect(await stored()).toMatchObject({ offers: [{ listings: ['acme:2'], keys: { length: 2 }, half: null }], hidden: 1 })

  const [other, third] = await two()
  const [into] = (await save(writer, collectedOffer({ nativeId: 'globex:1', company: 'Globex', title: 'Baker' }))).offerIds as [string]
  const absorbing = createCatalogueRepository(interruptedAt(db, COLLECTIONS, 2, () => catalogue.mergeHeld(into, other, today, HELD)).db)
  await absorbing.mergeHeld(other, third, today, HELD)
  expect(await stored()).toMatchObject({ offers: [{ title: 'Baker', listings: ['acme:1', 'acme:2', 'globex:1'], merged: 2, half: null }] })
})

test('a process frozen for longer than its lease asks for it anew before it writes on', async () => {
  const [stays, gone] = await two()
  const other = createCatalogueRepository(db)
  const meanwhile = () => other.mergeOffers(stays, gone, today)
  const world = interruptedAt(db, COLLECTIONS, 2, meanwhile)
  await createCatalogueRepository(world.db, { leaseMs: 60 }).mergeOffers(stays, gone, today)
  // The write before which it was frozen found nothing to change; another it did not try.
  expect(world.writes).toBe(2)
  expect(await stored()).toMatchObject({ offers: [{ listings: ['acme:1', 'acme:2'], merged: 1 }], hidden: 1 })
})

test('two offers that are told to be one, two and one again are told apart by nothing, and each id answers once', async () => {
  const id = await one()
  const own = await catalogue.splitDouble(id, PLUMBER_URL, today)
  await catalogue.mergeOffers(id, own ?? '', today)
  expect(await stored()).toMatchObject({ offers: [{ apart: [], listings: ['acme:1', 'acme:2'], merged: 2 }] })
  expect(await catalogue.splitDouble(id, PLUMBER_URL, today)).toBe(own)
  expect(await stored()).toMatchObject({ offers: [{ listings: ['acme:1'], merged: 1 }, { listings: ['acme:2'] }] })
})

test('an offer that is to be merged into what was merged into it stays', async () => {
  const [stays, gone] = await two()
  await catalogue.mergeOffers(stays, gone, today)
  const merging = { into: new ObjectId(gone), has_begun: true as const, reason: 'admin' as const, score: 1 }
  await offers.updateOne({ _id: new ObjectId(stays) }, { $set: { merging } })
  await catalogue.finishMerges(today, HELD)
  expect(await stored()).toMatchObject({ offers: [{ listings: ['acme:1', 'acme:2'], merged: 1, half: null }] })
})

test('nothing is merged, parted, finished or adopted once the lease is lost', async () => {
  const [stays, gone] = await two()
  await seedOffers(db, [{ title: 'Baker', url: 'https://former.example/1' }])
  const half = { into: new ObjectId(stays), has_begun: true as const, reason: 'admin' as const, score: 1 }
  const adopted = (await catalogue.keyless(1)).map(({ id, facts }) => ({ id, facts, language: 'fr' as const, print: printOf(facts) }))
  const before = await offers.find().toArray()
  const unchanged = async (work: Promise<unknown>) => {
    await expect(work).rejects.toThrow(LeaseLost)
    expect(await offers.find().toArray()).toEqual(before)
  }
  await unchanged(catalogue.mergeHeld(stays, gone, today, LOST))
  await unchanged(catalogue.giveKeys(adopted, LOST))
  await offers.updateOne({ _id: new ObjectId(gone) }, { $set: { merging: half } })
  before.splice(0, before.length, ...(await offers.find().toArray()))
  await unchanged(catalogue.finishMerges(today, LOST))
  await catalogue.finishMerges(today, HELD)
  before.splice(0, before.length, ...(await offers.find().toArray()))
  await unchanged(catalogue.splitHeld(stays, `url:${PLUMBER_URL}`, today, LOST))
})

test('offers of a former backend that others gave their keys, and changed, are not adopted once more', async () => {
  const url = 'https://former.example/1'
  await seedOffers(db, [
    { title: 'Baker', url },
    { title: 'Baker', url },
    { title: 'Cook', url: 'https://former.example/2' },
  ])
  const keyless = (await catalogue.keyless(3)).map(({ id, facts }) => ({ id, facts, language: 'fr' as const, print: printOf(facts) }))
  const slow = interruptedAt(db, COLLECTIONS, 2, async () => {
    await save(writer, collectedOffer({ nativeId: 'acme:7', url, title: 'Head baker' }))
    left = await offers.find().toArray()
  })
  let left: unknown
  const read = await catalogue.load(keyless.map(({ id }) => id))
  await createCatalogueRepository(slow.db).giveKeys(keyless, HELD)
  expect(slow.wasReached).toBe(true)
  expect(await offers.find().toArray()).toEqual(left)
  await catalogue.giveKeys(keyless, HELD)
  expect(await offers.find().toArray()).toEqual(left)
  for (const entry of read) {
    const stale = { entry, records: entry.records, apart: [], liveness: entry.stored, seen: true }
    expect(await catalogue.write({ inserts: [], changes: [stale], seen: [] }, today)).toBe(false)
  }
})
