import type { ServerResponse } from 'node:http'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testBrowser } from '../../tests/support/browser.ts'
import { html, type LocalSite, redirect, startLocalPages } from '../../tests/support/local-site.ts'
import { type BrowserPool, createBrowserPool } from './browser-pool.ts'
import { createEgressProxy, type EgressProxy } from './egress-proxy.ts'
import { PageError } from './page-error.ts'
import { type RenderOptions, renderInBrowser } from './render.ts'

const MIB = 1024 * 1024
const MEGABYTE = Buffer.alloc(MIB, '<p>offre</p>')
const log = pino({ level: 'silent' })
let site: LocalSite
let egress: EgressProxy
let pool: BrowserPool

const page = (type: string, body: string | Buffer) => (response: ServerResponse) => void response.writeHead(200, { 'content-type': type }).end(body)
const status =
  (code: number, headers: Record<string, string> = {}) =>
  (response: ServerResponse) =>
    void response.writeHead(code, headers).end()
/** Enough for a page to count as read once it rests. */
const TEXT = `<p>${'Une offre. '.repeat(30)}</p>`
const script = (code: string) => html(`<h1>Offre</h1>${TEXT}<script>${code}</script>`)

/** Writes a megabyte at a time until the other side has had enough. */
function pour(response: ServerResponse, megabytes: number) {
  response.writeHead(200, { 'content-type': 'text/html' })
  const chunks = function* () {
    for (let sent = 0; sent < megabytes; sent += 1) yield MEGABYTE
  }
  return pipeline(Readable.from(chunks()), response).catch(() => {})
}

beforeAll(async () => {
  site = await startLocalPages({
    '/javascript': script(`fetch('/data').then((r) => r.json()).then((d) => { document.body.append(d.text.repeat(50)) })`),
    '/data': page('application/json', '{"text":"Développeur "}'),
    '/late': html(`<script>setTimeout(() => { document.body.append('Enfin là. '.repeat(50)) }, 900)</script>`),
    '/robot': script(`document.body.append(navigator.userAgent + navigator.language)`),
    '/moves-on': script(`location.href = '/javascript'`),
    '/polls': script(`fetch('/never')`),
    '/never': () => {},
    '/asks': script(`alert('?'); document.body.append(String(confirm('!')))`),
    '/gone': status(410),
    '/private': status(401, { 'www-authenticate': 'Basic' }),
    '/forbidden': status(403),
    '/busy': status(429, { 'retry-after': '9' }),
    '/broken': status(500),
    '/reset': (response) => void response.destroy(),
    '/wall': redirect('/login'),
    '/wall-by-script': script(`location.href = '/login?next=%2F'`),
    '/login': html('<input type=password>'),
    '/loop': redirect('/loop'),
    '/reloads': script('location.href = "/reloads?" + Math.random()'),
    '/pdf': page('application/pdf', '%PDF-1.7'),
    '/moves-to-pdf': html(`Un instant…<script>location.href = '/pdf'</script>`),
    '/moves-to-download': html(`Un instant…<script>location.href = '/download'</script>`),
    '/download': (response) => void response.writeHead(200, { 'content-type': 'text/html', 'content-disposition': 'attachment' }).end(TEXT),
    '/moves-nowhere': html(`Un instant…<script>location.href = '/nowhere'</script>`),
    '/nowhere': status(204),
    '/zip': page('application/zip', 'PK'),
    '/picture': page('image/png', Buffer.from('iVBORw0KGgo=', 'base64')),
    '/text': page('text/plain', 'just text'),
    '/json': page('application/json', '{}'),
    '/bad-html': html(`<div>${TEXT}<p>Poste <b>Data</div></i><table><li>unclosed`),
    '/latin1': page('text/html; charset=iso-8859-1', Buffer.from(`<p>métier</p>${TEXT}`, 'latin1')),
    '/spins': script('for (;;);'),
    '/spins-later': script('setTimeout(() => { for (;;); }, 50)'),
    '/drips': (response) => {
      response.writeHead(200, { 'content-type': 'text/html' })
      const timer = setInterval(() => response.write('offre '), 50)
      response.on('close', () => clearInterval(timer))
    },
    '/silent': () => {},
    '/declared-big': (response) => void response.writeHead(200, { 'content-type': 'text/html', 'content-length': String(50 * MIB) }).write('<p>'),
    '/big': (response) => void pour(response, 400),
    '/endless': (response) => void pour(response, Infinity),
    '/endless-fetch': script(`fetch('/endless').then((r) => r.text())`),
    '/grows': script(`document.body.append('x'.repeat(12_000_000))`),
    '/eats': script(
      'const eaten = []; setInterval(() => { eaten.push(new Uint8Array(3e7).fill(1)); document.title += 1; document.body.append(1) }, 20)',
    ),
    '/lies': script(`Object.defineProperty(Element.prototype, 'outerHTML', { get: () => 'x'.repeat(50_000_000) }); document.write = null`),
  })
  egress = await createEgressProxy({ allowHosts: [`127.0.0.1:${site.port}`], log })
  pool = createBrowserPool({ executablePath: await testBrowser(), sandbox: undefined, proxyUrl: egress.url, userAgent: 'JobTracker/test', log })
})
afterAll(async () => {
  await pool.close()
  await Promise.all([egress.close(), site.close()])
})

function render(path: string, options: Partial<RenderOptions> = {}) {
  const signal = options.signal ?? new AbortController().signal
  return pool.withContext(signal, (context) =>
    renderInBrowser(context, site.url + path, { now: () => new Date(), totalMs: 8_000, ...options, signal }),
  )
}

async function failure(path: string, options?: Partial<RenderOptions>) {
  const error = await render(path, options).then(
    ({ html }) => html.slice(0, 200),
    (reason: unknown) => reason,
  )
  if (!(error instanceof PageError)) throw error
  expect(error.message, 'no message names an address').not.toMatch(/127\.0\.0\.1|localhost|\/\//)
  return [error.failure, error.params, error.retryable]
}

test.each([
  ['/javascript', 'Développeur Développeur'],
  ['/late', 'Enfin là.'],
  ['/moves-on', 'Développeur Développeur'],
  ['/polls', 'Une offre.'],
  ['/asks', 'false'],
  ['/bad-html', '<b>Data'],
  ['/latin1', 'métier'],
  ['/robot', 'JobTracker/testfr-FR'],
  ['/lies', '<h1>Offre</h1>'],
  ['/moves-to-download', 'Un instant…'],
  ['/moves-nowhere', 'Un instant…'],
])('%s is read with what its scripts made of it', async (path, text) => {
  const read = await render(path)
  expect(read.html).toContain(text)
  expect(read.bytes).toBe(Buffer.byteLength(read.html))
})

test('a warm browser takes well under two seconds for a page of JavaScript', async () => {
  await render('/javascript')
  const start = performance.now()
  await render('/javascript')
  expect(performance.now() - start).toBeLessThan(2_000)
})

test.each([
  ['/nothing-here', 'not_found', { status: 404 }, false],
  ['/gone', 'gone', { status: 410 }, false],
  ['/private', 'login_required', { status: 401 }, false],
  ['/wall', 'login_required', { status: 200 }, false],
  ['/wall-by-script', 'login_required', { status: 200 }, false],
  ['/forbidden', 'blocked', { status: 403 }, false],
  ['/busy', 'blocked', { status: 429 }, true],
  ['/broken', 'unreachable', { status: 500 }, true],
  ['/reset', 'unreachable', { reason: 'connection' }, true],
  ['/loop', 'unreachable', { reason: 'redirects' }, false],
  ['/reloads', 'unreachable', { reason: 'redirects' }, false],
  ['/pdf', 'not_a_page', { content_type: 'application/pdf' }, false],
  ['/zip', 'not_a_page', { content_type: 'application/zip' }, false],
  ['/moves-to-pdf', 'not_a_page', { content_type: 'application/pdf' }, false],
  ['/picture', 'not_a_page', { content_type: 'image/png' }, false],
  ['/text', 'not_a_page', { content_type: 'text/plain' }, false],
  ['/json', 'not_a_page', { content_type: 'application/json' }, false],
])('%s fails as by plain HTTP: %s %j', async (path, reason, params, retryable) => {
  expect(await failure(path)).toEqual([reason, params, retryable])
})

// Far above what a loaded machine leaves uncollected, far below what pours in.
test.each(['/declared-big', '/big', '/endless', '/endless-fetch', '/grows'])(
  '%s ends at the cap, and memory stays flat',
  async (path) => {
    const before = process.memoryUsage.rss()
    expect(await failure(path, { totalMs: 30_000 })).toEqual(['too_big', { limit_bytes: 5 * MIB }, false])
    expect((process.memoryUsage.rss() - before) / MIB).toBeLessThan(200)
  },
  40_000,
)

test('a page that eats memory is ended, and the next page is read', async () => {
  expect(await failure('/eats', { totalMs: 15_000 })).toEqual(['too_big', { reason: 'memory' }, false])
  expect((await render('/javascript')).html).toContain('Développeur')
})

test.each(['/spins', '/spins-later', '/drips', '/silent'])('%s ends at the deadline, and the next page is read', async (path) => {
  const start = performance.now()
  expect(await failure(path, { totalMs: 1_000 })).toEqual(['timed_out', { after_s: 1 }, false])
  expect(performance.now() - start).toBeLessThan(6_000)
  expect((await render('/javascript')).html).toContain('Développeur')
})

test('an abort ends it with its own reason', async () => {
  const abort = new AbortController()
  const reading = render('/silent', { signal: abort.signal })
  setTimeout(() => abort.abort(new Error('enough')), 200)
  await expect(reading).rejects.toThrow('enough')
})
