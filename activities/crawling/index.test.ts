import { ApplicationFailure, CancelledFailure } from '@temporalio/common'
import { MockActivityEnvironment } from '@temporalio/testing'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createCrawlHostRepository } from '../../core/db/crawl-host-repository.ts'
import type { NewPage } from '../../core/db/page-repository.ts'
import { createPayloadRepository } from '../../core/db/payload-repository.ts'
import { testBrowser } from '../../tests/support/browser.ts'
import { html, type LocalSite, startLocalPages } from '../../tests/support/local-site.ts'
import { testDatabase } from '../../tests/support/mongo.ts'
import { createBrowserPool, createCrawling, createEgressProxy, createPoliteFetch, type PoliteFetch } from './index.ts'

const log = pino({ level: 'silent' })
const { db } = testDatabase()
const kept: NewPage[] = []
const pages = { save: async (page: NewPage) => `page-${kept.push(page)}` }
let site: LocalSite
/** One for each test, since it is left alone from then on. */
let busy: Record<Name, LocalSite>
let patient: Record<Name, LocalSite>
let crawling: ReturnType<typeof createCrawling>
let polite: PoliteFetch
let close: () => Promise<unknown>

beforeAll(async () => {
  site = await startLocalPages({
    '/offer': html('<h1>Métier</h1><script>document.title = "Ran"</script>'),
    '/pdf': (response) => void response.writeHead(200, { 'content-type': 'application/pdf' }).end('%PDF-1.7'),
    '/silent': () => {},
  })
  const startBusy = (seconds: string) => startLocalPages({ '/': (response) => void response.writeHead(429, { 'retry-after': seconds }).end() })
  busy = { fetchPage: await startBusy('7'), renderPage: await startBusy('7') }
  patient = { fetchPage: await startBusy('121'), renderPage: await startBusy('121') }
  const sites = [site, ...Object.values(busy), ...Object.values(patient)]
  const egress = await createEgressProxy({ allowHosts: sites.map(({ port }) => `127.0.0.1:${port}`), log })
  const browser = createBrowserPool({
    executablePath: await testBrowser(),
    sandbox: undefined,
    proxyUrl: egress.url,
    userAgent: 'JobTracker/test',
    log,
  })
  const applications = { descriptionUrl: async (url: string, request: number) => (request === 1 ? url : undefined) }
  const now = () => new Date()
  const stores = { hosts: createCrawlHostRepository(db), payloads: createPayloadRepository(db) }
  polite = createPoliteFetch({ ...stores, egress, userAgent: 'JobTracker/test', delayMs: 0, now, log })
  crawling = createCrawling({ applications, pages, polite, browser, now, log })
  close = async () => {
    await browser.close()
    await Promise.all([egress.close(), ...sites.map((one) => one.close())])
  }
})
afterAll(() => close())

// The record of these tests is known by its address, its counter is 1.
type Name = 'fetchPage' | 'renderPage'
const run = (name: Name, url: string, environment = new MockActivityEnvironment()) =>
  environment.run(crawling[name], { applicationId: url, request: 1 })
const failure = (name: Name, url: string): Promise<ApplicationFailure> =>
  run(name, url).then(
    () => Promise.reject(new Error('had a page')),
    (error) => (error instanceof ApplicationFailure ? error : Promise.reject(error)),
  )

test('a page goes to the page store; its id travels', async () => {
  const fetched = await run('fetchPage', `${site.url}/offer`)
  expect(fetched).toEqual({ pageId: 'page-1', bytes: 55, via: 'http' })
  expect(kept[0]).toMatchObject({ url: `${site.url}/offer`, finalUrl: `${site.url}/offer`, via: 'http', html: expect.stringContaining('Métier') })

  const rendered = await run('renderPage', `${site.url}/offer`)
  expect(rendered).toMatchObject({ pageId: 'page-2', via: 'browser' })
  expect(kept[1]).toMatchObject({ via: 'browser', html: expect.stringContaining('<title>Ran</title>') })
})

test.each(['fetchPage', 'renderPage'] as const)('%s fails with the type, parameters and patience that a workflow reads', async (name) => {
  expect(await failure(name, `${site.url}/pdf`)).toMatchObject({
    type: 'not_a_page',
    details: [{ content_type: 'application/pdf' }],
    nonRetryable: true,
  })
  expect(await failure(name, `${busy[name].url}/`)).toMatchObject({
    type: 'blocked',
    details: [{ status: 429 }],
    nonRetryable: false,
    nextRetryDelay: 7_000,
  })
  const { type, details } = await failure(name, `${busy[name].url}/`)
  expect(type).toBe('host_busy')
  expect(details).toEqual([{ wait_ms: expect.closeTo(7_000, -4) }])
  const refused = await failure(name, 'http://127.0.0.1:1/secret')
  expect(refused).toMatchObject({ type: 'refused', details: [{}], nonRetryable: true, message: 'refused' })
  expect(refused.cause).toBeUndefined()
})

test.each(['fetchPage', 'renderPage'] as const)('%s waits for no pause of more than two minutes, and says how long it is', async (name) => {
  const paused = { type: 'blocked', nonRetryable: true, nextRetryDelay: undefined }
  expect(await failure(name, `${patient[name].url}/`)).toMatchObject({ ...paused, details: [{ status: 429, retry_after_s: 121 }] })
  const seconds = expect.closeTo(121, -1)
  expect(await failure(name, `${patient[name].url}/`)).toMatchObject({ ...paused, details: [{ retry_after_s: seconds }] })
})

test.each(['fetchPage', 'renderPage'] as const)('%s ends when it is cancelled', async (name) => {
  const environment = new MockActivityEnvironment()
  const running = run(name, `${site.url}/silent`, environment)
  const asked = site.hits.length
  while (site.hits.length === asked) await new Promise((resolve) => setImmediate(resolve))
  environment.cancel('CANCELLED')
  await expect(running).rejects.toBeInstanceOf(CancelledFailure)
})

test.each(['fetchPage', 'renderPage'] as const)('%s asks no site for what nobody asks for any more', async (name) => {
  const asked = site.hits.length
  const run = new MockActivityEnvironment().run(crawling[name], { applicationId: `${site.url}/offer`, request: 2 })
  await expect(run).rejects.toMatchObject({ type: 'stale', nonRetryable: true })
  expect(site.hits.length).toBe(asked)
})

test('an error that nobody foresaw names no address', async () => {
  const url = 'https://jobs.example.com/offer?token=secret'
  const navigation = `page.goto: something new at ${url}\nCall log:\n  - navigating to "${url}", waiting until "commit"`
  const browser = { withContext: () => Promise.reject(new Error(navigation, { cause: new Error(`at ${url}`) })) }
  const applications = { descriptionUrl: async () => url }
  const { renderPage } = createCrawling({ applications, pages, polite, browser, now: () => new Date(), log })
  const error = (await new MockActivityEnvironment().run(renderPage, { applicationId: 'a', request: 1 }).catch((error) => error)) as Error
  expect(error.message).toMatch(/^page\.goto: something new at \(an address\)\n.*\n.*"\(an address\)", waiting/)
  for (const { message, stack } of [error, error.cause as Error]) expect(message + stack).not.toContain('secret')
})
