import { beforeAll, expect, test } from 'vitest'
import { createCollectionRepository } from '../../core/db/collection-repository.ts'
import type { Collection } from '../../core/domain/collection.ts'
import { AppError } from '../../core/errors.ts'
import { problemOf, usersApi } from '../../tests/support/users-api.ts'

let api: Awaited<ReturnType<typeof usersApi>>
let ada: Awaited<ReturnType<typeof api.person>>
let bob: Awaited<ReturnType<typeof api.person>>
let admin: Awaited<ReturnType<typeof api.admin>>
let runs: ReturnType<typeof createCollectionRepository>

beforeAll(async () => {
  api = await usersApi()
  ;[ada, bob, admin] = await Promise.all([api.person(), api.person(), api.admin()])
  runs = createCollectionRepository(api.db)
})

type Person = Pick<typeof ada, 'request'>
const NOW = new Date('2026-11-23T05:00:00Z')
let queries = 0
/** Nobody else asks for it. */
const query = () => `data engineer ${++queries}`
const collect = (who: Person, body: object, headers = {}) => who.request('POST', '/job-offers/collect', { body, headers })
const read = async (response: Response | Promise<Response>) => (await (await response).json()) as Collection
const one = (who: Person, id: string) => who.request('GET', `/job-offers/collections/${id}`)
const leave = (who: Person, id: string) => who.request('DELETE', `/job-offers/collections/${id}`)
const list = async (who: Person) => (await (await who.request('GET', '/job-offers/collections')).json()) as Collection[]
const end = (id: string) => runs.endCollection(id, NOW)

test('a collection is asked for, started and found where the answer says', async () => {
  const response = await collect(ada, {
    query: ' Data engineer à Évry ',
    location: 'Évry',
    sources: ['lever:acme', 'greenhouse', 'greenhouse'],
    limit: 10,
  })
  const collection = await read(response)
  expect([response.status, response.headers.get('Location')]).toEqual([202, `/job-offers/collections/${collection.id}`])
  expect(collection).toEqual({
    _id: collection.id,
    id: collection.id,
    status: 'pending',
    query: 'Data engineer à Évry',
    location: 'Évry',
    requested_sources: ['greenhouse', 'lever:acme'],
    limit: 10,
    url: null,
    offer_id: null,
    understood: null,
    found: 0,
    saved: 0,
    updated: 0,
    unchanged: 0,
    duplicates: 0,
    rejected: 0,
    sources: [],
    created_at: collection.updated_at,
    started_at: null,
    ended_at: null,
    updated_at: collection.updated_at,
  })
  expect(api.collecting.at(-1)).toEqual({ collectionId: collection.id, userId: ada.id, requestId: response.headers.get('X-Request-Id') })
  expect(await read(ada.request('GET', response.headers.get('Location') ?? ''))).toEqual(collection)
})

test('what is left out: every source, a thousand offers of each', async () => {
  for (const body of [{ location: '', sources: null, limit: null }, { location: null, sources: [], limit: '' }, {}])
    expect(await read(collect(ada, { query: query(), ...body }))).toMatchObject({ location: null, requested_sources: [], limit: 1_000 })
})

test('who asks for the same joins the run, whatever the case, the accents and the order, and none is started twice', async () => {
  const asked = query()
  const first = await read(collect(ada, { query: `${asked} Évry`, sources: ['lever', 'ashby'] }))
  const second = await read(collect(bob, { query: ` ${asked.toUpperCase()}  EVRY`, sources: ['ashby', 'lever'] }))
  expect(second.id).toBe(first.id)
  expect(await read(one(bob, first.id))).toMatchObject({ id: first.id })
  for (const who of [ada, bob]) expect((await list(who)).filter(({ id }) => id === first.id)).toHaveLength(1)
  for (const other of [{ sources: ['lever'] }, { location: 'Lyon' }, { limit: 7 }])
    expect((await read(collect(bob, { query: `${asked} Évry`, sources: ['lever', 'ashby'], ...other }))).id).not.toBe(first.id)

  await end(first.id)
  expect((await read(collect(ada, { query: `${asked} Évry`, sources: ['lever', 'ashby'] }))).id).not.toBe(first.id)
})

test('many who ask for the same at the same moment share one run', async () => {
  const asked = query()
  const answers = await Promise.all(Array.from({ length: 10 }, (_, n) => collect(n % 2 ? ada : bob, { query: asked })))
  expect(answers.map(({ status }) => status)).toEqual(Array(10).fill(202))
  expect(new Set((await Promise.all(answers.map(read))).map(({ id }) => id)).size).toBe(1)
})

test('a run goes on until the last of those who asked has left, and is cancelled once', async () => {
  const asked = { query: query() }
  const { id } = await read(collect(ada, asked))
  await collect(bob, asked)
  expect((await leave(ada, id)).status).toBe(204)
  expect([(await one(ada, id)).status, (await leave(ada, id)).status]).toEqual([404, 404])
  expect(await read(one(bob, id))).toMatchObject({ status: 'pending' })
  expect(api.cancelled).not.toContain(id)

  expect((await leave(bob, id)).status).toBe(204)
  expect(api.cancelled.filter((cancelled) => cancelled === id)).toHaveLength(1)
  expect(await read(one(admin, id))).toMatchObject({ status: 'cancelled', ended_at: expect.stringMatching(/Z$/) })
  const again = await read(collect(ada, asked))
  expect([again.id === id, again.status]).toEqual([false, 'pending'])
})

test('one that has ended leaves the list of who deletes it, and stays on the others’', async () => {
  const asked = { query: query() }
  const { id } = await read(collect(ada, asked))
  await collect(bob, asked)
  await end(id)
  expect((await leave(ada, id)).status).toBe(204)
  expect((await leave(ada, id)).status).toBe(404)
  expect([(await list(ada)).some((each) => each.id === id), (await list(bob)).some((each) => each.id === id)]).toEqual([false, true])
  expect(api.cancelled).not.toContain(id)
})

test('an admin sees everybody’s, and ends for all what others asked for', async () => {
  const asked = { query: query() }
  const { id } = await read(collect(ada, asked))
  await collect(bob, asked)
  expect((await list(admin)).some((each) => each.id === id)).toBe(true)
  expect((await leave(admin, id)).status).toBe(204)
  expect(api.cancelled).toContain(id)
  for (const who of [ada, bob]) expect(await read(one(who, id))).toMatchObject({ status: 'cancelled' })
})

test('an admin who asked too only leaves', async () => {
  const asked = { query: query() }
  const { id } = await read(collect(ada, asked))
  await collect(admin, asked)
  expect((await leave(admin, id)).status).toBe(204)
  expect(await read(one(ada, id))).toMatchObject({ status: 'pending' })
  expect(api.cancelled).not.toContain(id)
})

test('somebody else’s collection is like none', async () => {
  const { id } = await read(collect(ada, { query: query() }))
  const nobodys = '6560f0c2a7b4c1d2e3f40516'
  for (const tried of [one(bob, id), leave(bob, id), one(bob, nobodys), leave(bob, nobodys), leave(admin, nobodys)])
    expect(await problemOf(tried)).toMatchObject({ status: 404, code: 'not_found', detail: 'Cette collecte n’existe pas.' })
  for (const wrong of ['x', 'null', `${id}0`]) expect((await one(bob, wrong)).status).toBe(422)
  expect((await api.request('GET', `/job-offers/collections/${id}`)).status).toBe(401)
  expect((await api.request('POST', '/job-offers/collect', { body: { query: 'x' } })).status).toBe(401)
})

test('the newest comes first, and pages meet every collection once', async () => {
  const who = await api.person()
  const ids: string[] = []
  for (let n = 0; n < 3; n++) ids.unshift((await read(collect(who, { query: query() }))).id)
  const seen: string[] = []
  let next: string | undefined = '/job-offers/collections?limit=2'
  while (next !== undefined) {
    const response: Response = await who.request('GET', next)
    seen.push(...((await response.json()) as Collection[]).map(({ id }) => id))
    expect(response.headers.get('X-Total-Count')).toBe('3')
    next = /^<([^>]+)>; rel="next"$/.exec(response.headers.get('Link') ?? '')?.[1]
  }
  expect(seen).toEqual(ids)
  for (const wrong of ['limit=0', 'limit=201', 'cursor=x', 'status=done', 'user_ids[$ne]=x'])
    expect((await who.request('GET', `/job-offers/collections?${wrong}`)).status).toBe(422)
})

test('with an Idempotency-Key the first answer comes again, also after the run', async () => {
  const [body, headers] = [{ query: query() }, { 'Idempotency-Key': 'collect-1' }]
  const first = await collect(ada, body, headers)
  const collection = await read(first)
  await end(collection.id)
  const again = await collect(ada, body, headers)
  expect([again.status, again.headers.get('Location'), await read(again)]).toEqual([202, first.headers.get('Location'), collection])
  expect(await problemOf(collect(ada, { query: query() }, headers))).toMatchObject({ status: 422, code: 'idempotency_key_reused' })
})

test('a lost answer that is asked for again after the run’s end starts nothing', async () => {
  const [body, headers] = [{ query: query() }, { 'Idempotency-Key': 'collect-2' }]
  const { id } = await read(collect(ada, body, headers))
  await api.db.collection<{ _id: string }>('idempotency_keys').updateMany({}, { $set: { answer: null, locked_until: new Date(0) } })
  await end(id)
  const starts = api.collecting.length
  expect((await read(collect(ada, body, headers))).id).toBe(id)
  expect(api.collecting).toHaveLength(starts)
})

test('the answer does not wait for Temporal, and its failure is not the client’s', async () => {
  for (const away of [() => new Promise<never>(() => {}), () => Promise.reject(new Error('no Temporal'))]) {
    const without = await usersApi({ collectJobOffers: away, cancelCollection: away })
    const who = await without.person()
    const response = await collect(who, { query: 'baker' })
    const { id, status } = await read(response)
    expect([response.status, status]).toEqual([202, 'pending'])
    const unfinished = await createCollectionRepository(without.db).listUnfinished({
      updatedBefore: new Date(Date.now() + 1_000),
      after: undefined,
      limit: 10,
    })
    expect(unfinished).toMatchObject([{ id, userId: who.id, status: 'pending' }])
    expect((await leave(who, id)).status).toBe(204)
  }
})

test('collections and imports are counted as background work before anything is written', async () => {
  const take = async (_: unknown, name: string) => {
    if (name === 'background') throw new AppError('too_many_requests', { params: { retry_after: 60 } })
  }
  const limited = await usersApi({ limits: { take } })
  const who = await limited.person()
  expect((await collect(who, { query: 'baker' })).status).toBe(429)
  expect((await who.request('POST', '/job-offers/import', { body: { url: 'https://jobs.example.com/1' } })).status).toBe(429)
  expect(await limited.db.collection('collections').countDocuments()).toBe(0)
})

test('an offer is imported from its page by a run of its own', async () => {
  const url = 'https://jobs.example.com/offers/42?lang=fr'
  const response = await ada.request('POST', '/job-offers/import', { body: { url: ` ${url} ` } })
  const collection = await read(response)
  expect([response.status, response.headers.get('Location')]).toEqual([202, `/job-offers/collections/${collection.id}`])
  expect(collection).toMatchObject({ url, query: null, location: null, requested_sources: [], offer_id: null, status: 'pending' })
  expect(api.collecting.at(-1)?.collectionId).toBe(collection.id)
  expect((await read(bob.request('POST', '/job-offers/import', { body: { url } }))).id).toBe(collection.id)

  const offerId = '6560f0c2a7b4c1d2e3f40599'
  await runs.noteImported(collection.id, offerId, NOW)
  expect(await read(one(ada, collection.id))).toMatchObject({ offer_id: offerId })
})

test('paths without an id take no other method, and none of them is an offer’s id', async () => {
  for (const [method, path, allow] of [
    ['GET', '/job-offers/collect', 'POST'],
    ['DELETE', '/job-offers/import', 'POST'],
    ['DELETE', '/job-offers/collections', 'GET, HEAD'],
  ] as const) {
    const response = await ada.request(method, path)
    expect([path, response.status, response.headers.get('Allow')]).toEqual([path, 405, allow])
  }
  expect((await ada.request('GET', '/job-offers/collections/')).status).toBe(200)
  expect((await ada.request('POST', '/job-offers/collect/', { body: { query: query() } })).status).toBe(202)
})
