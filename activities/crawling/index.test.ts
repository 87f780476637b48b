import { ApplicationFailure, CancelledFailure } from '@temporalio/common'
import { MockActivityEnvironment } from '@temporalio/testing'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import type { NewPage } from '../../core/db/page-repository.ts'
import { testBrowser } from '../../tests/support/browser.ts'
import { html, type LocalSite, startLocalPages } from '../../tests/support/local-site.ts'
import { createBrowserPool, createCrawling, createEgressProxy } from './index.ts'

const log = pino({ level: 'silent' })
const kept: NewPage[] = []
let site: LocalSite
let crawling: ReturnType<typeof createCrawling>
let close: () => Promise<unknown>

beforeAll(async () => {
  site = await startLocalPages({
    '/offer': html('<h1>Métier</h1><script>document.title = "Ran"</script>'),
    '/busy': (response) => void response.writeHead(429, { 'retry-after': '7' }).end(),
    '/pdf': (response) => void response.writeHead(200, { 'content-type': 'application/pdf' }).end('%PDF-1.7'),
    '/silent': () => {},
  })
  const egress = await createEgressProxy({ allowHosts: [`127.0.0.1:${site.port}`], log })
  const browser = createBrowserPool({
    executablePath: await testBrowser(),
    sandbox: undefined,
    proxyUrl: egress.url,
    userAgent: 'JobTracker/test',
    log,
  })
  const pages = { save: async (page: NewPage) => `page-${kept.push(page)}` }
  crawling = createCrawling({ pages, egress, browser, userAgent: 'JobTracker/test', now: () => new Date(), log })
  close = async () => {
    await browser.close()
    await Promise.all([egress.close(), site.close()])
  }
})
afterAll(() => close())

type Name = 'fetchPage' | 'renderPage'
const run = (name: Name, url: string, environment = new MockActivityEnvironment()) => environment.run(crawling[name], { url })
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
  expect(await failure(name, `${site.url}/busy`)).toMatchObject({
    type: 'blocked',
    details: [{ status: 429 }],
    nonRetryable: false,
    nextRetryDelay: 7_000,
  })
  const refused = await failure(name, 'http://127.0.0.1:1/secret')
  expect(refused).toMatchObject({ type: 'refused', details: [{}], nonRetryable: true, message: 'refused' })
  expect(refused.cause).toBeUndefined()
})

test.each(['fetchPage', 'renderPage'] as const)('%s ends when it is cancelled', async (name) => {
  const environment = new MockActivityEnvironment()
  const running = run(name, `${site.url}/silent`, environment)
  const asked = site.hits.length
  while (site.hits.length === asked) await new Promise((resolve) => setImmediate(resolve))
  environment.cancel('CANCELLED')
  await expect(running).rejects.toBeInstanceOf(CancelledFailure)
})
