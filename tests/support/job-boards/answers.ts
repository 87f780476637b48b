/** What each host answers: the wire shapes of the real ones, of the listings that it has. */
import { arbeitnowJob, franceTravailOffer, listPage, offerPage } from './aggregators.ts'
import { ashbyJob, greenhouseJob, leverPosting } from './ats.ts'
import type { Answered, Asked } from './host.ts'
import type { BoardListing } from './listings.ts'

export type Answer = (asked: Asked, base: string) => Answered | undefined
type Listings = readonly BoardListing[]

const ARBEITNOW_PAGE = 100
const HTML = 'text/html; charset=utf-8'
const TOKEN = 'local-token'
/** So many offers of ATSs are among a search's results. */
const ATS_LINKS = 2

const json = (value: unknown, more: Partial<Answered> = {}): Answered => ({
  type: 'application/json; charset=utf-8',
  body: JSON.stringify(value),
  ...more,
})
const byBoard = (listings: Listings) => Map.groupBy(listings, ({ board }) => board.name)
const newestFirst = (listings: Listings) => listings.toSorted((one, other) => other.postedAt.getTime() - one.postedAt.getTime())
const part = ({ pathname }: Asked, pattern: RegExp) => pattern.exec(pathname)?.slice(1) ?? []

export function greenhouse(listings: Listings): Answer {
  const boards = byBoard(listings)
  return (asked) => {
    const [name = '', id] = part(asked, /^\/v1\/boards\/([\w-]+)\/jobs(?:\/(\d+))?$/)
    const jobs = boards.get(name)
    if (id === undefined) return jobs && json({ jobs: jobs.map(greenhouseJob), meta: { total: jobs.length } })
    const job = jobs?.find(({ nativeId }) => nativeId === id)
    return job && json(greenhouseJob(job))
  }
}

export function lever(listings: Listings): Answer {
  const sites = byBoard(listings)
  return (asked) => {
    const [name = '', id] = part(asked, /^\/v0\/postings\/([\w-]+)(?:\/([\w-]+))?$/)
    const postings = sites.get(name)
    const [skip, limit] = [Number(asked.query.get('skip') ?? 0), Number(asked.query.get('limit') ?? 100)]
    if (id === undefined) return postings && json(postings.slice(skip, skip + limit).map(leverPosting))
    const posting = postings?.find(({ nativeId }) => nativeId === id)
    return posting && json(leverPosting(posting))
  }
}

export function ashby(listings: Listings): Answer {
  const boards = byBoard(listings)
  return (asked) => {
    const jobs = boards.get(part(asked, /^\/posting-api\/job-board\/([\w-]+)$/)[0] ?? '')
    return jobs && json({ apiVersion: '1', jobs: jobs.map(ashbyJob) })
  }
}

/** `next` is a trap: it is always there. */
export function arbeitnow(listings: Listings): Answer {
  const jobs = newestFirst(listings)
  return ({ pathname, query }, base) => {
    if (pathname !== '/api/job-board-api') return undefined
    const page = Number(query.get('page') ?? 1)
    const data = jobs.slice((page - 1) * ARBEITNOW_PAGE, page * ARBEITNOW_PAGE).map(arbeitnowJob)
    return json({ data, links: { next: `${base}/api/job-board-api?page=${page + 1}` }, meta: { current_page: page, per_page: ARBEITNOW_PAGE } })
  }
}

export function franceTravail(listings: Listings): Answer {
  const offers = newestFirst(listings)
  return ({ pathname, query, headers }) => {
    if (pathname !== '/partenaire/offresdemploi/v2/offres/search') return undefined
    if (headers.authorization !== `Bearer ${TOKEN}`) return json({ message: 'Unauthorized' }, { status: 401 })
    const [start = 0, end = 149] = (query.get('range') ?? '0-149').split('-').map(Number)
    if (start > 3_000 || end - start >= 150) return json({ message: 'La plage n’est pas valide.' }, { status: 400 })
    const resultats = offers.slice(start, end + 1).map(franceTravailOffer)
    if (resultats.length === 0) return { status: 204, type: 'application/json', body: '' }
    const range = `offres ${start}-${start + resultats.length - 1}/${offers.length}`
    return json({ resultats, filtresPossibles: [] }, { status: resultats.length < offers.length ? 206 : 200, headers: { 'content-range': range } })
  }
}

export function franceTravailTokens({ id, secret }: { id: string; secret: string }): Answer {
  return ({ method, pathname, body }) => {
    if (method !== 'POST' || pathname !== '/connexion/oauth2/access_token') return undefined
    const form = new URLSearchParams(body)
    if (form.get('client_id') !== id || form.get('client_secret') !== secret) return json({ error: 'invalid_client' }, { status: 400 })
    return json({ access_token: TOKEN, token_type: 'Bearer', expires_in: 1_499, scope: form.get('scope') })
  }
}

/** Finds the lists of the sites of pages, an offer of each, some of ATSs, and what is of no use. */
export function tavily({ key, listings }: { key: string; listings: Listings }): Answer {
  const pages = [...byBoard(listings.filter(({ board }) => board.source === 'page')).values()]
  const ats = listings.filter(({ board }) => board.source === 'greenhouse' || board.source === 'ashby').slice(0, ATS_LINKS)
  const urls = [
    ...pages.flatMap(([first]) => (first ? [new URL('/jobs', first.url).href, `${first.url}?utm_source=search`] : [])),
    ...ats.map(({ url }) => url),
    'https://www.google.com/search?q=data',
    'https://example.com/livre-blanc.pdf',
  ]
  return ({ method, pathname, headers, body }) => {
    if (method !== 'POST' || pathname !== '/search') return undefined
    if (headers.authorization !== `Bearer ${key}`) return json({ detail: { error: 'Unauthorized: missing or invalid API key.' } }, { status: 401 })
    const { query, max_results = 5 } = JSON.parse(body)
    const results = urls.slice(0, max_results).map((url) => ({ title: 'Offre', url, content: '…', score: 0.7, raw_content: null }))
    return json({ query, answer: null, results, response_time: 0.4, request_id: 'local' })
  }
}

/** A company's own site: robots.txt, a list of its offers, a page each. */
export function site(listings: Listings): Answer {
  return ({ pathname }) => {
    if (pathname === '/robots.txt') return { type: 'text/plain', body: 'User-agent: *\nDisallow: /admin/\n' }
    if (pathname === '/jobs') return { type: HTML, body: listPage(listings, listings[0]?.company ?? '') }
    const listing = listings.find(({ url }) => new URL(url).pathname === pathname)
    return listing && { type: HTML, body: offerPage(listing) }
  }
}
