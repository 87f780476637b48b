import type { WorkflowHandle } from '@temporalio/client'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { Activities } from '../activities/index.ts'
import { createCollectionRepository } from '../core/db/collection-repository.ts'
import { ensureIndexes } from '../core/db/indexes.ts'
import { newId } from '../core/db/new-id.ts'
import type { StoredCollection } from '../core/domain/collection.ts'
import type { AskedCollection } from '../core/domain/collection-rules.ts'
import { collectFromSourceId, collectJobOffersId } from '../core/temporal/names.ts'
import { testBrowser } from '../tests/support/browser.ts'
import { collectingActivities } from '../tests/support/collecting-activities.ts'
import { historyText } from '../tests/support/history-text.ts'
import { html, type LocalSite, startLocalSite } from '../tests/support/local-site.ts'
import { testDatabase } from '../tests/support/mongo.ts'
import { runWorkflow, temporal } from '../tests/support/run-workflow.ts'

const KEY = 'tvly-key-canary'
const TOKEN = 'token=address-canary'
const TEXT = 'Vos missions : construire des chaînes de données fiables avec une équipe de six personnes. Profil : trois ans, Python et SQL.'
const OFFER = `<h1>Boulanger (H/F)</h1><p>Nous recherchons un boulanger en CDI à Lyon. Vous serez responsable de la fabrication des pains. Vous avez un CAP
  et une première expérience de deux ans. Salaire : 2 100 € brut par mois. Envoyez votre CV par courrier.</p>`
const { db } = testDatabase()
const collections = createCollectionRepository(db)
let site: LocalSite
let activities: Activities
let close: () => Promise<unknown>

/** What each board has; a status instead: how it fails. */
let boards: Record<string, string[] | number>
const job = (board: string, title: string, n: number) => ({
  id: 1_000 + n,
  internal_job_id: 1,
  title,
  company_name: `Société ${board}`,
  // Under another name than the source knows.
  [board === 'renamed' ? 'link' : 'absolute_url']: `https://jobs.example.com/${board}/${1_000 + n}`,
  location: { name: 'Lyon, France' },
  content: `&lt;p&gt;${title} ${board} ${n}. ${TEXT}&lt;/p&gt;`,
  first_published: '2026-11-20T00:00:00Z',
})
const posting = JSON.stringify({
  '@context': 'https://schema.org',
  '@type': 'JobPosting',
  title: 'Data engineer',
  description: `<p>${TEXT}</p>`,
  datePosted: '2026-11-20',
  hiringOrganization: { '@type': 'Organization', name: 'Page SA' },
  jobLocation: { '@type': 'Place', address: { '@type': 'PostalAddress', addressLocality: 'Lyon', addressCountry: 'FR' } },
})

beforeAll(async () => {
  await ensureIndexes(db)
  site = await startLocalSite((request, response) => {
    const { pathname } = new URL(request.url ?? '', 'http://local')
    const [, , , board = ''] = pathname.split('/')
    const has = boards[board]
    const json = (body: unknown) => void response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify(body))
    if (pathname === '/search') return json({ results: [{ url: `${site.url}/offer?${TOKEN}`, title: 'Data engineer', content: TEXT, score: 0.9 }] })
    if (pathname === '/script') return html(`<div id="root"></div><script>document.body.innerHTML = ${JSON.stringify(OFFER)}</script>`)(response)
    if (pathname === '/offer')
      return html(`<title>Data engineer</title><script type="application/ld+json">${posting}</script><h1>Data engineer</h1>`)(response)
    if (!pathname.startsWith('/v1/boards/') || has === undefined) return void response.writeHead(404).end('{}')
    if (typeof has === 'number') return void response.writeHead(has).end('{}')
    json({ jobs: has.map((title, n) => job(board, title, n)) })
  })
  const environment = {
    SOURCE_GREENHOUSE_BASE_URL: site.url,
    SOURCE_GREENHOUSE_BOARDS: 'acme,globex',
    SOURCE_TAVILY_BASE_URL: site.url,
    TAVILY_API_KEY: KEY,
  }
  const made = await collectingActivities({ db, allowHosts: [`127.0.0.1:${site.port}`], environment, browserPath: await testBrowser() })
  activities = made.activities
  close = () => made.close().finally(() => site.close())
})
afterAll(() => close())
beforeEach(async () => {
  boards = { acme: ['Data engineer', 'Boulanger', 'Data analyst'], globex: ['Data engineer', 'Data scientist'] }
  await Promise.all(['job_offers', 'collections', 'collection_steps', 'source_boards'].map((name) => db.collection(name).deleteMany({})))
})

const asking = (change: Partial<AskedCollection> = {}): AskedCollection => ({
  query: 'data',
  location: null,
  sources: ['greenhouse'],
  limit: 100,
  url: null,
  ...change,
})

/** Runs a collection as the API starts it. */
async function collect(asked: AskedCollection, meanwhile?: (workflow: WorkflowHandle, id: string) => Promise<void>): Promise<StoredCollection> {
  const id = newId()
  await collections.request(newId(), asked, id, new Date())
  await run(id, {}, meanwhile && ((workflow) => meanwhile(workflow, id)))
  return collections.get(undefined, id)
}

const run = (id: string, more: { again?: boolean } = {}, meanwhile?: (workflow: WorkflowHandle) => Promise<void>) =>
  runWorkflow('collectJobOffers', { collection_id: id, ...more }, activities, {
    on: 'dev',
    workflowId: collectJobOffersId(id),
    ...(meanwhile && { meanwhile }),
  })
const stored = () => db.collection('job_offers').countDocuments()

test('offers that match are stored once, by source and by page it is told what came', async () => {
  const first = await collect(asking())
  expect(first).toMatchObject({ status: 'done', found: 5, saved: 4, rejected: 1, understood: { keywords: ['data'], by: 'rules' } })
  const [greenhouse] = first.sources
  expect(greenhouse).toMatchObject({ source: 'greenhouse', status: 'done', rejections: { other_words: 1 }, outcomes: { fetched: 2 }, errors: [] })
  expect(greenhouse?.pages.map(({ label, found }) => [label, found]).sort()).toEqual([
    ['acme', 3],
    ['globex', 2],
  ])
  expect(await stored()).toBe(4)
  expect(await collect(asking())).toMatchObject({ status: 'done', found: 5, saved: 0, unchanged: 4 })
  expect(await stored()).toBe(4)
})

test('one broken board fails neither the others nor the source; run again, it alone is asked', async () => {
  boards.acme = 403
  const broken = await collect(asking())
  expect(broken).toMatchObject({
    status: 'partial',
    saved: 2,
    sources: [{ status: 'partial', errors: [{ code: 'blocked', params: { status: 403 } }] }],
  })

  boards.acme = ['Data engineer']
  const before = site.hits.filter((hit) => hit.includes('/globex/')).length
  await run(broken.id)
  expect(await collections.get(undefined, broken.id)).toMatchObject({ status: 'done', saved: 3, sources: [{ status: 'done', errors: [] }] })
  expect(site.hits.filter((hit) => hit.includes('/globex/'))).toHaveLength(before)

  await run(broken.id, { again: true })
  expect(await collections.get(undefined, broken.id)).toMatchObject({ status: 'done', found: 3, saved: 0, unchanged: 3 })
})

test('one source is run again by itself, and the collection has its end anew', async () => {
  boards.acme = 500
  const id = newId()
  await collections.request(newId(), asking({ sources: ['greenhouse:acme', 'ashby'] }), id, new Date())
  boards.acme = 403
  await run(id)
  expect(await collections.get(undefined, id)).toMatchObject({ status: 'failed' })
  boards.acme = ['Data engineer']
  const input = { collection_id: id, source: 'greenhouse' }
  await runWorkflow('collectFromSource', input, activities, { on: 'dev', workflowId: collectFromSourceId('greenhouse', id) })
  const read = await collections.get(undefined, id)
  expect(read).toMatchObject({ status: 'done', saved: 1 })
  expect(read.sources.map(({ source, status }) => [source, status]).sort()).toEqual([
    ['ashby', 'skipped'],
    ['greenhouse', 'done'],
  ])
})

test('a board that is empty where there was one is an error; a board that never had any is none', async () => {
  boards = { acme: ['Data engineer'], globex: [] }
  expect(await collect(asking())).toMatchObject({ status: 'done' })
  boards = { acme: [], globex: [] }
  const emptied = await collect(asking())
  expect(emptied).toMatchObject({ status: 'partial', sources: [{ errors: [{ code: 'empty_where_there_was_one', count: 1 }] }] })
})

test('a board whose offers say nothing any more has changed its shape', async () => {
  boards = { renamed: ['Data engineer', 'Data scientist', 'Data analyst'] }
  const read = await collect(asking({ sources: ['greenhouse:renamed'] }))
  expect(read).toMatchObject({ status: 'failed', sources: [{ errors: [{ code: 'unexpected_answer' }] }] })
})

test('no more than the limit is kept, and no other page is asked for then', async () => {
  const read = await collect(asking({ limit: 1 }))
  expect(read).toMatchObject({ status: 'done', saved: 1 })
  expect(await stored()).toBe(1)
})

test('sources without a key, without boards, or unknown are skipped and say which variable is missing', async () => {
  const read = await collect(asking({ sources: ['greenhouse:acme', 'france-travail', 'lever', 'no-such-source'] }))
  expect(read).toMatchObject({ status: 'done', saved: 2 })
  const told = read.sources.map(({ source, status, errors }) => [source, status, errors[0]?.code, errors[0]?.params.variable])
  expect(told).toEqual([
    ['greenhouse', 'done', undefined, undefined],
    ['france-travail', 'skipped', 'no_key', expect.stringContaining('SOURCE_FRANCE_TRAVAIL_')],
    ['lever', 'skipped', 'no_boards', 'SOURCE_LEVER_BOARDS'],
    ['no-such-source', 'skipped', 'unknown_source', undefined],
  ])
})

test('an import brings one offer, and says which; a page that is none says so', async () => {
  const read = await collect(asking({ query: '', sources: [], limit: 1, url: `${site.url}/offer?${TOKEN}` }))
  expect(read).toMatchObject({ status: 'done', saved: 1, query: null, offer_id: expect.stringMatching(/^[0-9a-f]{24}$/) })
  expect(await db.collection('job_offers').findOne({})).toMatchObject({ title: 'Data engineer', company: 'Page SA' })
  const gone = await collect(asking({ query: '', sources: [], limit: 1, url: `${site.url}/nothing-here` }))
  expect(gone).toMatchObject({ status: 'failed', offer_id: null, sources: [{ source: 'page', status: 'failed' }] })
})

test('a page that is empty until its script has run is opened in a browser, at its host’s turn', async () => {
  const read = await collect(asking({ query: '', sources: [], limit: 1, url: `${site.url}/script` }))
  expect(read).toMatchObject({ status: 'done', saved: 1 })
  expect(await db.collection('job_offers').findOne({})).toMatchObject({ title: expect.stringContaining('Boulanger') })
})

test('histories hold ids, labels and hosts: no key, no whole address, no query and no text', async () => {
  const handles: WorkflowHandle[] = []
  const read = await collect(asking({ query: 'data canary-query', sources: ['tavily', 'greenhouse'] }), async (workflow, id) => {
    const { client } = await temporal('dev')
    handles.push(workflow, ...['tavily', 'greenhouse'].map((source) => client.workflow.getHandle(collectFromSourceId(source, id))))
  })
  expect(read.sources.map(({ source, pages }) => [source, pages.map(({ label }) => label)])).toEqual([
    ['tavily', expect.arrayContaining(['127.0.0.1'])],
    ['greenhouse', expect.arrayContaining(['acme', 'globex'])],
  ])
  const texts = await Promise.all(handles.map(historyText))
  const canaries = [KEY, 'address-canary', 'canary-query', 'chaînes de données', '/offer', '/v1/boards']
  for (const text of texts) expect(canaries.filter((canary) => text.includes(canary))).toEqual([])
  expect(texts[1]).toContain('saveStep')
  expect(JSON.stringify(read)).not.toContain('address-canary')
})

test('the last one leaves while it runs: it ends within seconds, with what was saved so far', async () => {
  const user = newId()
  const id = newId()
  boards.globex = Array.from({ length: 40 }, (_, n) => `Data engineer ${n}`)
  await collections.request(user, asking(), id, new Date())
  let left = 0
  const cancelled = run(id, {}, async (workflow) => {
    await expect.poll(async () => (await collections.get(undefined, id)).saved, { interval: 20, timeout: 20_000 }).toBeGreaterThan(0)
    await collections.leave(user, id, new Date(), { forAll: false })
    left = performance.now()
    await workflow.cancel().catch(() => {})
  })
  await cancelled.catch(() => {})
  expect(performance.now() - left).toBeLessThan(5_000)
  const read = await collections.get(undefined, id)
  expect(read.status).toBe('cancelled')
  expect(read.sources.every(({ status, ended_at }) => ['cancelled', 'done'].includes(status) && ended_at !== null)).toBe(true)
  expect(await stored()).toBe(read.saved)
})
