import { ObjectId } from 'mongodb'
import { beforeAll, expect, test } from 'vitest'
import type { JobOffer, JobOfferSummary } from '../../core/domain/job-offer.ts'
import { testApi } from '../../tests/support/api.ts'
import { testClock } from '../../tests/support/auth-api.ts'
import { type SeededOffer, seedOffers } from '../../tests/support/job-offers.ts'
import { usersApi } from '../../tests/support/users-api.ts'

let api: Awaited<ReturnType<typeof usersApi>>
let someone: Awaited<ReturnType<typeof api.person>>
let admin: Awaited<ReturnType<typeof api.admin>>

beforeAll(async () => {
  api = await usersApi()
  someone = await api.person()
  admin = await api.admin()
})

type Person = Pick<typeof someone, 'request'>
const seed = async (offer: SeededOffer = {}) => (await seedOffers(api.db, [offer]))[0] ?? ''
const get = (id: string, who: Person = someone) => who.request('GET', `/job-offers/${id}`)
const remove = (id: string, who: Person = someone, query = '', headers = {}) => who.request('DELETE', `/job-offers/${id}${query}`, { headers })
const listed = async (who: Person) => ((await (await who.request('GET', '/job-offers?limit=200')).json()) as JobOffer[]).map(({ id }) => id)
const message = async (response: Response) => ((await response.json()) as { message: string }).message

test('one offer is answered with its ETag, whatever the case of its id', async () => {
  const salary = { min: 40_000, max: 50_000, currency: 'EUR', period: 'year' } as const
  const id = await seed({ title: 'Dev 🚀', salary, skills: ['Go'] })
  const response = await get(id.toUpperCase())
  expect([response.status, response.headers.get('ETag')]).toEqual([200, '"1"'])
  expect(await response.json()).toMatchObject({ _id: id, id, title: 'Dev 🚀', poste: 'Dev 🚀', salary, skills: ['Go'], date: null })
})

test('the id of a merged offer stands for the one that stayed', async () => {
  const [merged, who] = [new ObjectId(), await api.person()]
  const id = await seed({ merged_ids: [new ObjectId(), merged] })
  expect(await (await get(merged.toHexString())).json()).toMatchObject({ id })
  expect((await remove(merged.toHexString(), who)).status).toBe(200)
  expect(await listed(who)).not.toContain(id)
  expect(await listed(someone)).toContain(id)
})

test('an unknown or malformed id is refused on every path', async () => {
  for (const [id, status] of [
    ['6560f0c2a7b4c1d2e3f40516', 404],
    ['zzzzzzzzzzzzzzzzzzzzzzzz', 422],
    ['1', 422],
  ] as const)
    for (const [method, path] of [
      ['GET', ''],
      ['DELETE', ''],
      ['POST', '/apply'],
    ] as const)
      expect((await someone.request(method, `/job-offers/${id}${path}`)).status).toBe(status)
})

test('a hidden offer stays hidden, and readable by its id', async () => {
  const id = await seed()
  const who = await api.person()
  const once = await remove(id, who)
  expect([once.status, await message(once)]).toEqual([200, 'Cette offre ne vous sera plus proposée.'])
  const again = await Promise.all([1, 2, 3].map(() => remove(id, who, '', { 'Accept-Language': 'en' })))
  expect(again.map(({ status }) => status)).toEqual([200, 200, 200])
  expect(await message(again[0] as Response)).toBe('This offer will not be shown to you any more.')
  expect(await api.db.collection('hidden_offers').countDocuments({ user_id: new ObjectId(who.id) })).toBe(1)
  expect(await listed(who)).not.toContain(id)
  expect((await get(id, who)).status).toBe(200)
})

test('many who hide one offer at once for the first time all succeed, and it is hidden once', async () => {
  const [id, who] = [await seed(), await api.person()]
  const answers = await Promise.all(Array.from({ length: 8 }, () => remove(id, who)))
  expect(answers.map(({ status }) => status)).toEqual(Array(8).fill(200))
  expect(await api.db.collection('hidden_offers').countDocuments({ offer_id: new ObjectId(id) })).toBe(1)
})

test('only an admin deletes an offer, and only when that is said', async () => {
  const id = await seed()
  await remove(id)
  expect((await remove(id, someone, '?purge=true')).status).toBe(403)
  expect((await remove('6560f0c2a7b4c1d2e3f40516', someone, '?purge=true')).status).toBe(403)
  expect((await remove(id, admin, '?purge=false')).status).toBe(200)
  expect([(await listed(admin)).includes(id), (await get(id)).status]).toEqual([false, 200])
  expect((await remove(id, admin, '?purge=perhaps')).status).toBe(422)
  expect((await remove(id, admin, '?purge=true')).status).toBe(200)
  expect((await get(id)).status).toBe(404)
  expect((await remove(id, admin, '?purge=true')).status).toBe(404)
  expect(await api.db.collection('hidden_offers').countDocuments({ offer_id: new ObjectId(id) })).toBe(0)
})

test('an offer is purged by the id of one that was merged into it, too', async () => {
  const merged = new ObjectId()
  const id = await seed({ merged_ids: [merged] })
  await remove(id)
  expect((await remove(merged.toHexString(), admin, '?purge=true')).status).toBe(200)
  expect([(await get(id)).status, (await get(merged.toHexString())).status]).toEqual([404, 404])
  expect(await api.db.collection('hidden_offers').countDocuments({ offer_id: new ObjectId(id) })).toBe(0)
})

test('the summary counts sites, companies and cities, each under its most recent spelling', async () => {
  const clock = testClock()
  const other = await testApi({ now: clock.now })
  const who = await other.person()
  const summary = async () => (await (await who.request('GET', '/job-offers/stats/summary')).json()) as JobOfferSummary
  await seedOffers(other.db, [
    { company: 'ACME', location: 'Lyon 3e', url: 'https://www.jobs.example.com/1' },
    { company: 'Acme', location: 'Lyon, France', url: 'https://jobs.example.com/2' },
    { company: null, location: null, url: null },
    ...Array.from({ length: 11 }, (_, n) => ({ company: `Company ${n}`, location: `City${n}`, url: `https://site${n}.example/` })),
  ])
  const first = await summary()
  expect(first.total_offers).toBe(14)
  expect(first.top_websites[0]).toEqual({ _id: 'jobs.example.com', count: 2 })
  expect(first.top_companies[0]).toEqual({ _id: 'Acme', count: 2 })
  expect(first.top_cities[0]).toEqual({ _id: 'Lyon', count: 2 })
  expect([first.top_websites, first.top_companies, first.top_cities].map(({ length }) => length)).toEqual([10, 10, 10])

  await seedOffers(other.db, [{}])
  clock.advance(59_000)
  expect(await summary()).toEqual(first)
  clock.advance(1_000)
  expect((await summary()).total_offers).toBe(15)
})
