import type { Answered, Asked, HostRequest } from './host.ts'
import { startHost } from './host.ts'
import { createOpenings, type Opening } from './openings.ts'
import { htmlOf } from './texts.ts'
import { COMPANY_NAMES } from './words.ts'

export interface JavascriptSites {
  /** Of each site the list of its offers. */
  lists: string[]
  /** Addresses of all offers. */
  offers: string[]
  /** `host:port` of each, separated by commas. */
  allowHosts: string
  /** What was asked for so far, scripts and data included. */
  requests: HostRequest[]
  close(): Promise<void>
}

const HTML = 'text/html; charset=utf-8'
/** A shell with nothing in it: the offer comes by a script, as on the sites of many companies. */
const SHELL =
  '<!doctype html><html lang="fr"><head><meta charset="utf-8"><title>Carrières</title></head><body><div id="root"></div><noscript>Activez JavaScript pour lire cette offre.</noscript><script type="module" src="/app.js"></script></body></html>'
const APP = `
const offer = await (await fetch('/api' + location.pathname)).json()
document.title = offer.title + ' – ' + offer.company
document.querySelector('#root').innerHTML = offer.html
const posting = Object.assign(document.createElement('script'), { type: 'application/ld+json', textContent: JSON.stringify(offer.posting) })
document.head.append(posting)
// ${'As much code as such sites bring along. '.repeat(2_000)}
`

/** Sites whose lists are plain HTML and whose offers show only in a browser: `pages` offers in all, the same at every start. */
export async function startJavascriptSites({ sites, pages, seed = 6 }: { sites: number; pages: number; seed?: number }): Promise<JavascriptSites> {
  const requests: HostRequest[] = []
  const began = performance.now()
  const opening = createOpenings(seed)
  const hosts = await Promise.all(
    Array.from({ length: sites }, async (_, site) => {
      const count = Math.floor(pages / sites) + (site < pages % sites ? 1 : 0)
      const openings = Array.from({ length: count }, () => opening(`${COMPANY_NAMES[site % COMPANY_NAMES.length]} Web`, 'fr'))
      const host = await startHost(`javascript-${site + 1}`, answerOf(openings), { requests, began, mannerOf: () => ({}) })
      return { ...host, offers: openings.map(({ n }) => `${host.url}/offres/${n}`) }
    }),
  )
  return {
    lists: hosts.map(({ url }) => `${url}/offres`),
    offers: hosts.flatMap(({ offers }) => offers),
    allowHosts: hosts.map(({ url }) => new URL(url).host).join(','),
    requests,
    close: async () => void (await Promise.all(hosts.map((host) => host.close()))),
  }
}

function answerOf(openings: readonly Opening[]): (asked: Asked) => Answered | undefined {
  const byNumber = new Map(openings.map((opening) => [String(opening.n), opening]))
  const links = openings.map(({ n, title, city }) => `<li><a href="/offres/${n}">${title}</a> <span>${city.name}</span></li>`).join('')
  return ({ pathname }) => {
    if (pathname === '/robots.txt') return { type: 'text/plain', body: 'User-agent: *\nAllow: /\n' }
    if (pathname === '/app.js') return { type: 'text/javascript; charset=utf-8', body: APP }
    if (pathname === '/offres')
      return { type: HTML, body: `<!doctype html><html lang="fr"><title>Nos offres</title><h1>Nos offres d’emploi</h1><ul>${links}</ul></html>` }
    const [, api, n = ''] = /^(\/api)?\/offres\/(\d+)$/.exec(pathname) ?? []
    const opening = byNumber.get(n)
    if (opening === undefined) return undefined
    return api === undefined ? { type: HTML, body: SHELL } : { type: 'application/json', body: JSON.stringify(dataOf(opening)) }
  }
}

function dataOf(opening: Opening) {
  const { title, company, city, postedAt } = opening
  const text = htmlOf(opening)
  const address = { '@type': 'PostalAddress', addressLocality: city.name, addressCountry: city.country.toUpperCase() }
  const posting = {
    '@context': 'https://schema.org',
    '@type': 'JobPosting',
    title,
    description: text,
    datePosted: postedAt.toISOString(),
    hiringOrganization: { '@type': 'Organization', name: company },
    jobLocation: { '@type': 'Place', address },
  }
  return { title, company, html: `<main><h1>${title}</h1><p>${company} – ${city.name}</p>${text}</main>`, posting }
}
