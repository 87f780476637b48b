import { ObjectId } from 'mongodb'
import { beforeAll, expect, test } from 'vitest'
import { NEW_RUN } from '../../core/db/collection-document.ts'
import { createCollectionRepository } from '../../core/db/collection-repository.ts'
import type { Collection } from '../../core/domain/collection.ts'
import { NO_COUNTS, SOURCE_ERROR_CODES } from '../../core/domain/collection-rules.ts'
import { problemOf, usersApi } from '../../tests/support/users-api.ts'

let api: Awaited<ReturnType<typeof usersApi>>
let someone: Awaited<ReturnType<typeof api.person>>
let runs: ReturnType<typeof createCollectionRepository>

beforeAll(async () => {
  api = await usersApi()
  someone = await api.person()
  runs = createCollectionRepository(api.db)
})

type Person = Pick<typeof someone, 'request'>
const NOW = new Date('2026-11-23T05:00:00Z')
let queries = 0
const asked = async (who: Person = someone) =>
  ((await (await who.request('POST', '/job-offers/collect', { body: { query: `baker ${++queries}` } })).json()) as Collection).id
const read = async (id: string, headers = {}) =>
  (await (await someone.request('GET', `/job-offers/collections/${id}`, { headers })).json()) as Collection
const follow = (id: string, who: Person = someone) =>
  who.request('GET', `/job-offers/collections/${id}`, { headers: { Accept: 'text/event-stream' } })
const begin = (id: string, sources: string[]) =>
  runs.beginCollection(id, { query: {}, understood: null, runs: Object.fromEntries(sources.map((source) => [source, NEW_RUN])) }, NOW)
const COUNTS = { ...NO_COUNTS, found: 3, saved: 2, rejected: 1 }

async function endOnePage(id: string): Promise<void> {
  const step = { key: 'acme', asks: 'greenhouse', step: { key: 'acme', label: 'acme' }, is_planned: true, depth: 0 }
  await runs.beginSource(id, 'greenhouse', NOW)
  await runs.addRunSteps(id, 'greenhouse', [step], 500, NOW)
  const [waiting] = await runs.waitingSteps(id, 'greenhouse', 1, [])
  const end = { outcome: 'fetched', counts: COUNTS, rejections: { other_place: 1 }, problem: null, duration_ms: 840 } as const
  await runs.endStep(waiting?.id ?? '', end, NOW)
}

test('progress tells counts, reasons and pages by source, and lists leave the pages out', async () => {
  const id = await asked()
  await begin(id, ['greenhouse', 'lever'])
  await endOnePage(id)
  const collection = await read(id)
  expect(collection).toMatchObject({ status: 'running', ...COUNTS, started_at: NOW.toISOString(), sources: [{ source: 'greenhouse' }, {}] })
  expect(collection.sources[0]).toMatchObject({
    status: 'running',
    ...COUNTS,
    rejections: { other_place: 1 },
    pages_total: 1,
    pages_done: 1,
    outcomes: { fetched: 1 },
    pages: [{ label: 'acme', outcome: 'fetched', ...COUNTS, duration_ms: 840 }],
  })
  const listed = (await (await someone.request('GET', '/job-offers/collections')).json()) as Collection[]
  expect(listed.find((each) => each.id === id)?.sources[0]).toMatchObject({ pages_done: 1, pages: [] })
})

test('of each page it is told what is wrong with it, in the reader’s language: of boards side by side, which one failed and why', async () => {
  const id = await asked()
  await begin(id, ['greenhouse'])
  await runs.beginSource(id, 'greenhouse', NOW)
  const steps = ['acme', 'globex', 'initech', 'hooli'].map((key) => ({
    key,
    asks: 'greenhouse',
    step: { key, label: key },
    is_planned: true,
    depth: 0,
  }))
  await runs.addRunSteps(id, 'greenhouse', steps, 500, NOW)
  const [acme, globex, initech] = await runs.waitingSteps(id, 'greenhouse', 4, [])
  const end = { counts: NO_COUNTS, rejections: {}, duration_ms: 1 }
  await runs.endStep(acme?.id ?? '', { ...end, outcome: 'fetched', problem: null }, NOW)
  await runs.endStep(globex?.id ?? '', { ...end, outcome: 'blocked', problem: { code: 'blocked', params: { status: 403 } } }, NOW)
  await runs.endStep(initech?.id ?? '', { ...end, outcome: 'fetched', problem: { code: 'empty_where_there_was_one', params: {} } }, NOW)
  const pages = async (language: string) =>
    (await read(id, { 'Accept-Language': language })).sources[0]?.pages.map(({ label, error }) => [label, error])
  expect(Object.fromEntries((await pages('en')) ?? [])).toEqual({
    acme: null,
    globex: { code: 'blocked', detail: 'The site refuses to be read automatically (403): open the page yourself.' },
    initech: { code: 'empty_where_there_was_one', detail: expect.stringContaining('no offer left') },
    hooli: null,
  })
  expect(JSON.stringify(await pages('fr'))).toContain('n’a plus aucune offre')
})

test.each([
  [
    'not_a_page',
    { content_type: 'application/pdf' },
    /fichier \(application\/pdf\).*la page de l’offre/,
    /a file \(application\/pdf\).*the offer’s page/,
  ],
  ['unreachable', { reason: 'redirects' }, /tourne en rond.*votre navigateur/, /in a loop.*your browser/],
  ['not_a_page', { reason: 'no_browser' }, /besoin d’un navigateur/, /needs a browser/],
  ['unreachable', { reason: 'constructor' }, /ne répond pas correctement/, /does not answer properly/],
])('%s %o says what helps', async (code, params, french, english) => {
  const id = await asked()
  await begin(id, ['page'])
  await api.db.collection('collections').updateOne({ _id: new ObjectId(id) }, { $set: { [`runs.page.problems.${code}`]: { params, count: 1 } } })
  for (const [language, sentence] of [
    ['fr', french],
    ['en', english],
  ] as const)
    expect((await read(id, { 'Accept-Language': language })).sources[0]?.errors[0]?.detail).toMatch(sentence)
})

test('every problem of a source is said in the reader’s language, and no parameter is missing in it', async () => {
  const id = await asked()
  await begin(id, ['tavily', 'page'])
  const problems = { ...Object.fromEntries(SOURCE_ERROR_CODES.map((code) => [code, { params: {}, count: 2 }])) }
  const told = {
    no_key: { params: { variable: 'TAVILY_API_KEY' }, count: 1 },
    rate_limited: { params: { status: 429, retry_after_s: 90 }, count: 1 },
  }
  await api.db
    .collection('collections')
    .updateOne({ _id: new ObjectId(id) }, { $set: { 'runs.page.problems': problems, 'runs.tavily.problems': told } })
  for (const language of ['fr', 'en']) {
    const { sources } = await read(id, { 'Accept-Language': language })
    const [tavily, page] = sources.map(({ errors }) => errors)
    expect(page?.map(({ code, count }) => [code, count])).toEqual(SOURCE_ERROR_CODES.map((code) => [code, 2]))
    for (const { code, detail } of page ?? []) {
      expect([code, detail]).toEqual([code, expect.stringMatching(/^[A-Z].*\.$/)])
      expect(detail).not.toMatch(/undefined|NaN|\[object/)
    }
    expect(JSON.stringify(tavily)).toContain('TAVILY_API_KEY')
    expect(JSON.stringify(tavily)).toContain('2 min')
    expect(JSON.stringify(sources)).not.toContain('params')
  }
  const [french, english] = [await read(id), await read(id, { 'Accept-Language': 'en' })]
  const details = ({ sources }: Collection) => sources.flatMap(({ errors }) => errors.map(({ detail }) => detail))
  expect(details(french).filter((detail) => details(english).includes(detail))).toEqual([])
})

test('live events tell each change and end with the run', async () => {
  const id = await asked()
  const response = await follow(id)
  expect([response.headers.get('Content-Type'), response.headers.get('Cache-Control')]).toEqual([
    expect.stringContaining('text/event-stream'),
    'no-store',
  ])
  const reader = (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader()
  const next = async () => (await reader.read()).value ?? ''
  expect(await next()).toMatch(/^event: collection\ndata: \{.*"status":"pending"/)
  await begin(id, ['greenhouse'])
  expect(await next()).toContain('"status":"running"')
  await endOnePage(id)
  await runs.endSource(id, 'greenhouse', { problem: null }, NOW)
  await runs.endCollection(id, NOW)
  let rest = ''
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) rest += chunk.value
  expect(rest).toContain('"status":"done"')
  expect(rest.match(/"saved":2/g)?.length).toBeGreaterThanOrEqual(2)
})

test('of a run that has ended one event is told', async () => {
  const id = await asked()
  await runs.endCollection(id, NOW)
  expect((await (await follow(id)).text()).match(/^event: /gm)).toHaveLength(1)
})

test('live events end with the session, and when their reader has left', async () => {
  const [left, loggedOut] = [await asked(), await asked()]
  const streams = await Promise.all([follow(left), follow(loggedOut)])
  await someone.request('DELETE', `/job-offers/collections/${left}`)
  const who = await api.person()
  const another = await follow(await asked(who), who)
  await who.request('POST', '/auth/logout', { body: { refresh_token: who.tokens.refresh_token } })
  const texts = await Promise.all([streams[0]?.text(), another.text()])
  for (const text of texts) {
    expect(text).toContain('pending')
    expect(text).not.toMatch(/error:|invalid_token|not_found/)
  }
  expect(texts.map((text) => text?.match(/^event: gone$/gm)?.length)).toEqual([1, undefined])
  expect(texts[0]?.trim().endsWith('event: gone\ndata: {}')).toBe(true)
  await streams[1]?.body?.cancel()
})

test('nobody follows somebody else’s collection but admins', async () => {
  const id = await asked()
  const [stranger, admin] = [await api.person(), await api.admin()]
  expect(await problemOf(follow(id, stranger))).toMatchObject({ status: 404, code: 'not_found' })
  const seen = await follow(id, admin)
  expect([seen.status, seen.headers.get('Content-Type')]).toEqual([200, expect.stringContaining('text/event-stream')])
  await seen.body?.cancel()
})
