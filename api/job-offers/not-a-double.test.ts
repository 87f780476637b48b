import { beforeAll, expect, test } from 'vitest'
import { createCatalogueRepository } from '../../core/db/catalogue-repository.ts'
import type { JobOffer } from '../../core/domain/job-offer.ts'
import { seedOffers } from '../../tests/support/job-offers.ts'
import { problemOf, usersApi } from '../../tests/support/users-api.ts'

let api: Awaited<ReturnType<typeof usersApi>>
let someone: Awaited<ReturnType<typeof api.person>>
let admin: Awaited<ReturnType<typeof api.admin>>

beforeAll(async () => {
  api = await usersApi()
  ;[someone, admin] = await Promise.all([api.person(), api.admin()])
})

type Person = Pick<typeof someone, 'request'>
const read = async (id: string) => (await (await someone.request('GET', `/job-offers/${id}`)).json()) as JobOffer
const split = (id: string, body: unknown, who: Person = admin) => who.request('POST', `/job-offers/${id}/not-a-double`, { body })

/** The admin, who reads this language. */
const reading = (language: string): Person => ({
  request: (method, path, options) => admin.request(method, path, { ...options, headers: { 'Accept-Language': language } }),
})

/** One offer of two listings: the id that stayed, and the address of the other. */
async function merged(): Promise<{ id: string; url: string }> {
  const [id = '', other = ''] = await seedOffers(api.db, [{ title: 'Baker, day' }, { title: 'Baker, night' }])
  const { url } = await read(other)
  await createCatalogueRepository(api.db).mergeOffers(id, other, new Date())
  return { id, url: url ?? '' }
}

test('an admin splits off a listing that is another opening, and it stays an offer of its own', async () => {
  const { id, url } = await merged()
  expect(await read(id)).toMatchObject({ title: 'Baker, day', alternative_urls: [url] })
  const response = await split(id, { url: `${url}?utm_source=x` })
  const offer = (await response.json()) as JobOffer
  expect([response.status, response.headers.get('Location')]).toEqual([201, `/job-offers/${offer.id}`])
  expect(offer).toMatchObject({ title: 'Baker, night', url, alternative_urls: [] })
  expect([await read(offer.id), (await read(id)).alternative_urls]).toEqual([offer, []])
})

test('twice is once: then there is no double at that address', async () => {
  const { id, url } = await merged()
  await split(id, { url })
  expect(await problemOf(split(id, { url }))).toMatchObject({
    status: 422,
    errors: [{ path: 'url', message: expect.stringMatching(/^aucun doublon/) }],
  })
})

test('only admins tell doubles apart, only of an offer that there is, and by an address', async () => {
  const { id, url } = await merged()
  const nobodys = '6560f0c2a7b4c1d2e3f40516'
  expect(await problemOf(split(id, { url }, someone))).toMatchObject({ status: 403, code: 'forbidden' })
  expect(await problemOf(split(nobodys, { url }, someone))).toMatchObject({ status: 403 })
  expect(await problemOf(split(nobodys, { url }))).toMatchObject({ status: 404, code: 'not_found' })
  const { url: own } = await read(id)
  for (const wrong of [{}, { url: null }, { url: 'https://jobs.example.com/another' }, { url: 'mailto:x@example.com' }, { url, id }])
    expect((await split(id, wrong)).status).toBe(422)
  expect(await read(id)).toMatchObject({ url: own, alternative_urls: [url] })
})

test('while collections write to the catalogue the request waits some seconds, then says when to come back, and changes nothing', async () => {
  const { id, url } = await merged()
  const taken = Promise.withResolvers<void>()
  const { promise: untilLeft, resolve: leave } = Promise.withResolvers<void>()
  const collecting = createCatalogueRepository(api.db).exclusively(async (lease) => {
    taken.resolve()
    const renewing = setInterval(() => void lease.isHeld(), 1_000)
    await untilLeft
    clearInterval(renewing)
  })
  await taken.promise
  const answered = await Promise.all(['fr', 'en'].map((language) => split(id, { url }, reading(language))))
  expect(answered.map(({ status, headers }) => [status, headers.get('Retry-After')])).toEqual([
    [503, '2'],
    [503, '2'],
  ])
  const said = (await Promise.all(answered.map((response) => response.json()))) as { code: string; detail: string }[]
  expect(said).toMatchObject([
    { code: 'catalogue_busy', detail: expect.stringMatching(/^Des collectes écrivent .* rien n’a changé : réessayez/) },
    { code: 'catalogue_busy', detail: expect.stringMatching(/^Collections are writing .* nothing was changed: try again/) },
  ])
  leave()
  await collecting
  expect(await read(id)).toMatchObject({ alternative_urls: [url] })
  expect((await split(id, { url })).status).toBe(201)
}, 30_000)

test('an admin sees the listings of an offer, why each is taken for the same, and which can be split off', async () => {
  const [id = '', other = ''] = await seedOffers(api.db, [
    { title: 'Baker, day', alternative_urls: ['https://apply.example.com/day'] },
    { title: 'Baker, night' },
  ])
  const [day, night] = await Promise.all([read(id), read(other)])
  await createCatalogueRepository(api.db).mergeOffers(id, other, new Date('2026-11-23T12:00:00Z'))
  expect((await read(id)).alternative_urls).toEqual(['https://apply.example.com/day', night.url])

  const listings = async (of = id, who: Person = admin) => (await who.request('GET', `/job-offers/${of}/listings`)).json()
  const first = { title: 'Baker, day', url: day.url, reason: null, score: null, merged_at: null }
  expect(await listings()).toMatchObject([
    first,
    {
      title: 'Baker, night',
      url: night.url,
      keys: [`url:${night.url}`],
      reason: 'admin',
      score: 1,
      merged_at: '2026-11-23T12:00:00.000Z',
      separable: true,
    },
  ])
  expect(await listings(other)).toEqual(await listings())
  expect((await split(id, { url: 'https://apply.example.com/day' })).status).toBe(422)
  for (const { url, separable } of (await listings()) as { url: string; separable: boolean }[])
    if (separable && url === night.url) expect((await split(id, { url })).status).toBe(201)
  expect(await listings()).toMatchObject([{ ...first, separable: false }])
  expect(await problemOf(someone.request('GET', `/job-offers/${id}/listings`))).toMatchObject({ status: 403 })
  expect(await problemOf(admin.request('GET', '/job-offers/6560f0c2a7b4c1d2e3f40516/listings'))).toMatchObject({ status: 404 })
})
