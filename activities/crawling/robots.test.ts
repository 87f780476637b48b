import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { type CrawledSite, json, plain, type Respond, send, startCrawledWeb } from '../../tests/support/crawled-web.ts'
import { html, redirect } from '../../tests/support/local-site.ts'
import { testDatabase } from '../../tests/support/mongo.ts'
import { PageError } from './page-error.ts'
import { HostBusy } from './polite-fetch.ts'

const MINUTE_MS = 60_000
const DAY_MS = 24 * 60 * MINUTE_MS
const { signal } = new AbortController()
let web: Awaited<ReturnType<typeof startCrawledWeb>>
beforeAll(async () => {
  web = await startCrawledWeb(testDatabase().db)
})
afterAll(() => web.close())
beforeEach(() => {
  web.clock.shiftMs = 0
})

const siteWith = (robots: Respond) =>
  web.site({
    '/robots.txt': (response, request) => robots(response, request),
    '/open': html('<p>open</p>'),
    '/closed': html('<p>closed</p>'),
    '/to-closed': redirect('/closed'),
    '/json': json({}),
    '/6': redirect('/5'),
    ...Object.fromEntries([5, 4, 3, 2, 1].map((left) => [`/${left}`, redirect(left === 1 ? '/rules' : `/${left - 1}`)])),
    '/rules': plain('User-agent: *\nDisallow: /closed'),
  })

/** The page's text, or why there is none. */
async function page(site: CrawledSite, path: string, worker = web.worker()) {
  try {
    return (await worker.ask({ url: site.url + path, expects: 'page' }, { signal })).body
  } catch (error) {
    if (error instanceof HostBusy) return { waitMs: error.waitMs }
    if (!(error instanceof PageError)) throw error
    return { failure: error.failure, ...error.params }
  }
}
const NOT_ALLOWED = { failure: 'not_allowed' }
const requestsOf = (site: CrawledSite, path: string) => site.paths().filter((asked) => asked === path).length

test('what robots.txt disallows is not asked for, by redirects neither; the rest is', async () => {
  const site = await siteWith(plain('User-agent: *\nDisallow: /closed'))
  expect(await page(site, '/open')).toBe('<p>open</p>')
  expect(await page(site, '/closed')).toEqual(NOT_ALLOWED)
  expect(await page(site, '/to-closed')).toEqual(NOT_ALLOWED)
  expect(requestsOf(site, '/closed')).toBe(0)
})

test('a group that names us speaks to us alone, one that names others or everybody does not', async () => {
  const site = await siteWith(plain('User-agent: *\nDisallow: /open\n\nUser-agent: jobtracker\nDisallow: /closed\n\nUser-agent: Other\nDisallow: /'))
  expect(await page(site, '/open')).toBe('<p>open</p>')
  expect(await page(site, '/closed')).toEqual(NOT_ALLOWED)
  const other = await siteWith(plain('User-agent: *\nDisallow: /open\n\nUser-agent: jobtracker\nDisallow: /closed'))
  expect(await page(other, '/open', web.worker({ userAgent: 'SomebodyElse/2.0' }))).toEqual(NOT_ALLOWED)
  expect(await page(other, '/open')).toBe('<p>open</p>')
})

test('an API is not asked for its robots.txt', async () => {
  const site = await siteWith(plain('User-agent: *\nDisallow: /'))
  await web.worker().ask({ url: `${site.url}/json`, expects: 'json' }, { signal })
  expect(site.paths()).toEqual(['/json'])
})

test.each([
  ['a 404', send(404, {})],
  ['a 403', send(403, {})],
  ['an HTML page', html('<!doctype html><title>Accueil</title><p>Disallow: /</p>')],
  ['an empty file', plain('')],
  ['a redirect to a log-in', redirect('/sign-in')],
  ['a loop', redirect('/robots.txt')],
  ['six redirects', redirect('/6')],
  ['a redirect to where nobody may go', redirect('http://169.254.169.254/robots.txt')],
])('%s instead of rules allows all', async (_, robots) => {
  const site = await siteWith(robots)
  expect(await page(site, '/closed')).toBe('<p>closed</p>')
})

test('rules that lead astray are asked for again after ten minutes, not before every page', async () => {
  const site = await siteWith(redirect('http://169.254.169.254/robots.txt'))
  for (const path of ['/open', '/closed', '/open']) await page(site, path)
  expect(requestsOf(site, '/robots.txt')).toBe(1)
  web.clock.shiftMs = 11 * MINUTE_MS
  expect(await page(site, '/open')).toBe('<p>open</p>')
  expect(requestsOf(site, '/robots.txt')).toBe(2)
})

test('five redirects are followed to the rules, to another host as well', async () => {
  const site = await siteWith(redirect('/4'))
  expect(await page(site, '/closed')).toEqual(NOT_ALLOWED)
  const other = await siteWith(redirect(`${site.url}/rules`))
  expect(await page(other, '/closed')).toEqual(NOT_ALLOWED)
  expect(await page(other, '/open')).toBe('<p>open</p>')
})

test('rules serve for a day, for all workers that ask at once too', async () => {
  const site = await siteWith(plain('User-agent: *\nDisallow: /closed'))
  await Promise.all([1, 2, 3].map(() => page(site, '/open')))
  web.clock.shiftMs = DAY_MS - MINUTE_MS
  await page(site, '/open')
  expect(requestsOf(site, '/robots.txt')).toBe(1)
  web.clock.shiftMs = DAY_MS + MINUTE_MS
  await page(site, '/open')
  expect(requestsOf(site, '/robots.txt')).toBe(2)
})

test.each([500, 503, 429])(
  'a site that answers %i is left alone, asked again after ten minutes, and after thirty days has no rules',
  async (status) => {
    const site = await siteWith(send(status, {}))
    const closed = { failure: 'not_allowed', reason: 'robots' }
    expect(await page(site, '/open')).toEqual(closed)
    expect(await page(site, '/open')).toEqual(closed)
    expect(site.paths()).toEqual(['/robots.txt'])
    web.clock.shiftMs = 11 * MINUTE_MS
    expect(await page(site, '/open')).toEqual(closed)
    expect(site.paths()).toEqual(['/robots.txt', '/robots.txt'])
    web.clock.shiftMs = 31 * DAY_MS
    expect(await page(site, '/open')).toBe('<p>open</p>')
  },
)

test('a site that fails to give its rules is held to its last ones', async () => {
  let answer = plain('User-agent: *\nDisallow: /closed')
  const site = await siteWith((response, request) => answer(response, request))
  await page(site, '/open')
  answer = send(502, {})
  web.clock.shiftMs = 2 * DAY_MS
  expect([await page(site, '/open'), await page(site, '/closed')]).toEqual(['<p>open</p>', NOT_ALLOWED])
  answer = plain('')
  web.clock.shiftMs += 11 * MINUTE_MS
  expect(await page(site, '/closed')).toBe('<p>closed</p>')
})

const cutOff: Respond = (response) => void response.destroy()
const UNREACHABLE = { failure: 'unreachable', reason: 'connection' }

test('a site that cannot be reached fails as its page would, and is asked again at once', async () => {
  let answer = cutOff
  const site = await siteWith((response, request) => answer(response, request))
  expect(await page(site, '/open')).toEqual(UNREACHABLE)
  expect(requestsOf(site, '/open')).toBe(0)
  answer = plain('')
  expect(await page(site, '/open')).toBe('<p>open</p>')
})

test('one that cannot be reached three times in a row is left alone for five minutes, by all workers, then asked once more each time', async () => {
  let answer = cutOff
  const site = await siteWith((response, request) => answer(response, request))
  for (const _ of [1, 2, 3, 4]) expect(await page(site, '/open', web.worker())).toEqual(UNREACHABLE)
  expect(requestsOf(site, '/robots.txt')).toBe(3)
  web.clock.shiftMs = 6 * MINUTE_MS
  for (const _ of [1, 2]) expect(await page(site, '/open')).toEqual(UNREACHABLE)
  expect(requestsOf(site, '/robots.txt')).toBe(4)

  answer = plain('User-agent: *\nDisallow: /closed')
  web.clock.shiftMs = 12 * MINUTE_MS
  expect([await page(site, '/open'), await page(site, '/closed')]).toEqual(['<p>open</p>', NOT_ALLOWED])
  expect(requestsOf(site, '/robots.txt')).toBe(5)
})

test('pages that wait for the turn of a site that cannot be reached do not ask it each', async () => {
  const site = await siteWith(cutOff)
  const asked = await Promise.all(Array.from({ length: 6 }, () => page(site, '/open')))
  expect(asked).toEqual(Array(6).fill(UNREACHABLE))
  expect(requestsOf(site, '/robots.txt')).toBe(3)
})

test('a site whose rules were known fails, too, while it cannot be reached, and is held to its last ones as soon as it answers', async () => {
  let answer = plain('User-agent: *\nDisallow: /closed')
  const site = await siteWith((response, request) => answer(response, request))
  await page(site, '/open')
  answer = cutOff
  web.clock.shiftMs = 2 * DAY_MS
  expect(await page(site, '/open')).toEqual(UNREACHABLE)
  answer = send(502, {})
  expect([await page(site, '/open'), await page(site, '/closed')]).toEqual(['<p>open</p>', NOT_ALLOWED])
})

test('a Retry-After of a robots.txt holds for its site', async () => {
  const site = await siteWith(send(503, { 'retry-after': '60' }))
  await page(site, '/open')
  expect(
    await web
      .worker()
      .ask({ url: `${site.url}/json`, expects: 'json' }, { signal })
      .catch((error) => error),
  ).toBeInstanceOf(HostBusy)
})

test('500 KiB of rules are read, no more', async () => {
  const filler = `# ${'x'.repeat(1_021)}\n`
  const rules = 'User-agent: *\nDisallow: /closed\n'
  const within = await siteWith(plain(filler.repeat(499) + rules + filler.repeat(10_000)))
  expect(await page(within, '/closed')).toEqual(NOT_ALLOWED)
  const beyond = await siteWith(plain(filler.repeat(500) + rules))
  expect(await page(beyond, '/closed')).toBe('<p>closed</p>')
})

test('a crawl delay counts between pages where it is longer than the gap, over all workers', async () => {
  const site = await siteWith(plain('User-agent: *\nCrawl-delay: 0.2'))
  await Promise.all([page(site, '/open', web.worker({ delayMs: 20 })), page(site, '/open', web.worker({ delayMs: 20 }))])
  const [beforeFirst = 0, beforeSecond = 0] = site.gaps()
  expect(site.paths()).toEqual(['/robots.txt', '/open', '/open'])
  expect(beforeFirst).toBeGreaterThanOrEqual(15)
  expect(beforeFirst).toBeLessThan(150)
  expect(beforeSecond).toBeGreaterThanOrEqual(195)
})

test('a long crawl delay is told to who may wait for it; one of more than a minute leaves no place for robots', async () => {
  const site = await siteWith(plain('User-agent: *\nCrawl-delay: 60'))
  await page(site, '/open')
  expect(await page(site, '/open')).toEqual({ waitMs: expect.closeTo(60_000, -3) })
  const slow = await siteWith(plain('User-agent: *\nCrawl-delay: 61'))
  expect(await page(slow, '/open')).toEqual({ failure: 'not_allowed', crawl_delay_s: 61 })
})
