import type { AddressInfo } from 'node:net'
import { createServer, type Server, type Socket } from 'node:net'
import { Readable, type Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { brotliCompressSync, createGzip, deflateSync, gzipSync, zstdCompressSync } from 'node:zlib'
import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { html, type LocalSite, redirect, startLocalPages, startLocalSite } from '../../tests/support/local-site.ts'
import { createEgressProxy, type EgressProxy } from './egress-proxy.ts'
import { PageError } from './page-error.ts'
import { plainFetch } from './plain-fetch.ts'

const MIB = 1024 * 1024
const now = new Date('2026-11-23T12:00:00Z')
let site: LocalSite
let canary: LocalSite
let egress: EgressProxy
let silent: Server
const silenced: Socket[] = []

const send =
  (status: number, headers: Record<string, string>, body: string | Buffer = '') =>
  (response: import('node:http').ServerResponse) =>
    void response.writeHead(status, headers).end(body)
const page = (type: string, body: string | Buffer) => send(200, { 'content-type': type }, body)
const packed = (coding: string, body: Buffer) => send(200, { 'content-type': 'text/html', 'content-encoding': coding }, body)

beforeAll(async () => {
  canary = await startLocalSite()
  // It never reads, answers or hangs up.
  silent = createServer({ pauseOnConnect: true }, (socket) => silenced.push(socket.on('error', () => {})))
  await new Promise<void>((resolve) => silent.listen(0, '127.0.0.1', resolve))
  let counter = 0
  site = await startLocalPages({
    '/offer': html('<h1>Développeur</h1>'),
    '/robot': (response, request) => html(`${request.headers['user-agent']} ${request.headers['accept-language']}`)(response),
    '/moved': redirect('/offer', 301),
    '/moved-twice': redirect('/moved', 307),
    '/loop': redirect('/loop2'),
    '/loop2': redirect('/loop'),
    '/endless-redirects': (response) => redirect(`/endless-redirects?${counter++}`)(response),
    '/cookie-loop': (response, request) =>
      request.headers.cookie === 'seen=1'
        ? html('<p>welcome</p>')(response)
        : void response.writeHead(302, { location: '/cookie-loop', 'set-cookie': 'seen=1; Path=/; HttpOnly' }).end(),
    '/wall': redirect('/users/sign-in?next=%2Fwall'),
    '/users/sign-in': html('<form><input type=password></form>'),
    '/authwall-loop': redirect('/authwall?from=loop'),
    '/authwall': redirect('/authwall-loop'),
    '/to-canary': redirect(`${canary.url}/secret`),
    '/chain': redirect('/to-canary'),
    '/to-file': redirect('file:///etc/hostname'),
    '/to-credentials': redirect(`http://user:pass@127.0.0.1:1/`),
    '/to-nowhere': send(302, {}),
    '/gone': send(410, {}),
    '/private': send(401, {}),
    '/forbidden': send(403, {}),
    '/linkedin': send(999, {}),
    '/busy': send(429, { 'retry-after': '7' }),
    '/busy-date': send(503, { 'retry-after': 'Mon, 23 Nov 2026 12:00:30 GMT' }),
    '/busy-long': send(429, { 'retry-after': '86400' }),
    '/broken': send(502, {}),
    '/pdf': page('application/pdf', '%PDF-1.7'),
    '/pdf-as-html': page('text/html', '%PDF-1.7\n<html>'),
    '/image': page('image/png', 'x'),
    '/json': page('application/json', '{}'),
    '/typeless': send(200, {}, '<!doctype html><title>t</title>'),
    '/typeless-json': send(200, {}, '{"html":"<p>"}'),
    '/plain-html': page('text/plain', '<!DOCTYPE html><p>really a page</p>'),
    '/plain': page('text/plain', 'just text'),
    '/binary': page('text/html', Buffer.from([0, 1, 2, 0, 255])),
    '/bad-html': html('<div><p>Poste <b>Data</div></i><table><li>unclosed'),
    '/empty': html(''),
    '/utf8-as-latin1': page('text/html; charset=iso-8859-1', '<p>métier à Orléans – 45 k€</p>'),
    '/latin1-as-utf8': page('text/html; charset=utf-8', Buffer.from('<p>métier</p>', 'latin1')),
    '/latin1-meta': page('text/html', Buffer.from('<meta charset="iso-8859-1"><p>métier</p>', 'latin1')),
    '/windows': page('text/html; charset=latin1', Buffer.from([0x3c, 0x70, 0x3e, 0x80, 0x92, 0x9c])),
    '/utf16': page('text/html', Buffer.from('\ufeff<p>métier</p>', 'utf16le')),
    '/shift-jis': page('text/html; charset=shift_jis', Buffer.from([0x3c, 0x70, 0x3e, 0x93, 0xfa, 0x96, 0x7b])),
    '/nonsense-charset': page('text/html; charset=klingon', '<p>métier</p>'),
    '/gzip': packed('gzip', gzipSync('<p>métier</p>')),
    '/br': packed('br', brotliCompressSync('<p>métier</p>')),
    '/zstd': packed('zstd', zstdCompressSync('<p>métier</p>')),
    '/deflate': packed('deflate', deflateSync('<p>métier</p>')),
    '/gzip-twice': packed('gzip, gzip', gzipSync(gzipSync('<p>métier</p>'))),
    '/gzip-cut': packed('gzip', gzipSync(`<p>métier</p>${'x'.repeat(1000)}`).subarray(0, -12)),
    '/not-gzip': packed('gzip', Buffer.from('<p>plain</p>')),
    '/compress': packed('compress', Buffer.from('?')),
    '/declared-big': send(200, { 'content-type': 'text/html', 'content-length': String(50 * MIB) }),
    '/big': (response) => void endless(response, 50),
    '/endless': (response) => void endless(response, Infinity),
    '/bomb': (response) => {
      response.writeHead(200, { 'content-type': 'text/html', 'content-encoding': 'gzip' })
      const gzip = createGzip()
      gzip.pipe(response)
      response.on('close', () => gzip.destroy())
      void endless(gzip, Infinity, 0)
    },
    '/drip': (response) => {
      response.writeHead(200, { 'content-type': 'text/html' })
      const timer = setInterval(() => response.write('x'), 20)
      response.on('close', () => clearInterval(timer))
    },
    '/slow-headers': () => {},
    '/cut': (response) => {
      response.writeHead(200, { 'content-type': 'text/html', 'content-length': '1000' }).write('<p>')
      setImmediate(() => response.destroy())
    },
  })
  const { port } = silent.address() as AddressInfo
  egress = await createEgressProxy({
    allowHosts: [`127.0.0.1:${site.port}`, `127.0.0.1:${port}`, '127.0.0.1:1'],
    ports: [80, 443, canary.port],
    log: pino({ level: 'silent' }),
  })
})
afterAll(async () => {
  for (const socket of silenced) socket.destroy()
  await Promise.all([egress.close(), site.close(), canary.close(), new Promise((resolve) => silent.close(resolve))])
})

/** Writes a megabyte at a time until the other side has had enough. */
function endless(out: Writable, megabytes: number, fill = 120) {
  const chunk = Buffer.alloc(MIB, fill)
  const chunks = function* () {
    for (let sent = 0; sent < megabytes; sent += 1) yield chunk
  }
  return pipeline(Readable.from(chunks()), out).catch(() => {})
}

async function read(path: string, { totalMs = 15_000, signal = new AbortController().signal }: { totalMs?: number; signal?: AbortSignal } = {}) {
  const url = path.startsWith('/') ? site.url + path : path
  const userAgent = 'JobTracker/test (+https://example.org)'
  const page = { url, expects: 'page', timeoutMs: totalMs, maxBytes: 5 * MIB } as const
  const answer = await plainFetch(page, { proxyUrl: egress.url, userAgent, now: () => now, signal })
  return { html: answer.body, finalUrl: answer.url, status: answer.status }
}

async function failure(path: string, options?: { totalMs?: number }) {
  const error = await read(path, options).then(
    () => 'had a page',
    (reason: unknown) => reason,
  )
  if (!(error instanceof PageError)) throw error
  expect(error.message, 'no message names an address').not.toMatch(/127\.0\.0\.1|localhost|\/\//)
  const { failure, params, retryable, retryAfterMs } = error
  return { failure, params, retryable, ...(retryAfterMs !== undefined && { retryAfterMs }) }
}

test('a page is read with an honest name, in French or English', async () => {
  expect(await read('/offer')).toEqual({ html: '<h1>Développeur</h1>', finalUrl: `${site.url}/offer`, status: 200 })
  expect((await read('/robot')).html).toBe('JobTracker/test (+https://example.org) fr,en;q=0.8')
})

test('redirects are followed, with the cookies they set', async () => {
  expect((await read('/moved-twice')).finalUrl).toBe(`${site.url}/offer`)
  expect((await read('/cookie-loop')).html).toBe('<p>welcome</p>')
})

test.each([
  ['/loop', 'unreachable', { reason: 'redirects' }],
  ['/endless-redirects', 'unreachable', { reason: 'redirects' }],
  ['/wall', 'login_required', { status: 200 }],
  ['/authwall-loop', 'login_required', {}],
  ['/nothing-here', 'not_found', { status: 404 }],
  ['/gone', 'gone', { status: 410 }],
  ['/private', 'login_required', { status: 401 }],
  ['/forbidden', 'blocked', { status: 403 }],
  ['/linkedin', 'blocked', { status: 999 }],
  ['/to-nowhere', 'not_a_page', { status: 302 }],
  ['/pdf', 'not_a_page', { content_type: 'application/pdf' }],
  ['/pdf-as-html', 'not_a_page', { content_type: 'application/pdf' }],
  ['/image', 'not_a_page', { content_type: 'image/png' }],
  ['/json', 'not_a_page', { content_type: 'application/json' }],
  ['/plain', 'not_a_page', { content_type: 'text/plain' }],
  ['/typeless-json', 'not_a_page', { content_type: 'unknown' }],
  ['/binary', 'not_a_page', { content_type: 'application/octet-stream' }],
  ['/not-gzip', 'unreachable', { reason: 'encoding' }],
  ['/compress', 'unreachable', { reason: 'encoding' }],
])('%s is at once and for good: %s %j', async (path, reason, params) => {
  expect(await failure(path)).toEqual({ failure: reason, params, retryable: false })
})

test('a busy site is asked again when it says, unless that is too far away', async () => {
  expect(await failure('/busy')).toEqual({ failure: 'blocked', params: { status: 429 }, retryable: true, retryAfterMs: 7000 })
  expect(await failure('/busy-date')).toEqual({ failure: 'blocked', params: { status: 503 }, retryable: true, retryAfterMs: 30_000 })
  expect(await failure('/busy-long')).toEqual({ failure: 'blocked', params: { status: 429, retry_after_s: 86_400 }, retryable: false })
})

test('what may mend is retryable: a server error, a lost connection, a closed port', async () => {
  expect(await failure('/broken')).toEqual({ failure: 'unreachable', params: { status: 502 }, retryable: true })
  expect(await failure('/cut')).toEqual({ failure: 'unreachable', params: { reason: 'connection' }, retryable: true })
  expect(await failure('http://127.0.0.1:1/')).toEqual({ failure: 'unreachable', params: { reason: 'connection' }, retryable: true })
})

test('hostile addresses get one answer, whatever is behind them, and reach nothing', async () => {
  const { port } = canary
  const targets = [
    ...['/to-canary', '/chain', '/to-file', '/to-credentials', `http://127.0.0.1:${port}/`, `http://2130706433:${port}/`, `http://0x7f.1:${port}/`],
    ...[
      `http://0177.0.0.1:${port}/`,
      `http://１２７.０.０.１:${port}/`,
      `http://[::1]:${port}/`,
      `http://[::ffff:127.0.0.1]:${port}/`,
      `http://0:${port}/`,
    ],
    ...[`http://localhost:${port}/`, `http://a.localhost:${port}/`, `https://127.0.0.1:${port}/`, `http://user:pass@127.0.0.1:${port}/`],
    ...['file:///etc/hostname', 'ftp://example.com/', 'data:text/html,x', 'javascript:1', 'gopher://127.0.0.1/', 'http://no-such-name.invalid/'],
    ...['http://169.254.169.254/latest/meta-data/', 'http://example.invalid:22/', 'not a url'],
  ]
  for (const target of targets) expect(await failure(target), target).toEqual({ failure: 'refused', params: {}, retryable: false })
  expect(canary.hits).toEqual([])
})

test.each([
  ['/utf8-as-latin1', '<p>métier à Orléans – 45 k€</p>'],
  ['/latin1-as-utf8', '<p>métier</p>'],
  ['/latin1-meta', '<meta charset="iso-8859-1"><p>métier</p>'],
  ['/windows', '<p>€’œ'],
  ['/utf16', '<p>métier</p>'],
  ['/shift-jis', '<p>日本'],
  ['/nonsense-charset', '<p>métier</p>'],
  ['/gzip', '<p>métier</p>'],
  ['/br', '<p>métier</p>'],
  ['/zstd', '<p>métier</p>'],
  ['/deflate', '<p>métier</p>'],
  ['/gzip-twice', '<p>métier</p>'],
  ['/typeless', '<!doctype html><title>t</title>'],
  ['/plain-html', '<!DOCTYPE html><p>really a page</p>'],
  ['/bad-html', '<div><p>Poste <b>Data</div></i><table><li>unclosed'],
  ['/empty', ''],
])('%s reads as %s', async (path, text) => {
  expect((await read(path)).html).toBe(text)
})

test('a compressed page that was cut short is read as far as it goes', async () => {
  expect((await read('/gzip-cut')).html).toMatch(/^<p>métier<\/p>x+$/)
})

test.each(['/declared-big', '/big', '/endless', '/bomb'])('%s ends at the cap, and memory stays flat', async (path) => {
  const before = process.memoryUsage.rss()
  expect(await failure(path)).toEqual({ failure: 'too_big', params: { limit_bytes: 5 * MIB }, retryable: false })
  expect((process.memoryUsage.rss() - before) / MIB).toBeLessThan(40)
})

test.each(['/drip', '/slow-headers'])('%s ends at the deadline', async (path) => {
  expect(await failure(path, { totalMs: 300 })).toEqual({ failure: 'timed_out', params: { after_s: 0 }, retryable: false })
})

test('a connection that never says anything ends at the deadline', async () => {
  const { port } = silent.address() as AddressInfo
  const start = performance.now()
  expect((await failure(`https://127.0.0.1:${port}/`, { totalMs: 300 })).failure).toBe('timed_out')
  expect(performance.now() - start).toBeLessThan(600)
})

test('an abort ends it with its own reason', async () => {
  const abort = new AbortController()
  const reading = read('/slow-headers', { signal: abort.signal })
  abort.abort(new Error('enough'))
  await expect(reading).rejects.toThrow('enough')
})
