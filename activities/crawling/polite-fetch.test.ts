import { afterAll, beforeAll, expect, test } from 'vitest'
import { json, plain, send, startCrawledWeb } from '../../tests/support/crawled-web.ts'
import { html, redirect } from '../../tests/support/local-site.ts'
import { testDatabase } from '../../tests/support/mongo.ts'
import type { SourceRequest } from '../collecting/source.ts'
import { PageError } from './page-error.ts'
import { HostBusy, type PoliteFetch } from './polite-fetch.ts'

const { signal } = new AbortController()
let web: Awaited<ReturnType<typeof startCrawledWeb>>
beforeAll(async () => {
  web = await startCrawledWeb(testDatabase().db)
})
afterAll(() => web.close())

/** How it failed. */
async function failure(asked: Promise<unknown>) {
  const error = await asked.then(
    () => new Error('was answered'),
    (reason: unknown) => reason,
  )
  if (error instanceof HostBusy) return { waitMs: error.waitMs }
  if (!(error instanceof PageError)) throw error
  const { failure, params } = error
  return { failure, params }
}
const ask = (worker: PoliteFetch, url: string, expects: SourceRequest['expects'] = 'text') => worker.ask({ url, expects }, { signal })
const slowly = (ms: number, text: string) => (response: import('node:http').ServerResponse) =>
  void setTimeout(() => plain(text)(response, response.req), ms)

test('two workers ask a host one request at a time and keep the gap, whatever they ask, while another host is asked at once', async () => {
  const GAP_MS = 60
  const busy = await web.site({ '/slow': slowly(30, 'slow'), '/json': json({}), '/page': html('<p>page</p>'), '/moved': redirect('/page') })
  const other = await web.site({ '/': plain('here') })
  const workers = [web.worker({ delayMs: GAP_MS }), web.worker({ delayMs: GAP_MS })]
  const asked = workers.flatMap((worker) => [
    ask(worker, `${busy.url}/slow`),
    ask(worker, `${busy.url}/json`, 'json'),
    ask(worker, `${busy.url}/page`, 'page'),
    ask(worker, `${busy.url}/moved`, 'page'),
  ])
  await ask(workers[0] as PoliteFetch, other.url)
  expect(busy.visits.length).toBeLessThan(9)
  await Promise.all(asked)
  // robots.txt once, eight requests, and where two of them lead.
  expect(busy.paths().sort()).toEqual(
    ['/robots.txt', ...['/slow', '/json', '/moved'].flatMap((path) => [path, path]), ...Array(4).fill('/page')].sort(),
  )
  expect(Math.min(...busy.gaps())).toBeGreaterThanOrEqual(GAP_MS - 5)
})

test('a request may ask for a longer gap than the configured one, before it and after it', async () => {
  const site = await web.site({ '/': plain('here') })
  const worker = web.worker()
  await ask(worker, site.url)
  await worker.ask({ url: site.url, expects: 'text', gapMs: 150 }, { signal })
  await ask(worker, site.url)
  expect(Math.min(...site.gaps())).toBeGreaterThanOrEqual(145)
})

test('what is further away than the patience is told at once or when it is over, in the same worker and in another', async () => {
  let answer = () => {}
  const site = await web.site({
    '/held': (response, request) => {
      answer = () => plain('held')(response, request)
    },
    '/': plain('here'),
  })
  const [one, other] = [web.worker({ delayMs: 3_000 }), web.worker({ delayMs: 3_000 })]
  const held = ask(one, `${site.url}/held`)
  while (site.visits.length === 0) await new Promise((resolve) => setImmediate(resolve))
  for (const worker of [one, other]) {
    expect(await failure(worker.ask({ url: site.url, expects: 'text' }, { signal, patienceMs: 100 }))).toEqual({ waitMs: 3_000 })
  }
  answer()
  await held
  const { waitMs } = (await failure(other.ask({ url: site.url, expects: 'text' }, { signal, patienceMs: 2_000 }))) as { waitMs: number }
  expect(waitMs).toBeGreaterThan(2_000)
  expect(waitMs).toBeLessThanOrEqual(3_000)
  expect(site.paths()).toEqual(['/held'])
})

test('a cancelled wait ends with its reason, and holds up nobody', async () => {
  const site = await web.site({ '/': plain('here'), '/silent': () => {} })
  const worker = web.worker()
  const [asking, waiting] = [new AbortController(), new AbortController()]
  const silent = worker.ask({ url: `${site.url}/silent`, expects: 'text' }, { signal: asking.signal })
  while (site.visits.length === 0) await new Promise((resolve) => setImmediate(resolve))
  const queued = worker.ask({ url: site.url, expects: 'text' }, { signal: waiting.signal })
  waiting.abort(new Error('nobody waits'))
  await expect(queued).rejects.toThrow('nobody waits')
  asking.abort(new Error('enough'))
  await expect(silent).rejects.toThrow('enough')
  expect((await ask(web.worker(), site.url)).body).toBe('here')
})

test.each(['text', 'json', 'page'] as const)('a Retry-After of a %s holds for every worker', async (expects) => {
  const site = await web.site({ '/busy': send(429, { 'retry-after': '60' }), '/': plain('here') })
  const [one, other] = [web.worker(), web.worker()]
  const first = ask(one, `${site.url}/busy`, expects)
  if (expects === 'page') expect(await failure(first)).toEqual({ failure: 'blocked', params: { status: 429 } })
  else expect(await first).toMatchObject({ status: 429, headers: { 'retry-after': '60' } })
  const { waitMs } = (await failure(ask(other, site.url))) as { waitMs: number }
  expect(waitMs).toBeGreaterThan(55_000)
  expect(waitMs).toBeLessThanOrEqual(60_000)
  expect(site.paths().filter((path) => path === '/')).toEqual([])
})

test('a pause of fifteen minutes is a wait for all who come meanwhile', async () => {
  const site = await web.site({ '/': send(429, { 'retry-after': '900' }) })
  const error = await ask(web.worker(), site.url, 'page').catch((reason: unknown) => reason)
  expect(error).toMatchObject({ failure: 'blocked', params: { status: 429 }, retryable: true, retryAfterMs: 900_000 })
  expect(await failure(ask(web.worker(), site.url))).toEqual({ waitMs: expect.closeTo(900_000, -4) })
})

test('a site that wants to be left alone for an hour is no host that is busy: it blocks, and says for how long', async () => {
  const site = await web.site({ '/': send(503, { 'retry-after': '3600' }) })
  expect((await ask(web.worker(), site.url)).status).toBe(503)
  expect(await failure(ask(web.worker(), site.url))).toEqual({ failure: 'blocked', params: { retry_after_s: expect.closeTo(3_600, -1) } })
  expect(site.visits.length).toBe(1)
})

test('nobody is held up for longer than a day by a mistaken Retry-After', async () => {
  const site = await web.site({ '/': send(429, { 'retry-after': '999999999' }) })
  await ask(web.worker(), site.url)
  expect(await failure(ask(web.worker(), site.url))).toEqual({ failure: 'blocked', params: { retry_after_s: 86_400 } })
})

test('what a browser asks for is one turn at its host, which waits for the others’', async () => {
  const site = await web.site({ '/robots.txt': plain('User-agent: *\nDisallow: /private'), '/': slowly(50, 'here') })
  const worker = web.worker()
  const first = ask(worker, site.url)
  let seen = 0
  const rendered = await web.worker().inTurn(`${site.url}/page`, { signal }, async () => {
    seen = site.visits.filter(({ end }) => end === Infinity).length
    return 'rendered'
  })
  await first
  expect([rendered, seen]).toEqual(['rendered', 0])
  expect(await failure(worker.inTurn(`${site.url}/private`, { signal }, async () => 'seen'))).toEqual({ failure: 'not_allowed', params: {} })
  expect(await failure(worker.inTurn('file:///etc/hostname', { signal }, async () => 'seen'))).toEqual({ failure: 'refused', params: {} })
  const asked = worker.inTurn(`${site.url}/page`, { signal }, () => Promise.reject(new PageError('blocked', {}, { retryAfterMs: 50_000 })))
  expect(await failure(asked)).toEqual({ failure: 'blocked', params: {} })
  expect(await failure(ask(worker, site.url))).toEqual({ waitMs: expect.closeTo(50_000, -3) })
})
