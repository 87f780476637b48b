import { pino } from 'pino'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { testBrowser } from '../../tests/support/browser.ts'
import { html, type LocalSite, startLocalSite } from '../../tests/support/local-site.ts'
import { readPage } from '../extracting/read-page.ts'
import { type BrowserPool, createBrowserPool } from './browser-pool.ts'
import { createEgressProxy, type EgressProxy } from './egress-proxy.ts'
import { renderInBrowser } from './render.ts'

const log = pino({ level: 'silent' })
const OFFER = `<h1>Développeur Node H/F</h1><p>Vos missions : ${'écrire des services. '.repeat(20)}</p><p>Profil recherché : cinq ans. CDI à Lyon.</p>`
const PROSE = 'BANNIÈRE. Avec nos partenaires, nous utilisons des cookies pour mesurer notre audience. Vous pouvez refuser.'
const PROSE_EN = 'BANNIÈRE. We and our partners use cookies to measure our audience and to personalise ads.'
const ABOUT_COOKIES = `<p>${'Vous gérerez les cookies et le consentement de nos sites. '.repeat(4)}</p>`
const accepting = (label: string) => `<button onclick="fetch('/accepted')">${label}</button>`
const CHOICE = `${accepting('Tout accepter')} ${accepting('Continuer sans accepter')}`
const fixed = 'position:fixed;bottom:0;width:100%'
const page = (body: string, attributes = '') => `<!doctype html><html lang="fr"><title>Offre</title><body ${attributes}>${body}</body></html>`

let site: LocalSite
let egress: EgressProxy
let pool: BrowserPool
const shown = new Map<string, string>()

beforeAll(async () => {
  site = await startLocalSite((request, response) => html(shown.get(request.url ?? '') ?? '')(response))
  egress = await createEgressProxy({ allowHosts: [`127.0.0.1:${site.port}`], log })
  pool = createBrowserPool({ executablePath: await testBrowser(), sandbox: undefined, proxyUrl: egress.url, userAgent: 'JobTracker/test', log })
})
afterAll(async () => {
  await pool.close()
  await Promise.all([egress.close(), site.close()])
})

async function render(body: string, attributes?: string) {
  const path = `/offre-${shown.size}`
  shown.set(path, page(body, attributes))
  const { signal } = new AbortController()
  const read = await pool.withContext(signal, (context) => renderInBrowser(context, site.url + path, { now: () => new Date(), signal }))
  expect(site.hits, 'no consent is given').not.toContain('GET /accepted')
  const markup = read.html.replaceAll(/<script\b.*?<\/script>/gs, '')
  return { markup, kind: readPage({ ...read, url: read.finalUrl, via: 'browser' }).kind }
}

/** As a script adds it once the page stands. */
const added = (markup: string) => `<script>document.body.insertAdjacentHTML('beforeend', ${JSON.stringify(markup)})</script>`

test.each<[string, string]>([
  ['OneTrust', `<div id="onetrust-consent-sdk"><div class="onetrust-pc-dark-filter"></div><div role="dialog"><h2>${PROSE}</h2>${CHOICE}</div></div>`],
  ['OneTrust, its preferences hidden', `<div id="onetrust-pc-sdk" style="display:none"><h2>${PROSE}</h2><ul><li>Refuser</ul></div>`],
  ['Didomi', `<div id="didomi-host" data-nosnippet><div id="didomi-popup"><h1>Vos cookies</h1>${PROSE}${CHOICE}</div></div>`],
  ['Axeptio', `<div id="axeptio_overlay" class="axeptio_mount"><div><b>BANNIÈRE</b> Salut, c’est nous !</div></div>`],
  ['Cookiebot', `<div id="CybotCookiebotDialog" name="CybotCookiebotDialog"><h2>${PROSE}</h2>${CHOICE}</div>`],
  ['Quantcast', `<div class="qc-cmp2-container" id="qc-cmp2-container"><div>${PROSE}</div></div>`],
  ['tarteaucitron', `<div id="tarteaucitronRoot"><div id="tarteaucitronAlertBig">${PROSE}${CHOICE}</div></div>`],
  ['Sourcepoint', `<div id="sp_message_container_79" title="BANNIÈRE" style="${fixed}"><iframe src="/accepted-by-frame"></iframe></div>`],
  ['an unknown one at the foot', `<div class="x1" style="${fixed}"><p>${PROSE}</p>${CHOICE}</div>`],
  ['an unknown one with a heading', `<div class="x1" style="${fixed};top:0"><h1>Votre vie privée</h1><p>${PROSE}</p>${CHOICE}</div>`],
  ['an English one', `<section style="${fixed}"><p>${PROSE_EN}</p>${accepting('Allow all')}<a href="#">Manage options</a></section>`],
  ['one that sticks', `<div style="position:sticky;top:0"><p>${PROSE}</p><input type="button" value="J’ai compris"></div>`],
  ['one in the flow', `<div class="site-cookie-notice"><p>${PROSE}</p>${accepting('OK')}</div>`],
  ['a dialog', `<dialog open><p>${PROSE}</p>${CHOICE}</dialog>`],
  ['a modal', `<div class="m"><div role="dialog" aria-modal="true"><p>${PROSE}</p>${CHOICE}</div></div>`],
  [
    'a newsletter',
    `<div role="dialog"><p>BANNIÈRE Abonnez-vous à notre newsletter</p><form><input type="email"><button>Valider</button></form></div>`,
  ],
  ['an alert', `<div style="${fixed}"><p>BANNIÈRE Get job alerts: sign up</p><form><input type="email"></form></div>`],
])('%s is left out, the offer is kept', async (_name, banner) => {
  const bodies = [`<div id="root">${banner}${OFFER}</div>`, `<div id="root">${OFFER}</div>${added(banner)}`]
  for (const { markup, kind } of await Promise.all(bodies.map((body) => render(body)))) {
    expect(markup).not.toMatch(/BANNIÈRE|<iframe/)
    expect(markup).toContain('cinq ans. CDI à Lyon.')
    expect(kind).toBe('offer')
  }
})

test('a banner in a shadow tree is left out, and so is its host', async () => {
  const shadow = `<div id="usercentrics-root"></div><script>document.getElementById('usercentrics-root').attachShadow({ mode: 'open' }).innerHTML = ${JSON.stringify(PROSE)}</script>`
  const read = await render(OFFER + shadow)
  expect(read.markup).not.toMatch(/BANNIÈRE|usercentrics-root/)
})

test('what a modal hid is shown again: its sheet is gone, the page is read and scrolls', async () => {
  const modal = `<div class="sheet" style="position:fixed;inset:0"></div><div role="dialog" style="${fixed}">${PROSE}${CHOICE}</div>`
  const read = await render(
    `<div id="root" aria-hidden="true">${OFFER}<i aria-hidden="true">★</i></div>${modal}`,
    'style="overflow: hidden; color: red"',
  )
  expect(read.markup).toContain('<body style="color: red;">')
  expect(read.markup).toContain('<div id="root"><h1>')
  expect(read.markup).toContain('<i aria-hidden="true">')
  expect(read.markup).not.toContain('class="sheet"')
  expect(read.kind).toBe('offer')
})

test.each<[string, string]>([
  ['an offer that is about cookies', `<div style="${fixed}">${OFFER}${ABOUT_COOKIES}${CHOICE}</div>`],
  [
    'an application that is one fixed element',
    `<div id="app" style="position:fixed;inset:0"><div class="cookie-bar">${PROSE}${CHOICE}</div>${OFFER}</div>`,
  ],
  [
    'one without a heading',
    `<div id="app" style="position:fixed;inset:0"><div class="cookie-bar">${PROSE}${CHOICE}</div>${OFFER.replaceAll('h1', 'b')}</div>`,
  ],
  ['an offer in a dialog', `<p>Nos offres</p><dialog open>${OFFER}${ABOUT_COOKIES}<button>Accepter et postuler</button></dialog>`],
  [
    'an offer that no heading names',
    `<p>Nos offres</p><dialog open>${OFFER.replaceAll('h1', 'b')}${ABOUT_COOKIES}<button>Accepter</button></dialog>`,
  ],
  ['an application that is named like a banner', `<div id="didomi-host" class="cookies-unset"><main>${OFFER}${PROSE}</main>${CHOICE}</div>`],
  ['an offer with a sign-up to alerts', `<div role="dialog">${OFFER}<form>Inscrivez-vous aux alertes emploi<input type="email"></form></div>`],
  [
    'a title that sticks',
    `<header style="position:sticky;top:0"><h1>Développeur</h1>Ce site a des cookies <a href="#">Gérer</a></header><p>CDI à Lyon.</p>`,
  ],
  ['what sticks beside the offer', `${OFFER}<aside style="position:sticky">CDI à Lyon. <a href="#">Gérer les cookies</a></aside>`],
])('%s is kept', async (_name, body) => {
  const read = await render(body)
  expect(read.markup).toContain('CDI à Lyon.')
  expect(read.markup).toContain('Développeur')
})

test('an application form and a log-in are kept: they say what a page is', async () => {
  const form = `<div role="dialog"><p>Postuler : nous traitons vos données personnelles.</p><input type="email"><input type="file"><button>J’accepte</button></div>`
  expect((await render(`<h1>Offre</h1>${form}`)).markup).toContain('type="file"')
  const wall = `<div role="dialog"><p>Connectez-vous pour voir l’offre. Nous utilisons des cookies.</p><input type="password"><button>Accepter</button></div>`
  expect((await render(wall)).kind).toBe('login_required')
})

test('a wall in place of the page leaves no offer behind', async () => {
  const long = `<p>${PROSE}</p>`.repeat(30)
  const wall = `<h1>Votre vie privée</h1>${long}${CHOICE}`
  const left = await Promise.all([
    render(`<title>Développeur Node H/F – CDI – Lyon</title><div style="position:fixed;inset:0">${wall}</div>`),
    render(`<div class="consent-wall">${wall}</div>`),
  ])
  for (const { markup } of left) expect(markup).not.toContain('BANNIÈRE')
  for (const { kind } of [...left, await render(`<main>${wall}</main>`)]) expect(kind).toBe('not_an_offer')
})

test("a banner's text is not the page's: the content behind it is waited for", async () => {
  const late = `<script>setTimeout(() => { document.getElementById('root').innerHTML = ${JSON.stringify(OFFER)} }, 1_000)</script>`
  expect((await render(`<div id="root"></div><div style="${fixed}">${`<p>${PROSE}</p>`.repeat(5)}${CHOICE}</div>${late}`)).markup).toContain(
    'cinq ans.',
  )
})

test('a page that takes its banner away itself finds it where it was', async () => {
  const own = `<script>setTimeout(() => { try { root.removeChild(b) } catch { document.body.innerHTML = 'Oups' } }, 250)
    setTimeout(() => root.append('Enfin.'), 350)</script>`
  const { markup } = await render(`<div id="root">${OFFER}<div id="b" style="${fixed}">${PROSE}${CHOICE}</div></div>${own}`)
  expect(markup).toMatch(/CDI à Lyon\.<\/p>Enfin\.<\/div>/)
})

test.each<[string, string]>([
  [
    'comes back for ever',
    `<script>const add = () => { if (document.getElementById('b')) return; document.body.insertAdjacentHTML('beforeend', ${JSON.stringify(`<div id="b" style="${fixed}">${PROSE}${CHOICE}</div>`)}) }
    add(); new MutationObserver(add).observe(document.body, { childList: true }); setInterval(() => { document.getElementById('b').remove() }, 30)</script>`,
  ],
  [
    'has 100,000 nodes',
    `<div id="b" style="${fixed}">${PROSE}${CHOICE}</div><script>b.innerHTML += '<b class="cookie">nos cookies <i></i></b>'.repeat(50_000)</script>`,
  ],
  [
    'is nested 2,000 deep',
    `<script>let e = document.body; for (let i = 0; i < 2_000; i++) { const d = document.createElement('div'); d.style = ${JSON.stringify(fixed)}; e.append(d); e = d }
    e.innerHTML = ${JSON.stringify(PROSE + CHOICE)}</script>`,
  ],
])('a banner that %s takes no longer than others', async (_name, banner) => {
  const start = performance.now()
  const read = await render(`<div id="root">${OFFER}</div>${banner}`)
  expect(performance.now() - start).toBeLessThan(6_000)
  expect(read.markup).not.toContain('BANNIÈRE')
  expect(read.markup).toContain('cinq ans. CDI à Lyon.')
})

test.each<[string, string]>([
  [
    'puts itself back',
    `<script>customElements.define('c-b', class extends HTMLElement { disconnectedCallback() { document.body.append(this) } })</script>
    <c-b style="${fixed}">${PROSE}${CHOICE}</c-b>`,
  ],
  [
    'renames the functions of the document',
    `<img name="querySelectorAll"><img name="createTreeWalker"><form style="${fixed}"><input name="style">${PROSE}${CHOICE}</form>`,
  ],
])('a page that %s is read as it stands', async (_name, body) => {
  expect((await render(OFFER + body)).markup).toContain('cinq ans. CDI à Lyon.')
})
