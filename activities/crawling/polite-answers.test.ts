import { gzipSync } from 'node:zlib'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { type CrawledSite, json, plain, type Respond, send, startCrawledWeb } from '../../tests/support/crawled-web.ts'
import { html, redirect } from '../../tests/support/local-site.ts'
import { testDatabase } from '../../tests/support/mongo.ts'
import type { SourceRequest } from '../collecting/source.ts'
import { PageError } from './page-error.ts'
import type { PoliteFetch } from './polite-fetch.ts'

const MIB = 1024 * 1024
const { signal } = new AbortController()
const { db } = testDatabase()
let web: Awaited<ReturnType<typeof startCrawledWeb>>
let site: CrawledSite
let elsewhere: CrawledSite
let polite: PoliteFetch
let current: Respond = plain('')

beforeAll(async () => {
  web = await startCrawledWeb(db)
  elsewhere = await web.site({
    '/robots.txt': plain('User-agent: *\nDisallow: /private'),
    '/page': html('<p>elsewhere</p>'),
    '/private': html('<p>private</p>'),
    '/json': json({}),
  })
  site = await web.site({
    '/now': (response, request) => current(response, request),
    '/json': json({ jobs: ['é'] }),
    '/to-json': redirect('/json'),
    '/to-json-303': redirect('/json', 303),
    '/to-json-307': redirect('/json', 307),
    '/json-elsewhere': redirect(`${elsewhere.url}/json`),
    '/page-elsewhere': (response, request) =>
      void response.writeHead(302, { location: `${elsewhere.url}/page`, 'set-cookie': `seen=${request.url?.length}` }).end(),
    '/private-elsewhere': redirect(`${elsewhere.url}/private`),
    '/drip': (response) => {
      response.writeHead(200, { 'content-type': 'application/json' })
      const timer = setInterval(() => response.write(' '), 20)
      response.on('close', () => clearInterval(timer))
    },
    '/5-mb': (response) => json({ text: 'x'.repeat(5_000_000) })(response, response.req),
    '/9-mb': (response) => json({ text: 'x'.repeat(9 * MIB) })(response, response.req),
    '/9-mb-gzip': send(200, { 'content-type': 'application/json', 'content-encoding': 'gzip' }, gzipSync(JSON.stringify('x'.repeat(9 * MIB)))),
    '/latin1': send(200, { 'content-type': 'text/html; charset=iso-8859-1' }, Buffer.from('<p>métier</p>', 'latin1')),
    '/latin1.txt': send(200, { 'content-type': 'text/plain; charset=iso-8859-1' }, Buffer.from('métier', 'latin1')),
    '/bom': send(200, { 'content-type': 'application/json' }, '\ufeff{"a": 1}'),
  })
  polite = web.worker()
})
afterAll(() => web.close())

const request = (path: string, expects: SourceRequest['expects'] = 'json', more: Partial<SourceRequest> = {}): SourceRequest => ({
  url: site.url + path,
  expects,
  ...more,
})
const ask = (path: string, expects?: SourceRequest['expects'], more?: Partial<SourceRequest>) => polite.ask(request(path, expects, more), { signal })
const fetch = (path: string, expects?: SourceRequest['expects'], more?: Partial<SourceRequest>) =>
  polite.fetch(request(path, expects, more), { signal })

async function failure(asked: Promise<unknown>) {
  const error = await asked.then(
    () => new Error('was answered'),
    (reason: unknown) => reason,
  )
  if (!(error instanceof PageError)) throw error
  return { failure: error.failure, params: error.params }
}
const lastVisit = () => site.visits.at(-1) as CrawledSite['visits'][number]

test('JSON, forms, headers and our name are sent as asked for', async () => {
  expect(await ask('/json')).toMatchObject({ status: 200, url: `${site.url}/json`, json: { jobs: ['é'] }, body: '{"jobs":["é"]}', via: 'http' })
  expect(lastVisit().headers).toMatchObject({ accept: 'application/json', 'user-agent': 'JobTracker/0.1 (+https://example.org)' })
  await ask('/json', 'json', { method: 'POST', json: { query: 'métier' }, headers: { Authorization: 'Bearer key' } })
  expect(lastVisit()).toMatchObject({ method: 'POST', body: '{"query":"métier"}' })
  expect(lastVisit().headers).toMatchObject({ authorization: 'Bearer key', 'content-type': 'application/json' })
  await ask('/json', 'json', { method: 'POST', form: { scope: 'a b', secret: '&' } })
  expect(lastVisit()).toMatchObject({ body: 'scope=a+b&secret=%26' })
  expect(lastVisit().headers).toMatchObject({ 'content-type': 'application/x-www-form-urlencoded' })
})

test.each([400, 401, 403, 404, 410, 429, 432, 500, 503])('an API’s %i is answered as it is', async (status) => {
  current = send(status, { 'content-type': 'application/json' }, '{"detail": {"error": "no"}}')
  expect(await ask('/now')).toMatchObject({ status, body: '{"detail": {"error": "no"}}', json: undefined })
})

test.each([
  ['a page', html('<p>Maintenance</p>'), 'text/html'],
  ['half of an answer', send(200, { 'content-type': 'application/json' }, '{"jobs": ['), 'application/json'],
])('%s instead of JSON is refused, and not kept', async (_, respond, type) => {
  current = respond
  expect(await failure(fetch('/now'))).toEqual({ failure: 'not_a_page', params: { content_type: type } })
  expect(await db.collection('source_payloads').countDocuments({ url: `${site.url}/now` })).toBe(0)
})

test('an answer without a body has no JSON', async () => {
  current = send(204, {})
  expect(await ask('/now')).toMatchObject({ status: 204, body: '', json: undefined })
  expect((await ask('/bom')).json).toEqual({ a: 1 })
})

test('an API’s redirects stay on its host', async () => {
  expect(await ask('/to-json')).toMatchObject({ url: `${site.url}/json`, json: { jobs: ['é'] } })
  const asked = elsewhere.visits.length
  for (const expects of ['json', 'text'] as const) {
    expect(await failure(ask('/json-elsewhere', expects))).toEqual({ failure: 'refused', params: { status: 302, reason: 'redirect' } })
  }
  expect(elsewhere.visits.length).toBe(asked)
})

test.each([
  ['/to-json', 'GET', ''],
  ['/to-json-303', 'GET', ''],
  ['/to-json-307', 'POST', '{"query":1}'],
])('a POST to %s goes on as a %s', async (path, method, body) => {
  await ask(path, 'json', { method: 'POST', json: { query: 1 }, headers: { 'x-key': 'k' } })
  expect(lastVisit()).toMatchObject({ path: '/json', method, body })
  expect(lastVisit().headers['x-key']).toBe('k')
})

test('a page may be redirected to another host, which says what it allows and learns nothing of this one', async () => {
  const answer = await ask('/page-elsewhere', 'page', { headers: { 'x-key': 'secret' } })
  expect(answer).toMatchObject({ url: `${elsewhere.url}/page`, body: '<p>elsewhere</p>' })
  expect(elsewhere.paths()).toEqual(['/robots.txt', '/page'])
  for (const { headers } of elsewhere.visits) expect([headers['x-key'], headers.cookie]).toEqual([undefined, undefined])
  expect(await failure(ask('/private-elsewhere', 'page'))).toEqual({ failure: 'not_allowed', params: {} })
  expect(elsewhere.paths()).not.toContain('/private')
})

test('5 MB are read, what is over the cap is not', async () => {
  const { payloadId, answer } = await fetch('/5-mb')
  expect(answer.body.length).toBeGreaterThan(5_000_000)
  expect(await polite.read(payloadId)).toEqual(answer)
  for (const path of ['/9-mb', '/9-mb-gzip']) {
    expect(await failure(ask(path))).toEqual({ failure: 'too_big', params: { limit_bytes: 8 * MIB } })
    expect(await failure(ask(path, 'json', { maxBytes: 100 * MIB }))).toEqual({ failure: 'too_big', params: { limit_bytes: 8 * MIB } })
  }
  expect(await failure(ask('/json', 'json', { maxBytes: 5 }))).toEqual({ failure: 'too_big', params: { limit_bytes: 5 } })
})

test('a slow drip ends with its time', async () => {
  expect(await failure(ask('/drip', 'json', { timeoutMs: 300 }))).toEqual({ failure: 'timed_out', params: { after_s: 0 } })
})

test('text is read in its encoding', async () => {
  expect((await ask('/latin1', 'page')).body).toBe('<p>métier</p>')
  expect((await ask('/latin1.txt', 'text')).body).toBe('métier')
})

/** An answer with validators, unless the site is told that we have it. */
const versioned =
  (body: string, headers: Record<string, string>): Respond =>
  (response, { headers: asked }) => {
    const known = headers.etag ? asked['if-none-match'] === headers.etag : asked['if-modified-since'] === headers['last-modified']
    if (known) response.writeHead(304).end()
    else response.writeHead(200, { 'content-type': 'application/json', ...headers }).end(body)
  }

test.each([
  { etag: '"one"' },
  { 'last-modified': 'Mon, 23 Nov 2026 12:00:00 GMT' },
  { etag: 'W/"weak"', 'last-modified': 'Mon, 23 Nov 2026 12:00:00 GMT' },
])('what the site confirms (%o) serves again, to any worker, until it has changed', async (headers) => {
  const path = `/now?${JSON.stringify(headers)}`
  current = versioned('{"jobs": [1]}', headers as Record<string, string>)
  const first = await fetch(path)
  expect(first).toMatchObject({ outcome: 'fetched', answer: { json: { jobs: [1] } } })
  const again = await web.worker().fetch(request(path), { signal })
  expect(again).toEqual({ ...first, outcome: 'unchanged' })

  current = versioned('{"jobs": [2]}', { etag: '"two"' })
  const changed = await fetch(path)
  expect(changed).toMatchObject({ outcome: 'fetched', answer: { json: { jobs: [2] } } })
  expect(await fetch(path)).toEqual({ ...changed, outcome: 'unchanged' })
  expect(await polite.read(first.payloadId)).toEqual(first.answer)
})

test('a page that the site confirms serves again', async () => {
  current = (response, { headers }) => {
    if (headers['if-none-match'] === '"page"') response.writeHead(304).end()
    else response.writeHead(200, { 'content-type': 'text/html', etag: '"page"' }).end('<p>métier</p>')
  }
  const first = await fetch('/now', 'page')
  expect(await fetch('/now', 'page')).toEqual({ ...first, outcome: 'unchanged' })
})

test('a site that has no use for validators is read again, and what it answered is kept anew', async () => {
  current = json({ jobs: [] }, { etag: '"same"' })
  const [first, second] = [await fetch('/now?always'), await fetch('/now?always')]
  expect([first.outcome, second.outcome]).toEqual(['fetched', 'fetched'])
  expect(second.payloadId).not.toBe(first.payloadId)
})

test('what went since it was kept is asked for again, whole', async () => {
  current = versioned('{}', { etag: '"went"' })
  const { payloadId } = await fetch('/now?went')
  const { touch } = web.payloads
  web.payloads.touch = async (...asked) => {
    await db.collection('source_payloads').deleteMany({ url: `${site.url}/now?went` })
    return touch(...asked)
  }
  const again = await fetch('/now?went')
  web.payloads.touch = touch
  expect(again).toMatchObject({ outcome: 'fetched', answer: { status: 200, body: '{}' } })
  expect(again.payloadId).not.toBe(payloadId)
})

test('neither a POST, nor a request that says so, nor the answer to another request is conditional', async () => {
  current = versioned('{}', { etag: '"three"' })
  const first = await fetch('/now?three')
  expect((await polite.fetch(request('/now?three'), { signal, conditional: false })).outcome).toBe('fetched')
  expect((await fetch('/now?other')).outcome).toBe('fetched')
  const post = { method: 'POST', json: {} } as const
  expect([(await fetch('/now?three', 'json', post)).outcome, (await fetch('/now?three', 'json', post)).outcome]).toEqual(['fetched', 'fetched'])
  expect(await polite.read('0'.repeat(24))).toBeUndefined()
  expect(first.answer.headers['set-cookie']).toBeUndefined()
})

test('a sitemap is read like a page: packed, where robots.txt allows it, wherever it has moved', async () => {
  current = send(200, { 'content-type': 'application/gzip' }, gzipSync('<urlset>métier</urlset>'))
  expect((await ask('/now', 'text')).body).toBe('<urlset>métier</urlset>')
  current = send(200, { 'content-type': 'application/gzip' }, gzipSync('x'.repeat(9 * MIB)))
  expect(await failure(ask('/now', 'text'))).toEqual({ failure: 'too_big', params: { limit_bytes: 8 * MIB } })
  expect(await ask('/page-elsewhere', 'text', { isCrawled: true })).toMatchObject({ status: 200, url: `${elsewhere.url}/page` })
  expect(await failure(ask('/private-elsewhere', 'text', { isCrawled: true }))).toEqual({ failure: 'not_allowed', params: {} })
})

test('what is asked for without keeping it is not kept', async () => {
  const count = () => db.collection('source_payloads').countDocuments()
  const before = await count()
  await ask('/json')
  expect(await count()).toBe(before)
})

test('an answer goes 14 days after it was last confirmed; one that a newer one replaced, within a day', async () => {
  current = versioned('{}', { etag: '"kept"' })
  const { payloadId } = await fetch('/now?kept')
  const days = async () => {
    const kept = await db
      .collection('source_payloads')
      .find({ url: `${site.url}/now?kept` })
      .sort({ _id: 1 })
      .toArray()
    return kept.map(({ expires_at }) => Math.round((expires_at - Date.now()) / 86_400_000))
  }
  web.clock.shiftMs = 5 * 86_400_000
  expect((await fetch('/now?kept')).payloadId).toBe(payloadId)
  expect(await days()).toEqual([19])
  current = versioned('{"new": 1}', { etag: '"newer"' })
  await fetch('/now?kept')
  web.clock.shiftMs = 0
  expect(await days()).toEqual([6, 19])
})
