import { createSocket, type Socket } from 'node:dgram'
import { pino } from 'pino'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { testBrowser } from '../../tests/support/browser.ts'
import { html, type LocalSite, redirect, startLocalPages, startLocalSite } from '../../tests/support/local-site.ts'
import { type BrowserPool, createBrowserPool } from './browser-pool.ts'
import { createEgressProxy, type EgressProxy } from './egress-proxy.ts'
import { renderInBrowser } from './render.ts'

const log = pino({ level: 'silent' })
const TEXT = `<p>${'Une offre. '.repeat(40)}</p>`
/** Each becomes a page that tries to reach CANARY, then says so: a test whose script never ran proves nothing. */
const attempts: Record<string, string> = {
  'a script navigates': `<script>setTimeout(() => { location.href = 'http://CANARY/' }, 50)</script>`,
  'a meta refresh': `<meta http-equiv="refresh" content="0; url=http://CANARY/">`,
  'a form submits itself': `<form id=f action="http://CANARY/" method=post></form><script>f.submit()</script>`,
  'fetch, XHR and a beacon': `<script>fetch('http://CANARY/', { mode: 'no-cors' }).catch(() => {}); navigator.sendBeacon('http://CANARY/', 'x')
    const x = new XMLHttpRequest(); x.open('GET', 'http://CANARY/'); x.send()</script>`,
  'fetch of a redirect': `<script>fetch('/to-canary', { mode: 'no-cors' }).catch(() => {})</script>`,
  'pictures, frames, styles and scripts': `<img src="http://CANARY/i"><iframe src="http://CANARY/f"></iframe><link rel=stylesheet href="http://CANARY/c">
    <script src="http://CANARY/s"></script><object data="http://CANARY/o"></object><embed src="http://CANARY/e"><video src="http://CANARY/v"></video>`,
  hints: `<link rel=preconnect href="http://CANARY/"><link rel=prefetch href="http://CANARY/p"><link rel=preload as=fetch href="http://CANARY/l">
    <link rel=icon href="http://CANARY/icon"><link rel=manifest href="http://CANARY/m"><link rel=modulepreload href="http://CANARY/mp">
    <script type=speculationrules>{"prefetch":[{"urls":["http://CANARY/sp"],"eagerness":"immediate"}],"prerender":[{"urls":["/to-canary"],"eagerness":"immediate"}]}</script>`,
  popups: `<script>open('http://CANARY/'); open('/to-canary'); const a = document.createElement('a'); a.href = 'http://CANARY/'; a.target = '_blank'; document.body?.append(a); a.click()</script>`,
  'web sockets and event streams': `<script>new WebSocket('ws://CANARY/'); new EventSource('http://CANARY/')</script>`,
  workers: `<script>new Worker(URL.createObjectURL(new Blob(["fetch('http://CANARY/', { mode: 'no-cors' })"]))); new SharedWorker(URL.createObjectURL(new Blob(["fetch('http://CANARY/', { mode: 'no-cors' })"])))</script>`,
  'a service worker': `<script>navigator.serviceWorker?.register('/sw.js')</script>`,
  'WebRTC and WebTransport': `<script>const c = new RTCPeerConnection({ iceServers: [{ urls: ['stun:CANARY', 'stun:UDP'] }, { urls: 'turn:UDP?transport=udp', username: 'u', credential: 'c' },
    { urls: 'turn:CANARY?transport=tcp', username: 'u', credential: 'c' }] }); c.createDataChannel('x'); c.createOffer().then(o => c.setLocalDescription(o))
    try { new WebTransport('https://UDP/') } catch {}</script>`,
  'other spellings': `<script>for (const h of ['localhost:PORT', 'a.localhost:PORT', '2130706433:PORT', '0x7f.1:PORT', '[::1]:PORT', '[::ffff:127.0.0.1]:PORT', '0:PORT', 'rebinding.example:PORT'])
    { fetch('http://' + h + '/', { mode: 'no-cors' }).catch(() => {}); fetch('https://' + h + '/', { mode: 'no-cors' }).catch(() => {}) }</script>`,
  'files and other schemes': `<iframe src="file:///etc/hostname"></iframe><script>fetch('file:///etc/hostname').catch(() => {}); open('file:///etc/hostname'); open('view-source:http://CANARY/'); open('chrome://version')</script>`,
}

let canary: LocalSite
let site: LocalSite
let egress: EgressProxy
let pool: BrowserPool
let udp: Socket
let datagrams = 0
const ran: string[] = []

beforeAll(async () => {
  canary = await startLocalSite()
  udp = createSocket('udp4').on('message', () => {
    datagrams += 1
  })
  await new Promise<void>((resolve) => udp.bind(0, '127.0.0.1', resolve))
  const aimed = (body: string) =>
    body.replaceAll('CANARY', `127.0.0.1:${canary.port}`).replaceAll('PORT', String(canary.port)).replaceAll('UDP', `127.0.0.1:${udp.address().port}`)
  const said = (name: string) => `<script>fetch('/ran?${encodeURIComponent(name)}')</script>`
  const pages = Object.entries(attempts).map(([name, body]) => [`/${encodeURIComponent(name)}`, html(`${TEXT}${aimed(body)}${said(name)}`)] as const)
  site = await startLocalPages({
    ...Object.fromEntries(pages),
    '/to-canary': redirect(canary.url),
    '/chain': redirect('/to-canary', 307),
    '/sw.js': (response) =>
      void response
        .writeHead(200, { 'content-type': 'text/javascript' })
        .end(`fetch('${canary.url}'); onfetch = () => {}; oninstall = () => skipWaiting()`),
    '/ran': (response, request) => {
      ran.push(decodeURIComponent(request.url?.split('?')[1] ?? ''))
      response.end()
    },
  })
  egress = await createEgressProxy({
    allowHosts: [`127.0.0.1:${site.port}`],
    ports: [80, 443, canary.port],
    resolve: async () => [{ address: '127.0.0.1', family: 4 }],
    log,
  })
  pool = createBrowserPool({ executablePath: await testBrowser(), sandbox: undefined, proxyUrl: egress.url, userAgent: 'JobTracker/test', log })
})
afterAll(async () => {
  await pool.close()
  await Promise.all([egress.close(), site.close(), canary.close(), new Promise<void>((resolve) => udp.close(resolve))])
})
afterEach(() => {
  expect(canary.hits.splice(0)).toEqual([])
  expect(datagrams).toBe(0)
})

const render = (url: string) => {
  const { signal } = new AbortController()
  return pool
    .withContext(signal, (context) => renderInBrowser(context, url, { now: () => new Date(), signal, totalMs: 8_000 }))
    .then(
      ({ html }) => html,
      (error: Error) => error.message,
    )
}

test.each(Object.keys(attempts))('%s: nothing is reached', async (name) => {
  const outcome = await render(`${site.url}/${encodeURIComponent(name)}`)
  expect(outcome === 'refused' || outcome.includes('Une offre.')).toBe(true)
  expect(outcome).not.toContain('here')
  if (outcome !== 'refused') expect(ran).toContain(name)
})

test('scripts that navigate to a forbidden address end as refused', async () => {
  for (const name of ['a script navigates', 'a meta refresh', 'a form submits itself'])
    expect(await render(`${site.url}/${encodeURIComponent(name)}`)).toBe('refused')
})

test.each([
  'CANARY',
  'SITE/to-canary',
  'SITE/chain',
  'http://localhost:PORT/',
  'https://127.0.0.1:PORT/',
  'http://[::1]:PORT/',
  'http://rebinding.example:PORT/',
])('%s is refused', async (target) => {
  expect(await render(target.replace('CANARY', canary.url).replace('SITE', site.url).replace('PORT', String(canary.port)))).toBe('refused')
})

test.each([
  'file:///etc/hostname',
  'data:text/html,<p>x',
  'view-source:http://example.com/',
  'chrome://version',
  'about:blank',
  'javascript:1',
  'http://u:p@example.com/',
  '',
])('%j is no address for the browser', async (url) => {
  expect(await render(url)).toBe('refused')
})

test("web security stays on: a page cannot read another origin's answer", async () => {
  const other = await startLocalSite()
  const guard = await createEgressProxy({ allowHosts: [`127.0.0.1:${site.port}`, `127.0.0.1:${other.port}`], log })
  const own = createBrowserPool({ executablePath: await testBrowser(), sandbox: undefined, proxyUrl: guard.url, userAgent: 'JobTracker/test', log })
  const read = await own.withContext(new AbortController().signal, async (context) => {
    const page = await context.newPage()
    await page.goto(`${site.url}/ran`)
    return page.evaluate(
      (url) =>
        fetch(url)
          .then((answer) => answer.text())
          .catch(() => 'kept apart'),
      other.url,
    )
  })
  await own.close()
  await Promise.all([guard.close(), other.close()])
  expect(read).toBe('kept apart')
  expect(other.hits).toContain('GET /')
})
