import { afterAll, beforeAll, expect, test } from 'vitest'
import { canonicalUrl } from '../../../core/domain/listing-rules.ts'
import { trespasses, visitsOf } from './allowance.ts'
import type { HostRequest } from './host.ts'
import { type JobBoards, startJobBoards } from './index.ts'
import { compareWithLedger, createLedger } from './ledger.ts'
import { createListings } from './listings.ts'

const options = { openings: 1_400, doubles: 600, seed: 6 }
let boards: JobBoards
beforeAll(async () => {
  boards = await startJobBoards({ offers: 400 })
})
afterAll(() => boards.close())
const get = async (host: string, path: string, headers: Record<string, string> = {}) => fetch(`${boards.urls[host]}${path}`, { headers })

test('the same offers are made at every run, on twenty boards', () => {
  const listings = createListings(options)
  expect(createListings(options)).toEqual(listings)
  expect(new Set(listings.map(({ board }) => `${board.source}:${board.name}`)).size).toBe(20)
  expect(createListings({ ...options, seed: 7 })).not.toEqual(listings)
})

test('there are as many openings and doubles as asked for, each kind of double among them', () => {
  const listings = createListings(options)
  expect(new Set(listings.map(({ opening }) => opening.n)).size).toBe(1_400)
  const kinds = Object.groupBy(listings, ({ double }) => double ?? 'none')
  expect([kinds.none?.length, kinds.tracking?.length, kinds.text?.length, kinds.repost?.length]).toEqual([1_400, 210, 270, 120])
  for (const { title } of listings) expect(title).toMatch(/\bdata\b/i)
  const ids = listings.map(({ board, nativeId }) => `${board.source} ${board.name} ${nativeId}`)
  expect(new Set(ids).size).toBe(2_000)
})

test('no two openings of a company share title and place', () => {
  const openings = createListings(options)
    .filter(({ double }) => double === null)
    .map(({ opening }) => `${opening.company} ${opening.title} ${opening.city.name}`)
  expect(new Set(openings).size).toBe(1_400)
})

test('the ledger knows listings by id and by address, and tells what was lost, stored twice and mixed up', () => {
  const listings = createListings({ openings: 100, doubles: 20, seed: 1 })
  const ledger = createLedger(listings)
  const stored = listings
    .filter(({ double }) => double === null)
    .map(({ board, nativeId, url }) => [
      { source: board.source, native_id: board.company === null ? nativeId : `${board.name}:${nativeId}`, url: canonicalUrl(url) },
    ])
  expect(compareWithLedger(ledger, stored)).toEqual({ once: 100, lost: [], twice: [], mixed: [], unknown: [] })
  const [first = [], second = [], third = [], ...others] = stored
  const strange = [{ source: 'lever', native_id: 'x:y', url: null }]
  const { once, lost, twice, mixed, unknown } = compareWithLedger(ledger, [[...first, ...second], third, third, strange, ...others.slice(1)])
  expect([once, lost.length, twice.length, mixed.length, unknown]).toEqual([96, 1, 1, 1, [strange]])
})

test('the boards answer in their sources’ shapes', async () => {
  const name = boards.environment.SOURCE_GREENHOUSE_BOARDS?.split(',').at(-1)
  const { jobs } = (await (await get('greenhouse', `/v1/boards/${name}/jobs?content=true`)).json()) as { jobs: { absolute_url: string }[] }
  expect(jobs[0]?.absolute_url).toContain(`/${name}/jobs/`)
  expect((await get('greenhouse', '/v1/boards/none/jobs')).status).toBe(404)
  const search = '/partenaire/offresdemploi/v2/offres/search?range='
  expect((await get('france-travail', `${search}0-149`)).status).toBe(401)
  const offers = await get('france-travail', `${search}0-19`, { authorization: 'Bearer local-token' })
  expect([offers.status, offers.headers.get('content-range')]).toEqual([206, expect.stringMatching(/^offres 0-19\/\d+$/)])
  expect((await get('france-travail', `${search}2900-2950`, { authorization: 'Bearer local-token' })).status).toBe(204)
  expect(await (await get('page-3', '/jobs')).text()).toContain('<a href="/jobs/4')
})

test('what fails at first is answered when it is asked for again', async () => {
  const busy = await get('arbeitnow', '/api/job-board-api?page=2')
  expect([busy.status, busy.headers.get('retry-after')]).toEqual([429, '1'])
  expect((await get('arbeitnow', '/api/job-board-api?page=2')).status).toBe(200)
  await expect(get('arbeitnow', '/api/job-board-api?page=4').then((answer) => answer.text())).rejects.toThrow()
  expect((await get('page-2', '/jobs')).status).toBe(500)
})

const request = (beganAt: number, more: Partial<HostRequest> = {}): HostRequest => ({
  host: 'one',
  method: 'GET',
  path: `/${beganAt}`,
  body: '',
  beganAt,
  endedAt: beganAt + 50,
  status: 200,
  isWhole: true,
  overlaps: false,
  userAgent: '',
  ...more,
})
const wrongs = (...requests: HostRequest[]) => trespasses(visitsOf(requests), 200)

test('polite visitors do nothing wrong', () => {
  expect(wrongs(request(0, { path: '/robots.txt' }), request(60), request(310), request(0, { host: 'two' }))).toEqual([])
  expect(wrongs(request(0, { status: 429 }), request(1_050, { path: '/0' }))).toEqual([])
  expect(wrongs(request(0, { isWhole: false }), request(500, { path: '/0' }))).toEqual([])
  expect(wrongs(request(0, { method: 'POST', body: 'fr' }), request(500, { method: 'POST', path: '/0', body: 'en' }))).toEqual([])
})

test('those who come too soon, together or again are told', () => {
  expect(wrongs(request(0), request(200))).toEqual(['one: a gap of 150 ms'])
  expect(wrongs(request(0), request(250, { overlaps: true }))).toEqual(['one: 1 requests beside another'])
  expect(wrongs(request(0, { status: 429 }), request(500, { path: '/0' }))).toEqual(['one: 1 requests before Retry-After was over'])
  expect(wrongs(request(0), request(500, { path: '/0' }))).toEqual(['one: 1 answers asked for again, GET /0'])
})
