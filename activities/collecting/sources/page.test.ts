import { expect, test } from 'vitest'
import { jobPosting, pageOf } from '../../../tests/support/offer-page.ts'
import type { SourceStep, SourceTask } from '../source.ts'
import { page } from './page.ts'

const url = 'https://acme.example/offres/4012-menuisier'
const query: SourceTask['query'] = { text: '', keywords: [], place: null, workMode: null, contract: null, language: 'fr', by: 'rules' }
const taskOf = (boards: string[], { limit = 100, depth = 0 } = {}): SourceTask => ({
  query,
  targets: boards.map((board) => ({ board, nativeId: null, depth })),
  settings: { baseUrl: '', values: {} },
  limit,
})
const stepsOf = (task: SourceTask): SourceStep[] => {
  const plan = page.plan(task)
  return 'skipped' in plan ? [] : plan
}
const read = (
  body: string,
  { at = url, via = 'http' as 'http' | 'browser', ...options }: { at?: string; via?: 'http' | 'browser'; limit?: number; depth?: number } = {},
) => {
  const task = taskOf([at], options)
  return page.read({ status: 200, url: at, headers: {}, body, json: undefined, via }, stepsOf(task)[0] as SourceStep, task)
}
const posted = (properties: Record<string, unknown>) => pageOf({ scripts: [jobPosting(properties)] })

test('a page is asked for once, however its address is written; its label is its host', () => {
  const steps = stepsOf(taskOf([url, `${url}?utm_source=x#top`, 'http://www.acme.example/offres/4012-menuisier/', 'not an address']))
  expect(steps.map(({ label }) => label)).toEqual(['acme.example', '?'])
})

test.each([
  ['4012', 'acme.example:4012'],
  [{ name: 'Acme', value: 4012 }, 'acme.example:4012'],
  ['menuisier', null],
  ['ACME-1', null],
  ['401', null],
  ['(4012', null],
])('a number of %j, which the address bears or not, makes the id %j', (identifier, nativeId) => {
  expect(read(posted({ identifier })).offers[0]?.nativeId).toBe(nativeId)
})

test('all links are followed, however few offers are wanted, those first that name what is looked for', () => {
  const links = Array.from(
    { length: 30 },
    (_, at) => `<a href="/jobs/${at}-menuisier">x</a><a href="https://other.example/jobs/${at}-soudeur">x</a>`,
  ).join('')
  const { next, links: others = [] } = read(pageOf({ body: links }), { limit: 10 })
  expect(next.length + others.length).toBe(60)
  const list = pageOf({ body: '<a href="/jobs/1-soudeur">a</a><a href="/jobs/2-menuisier">b</a><a href="/jobs/3-maçon">c</a>' })
  const answer = { status: 200, url, headers: {}, body: list, json: undefined, via: 'http' as const }
  const task = { ...taskOf([url]), query: { ...query, keywords: ['Menuisier'] } }
  const [first, ...rest] = page.read(answer, stepsOf(task)[0] as SourceStep, task).next
  expect([first?.key, rest.length]).toEqual([expect.stringContaining('2-menuisier'), 2])
})

test('a list’s pages end', () => {
  const body = pageOf({ head: '<link rel="next" href="?page=more">', body: '<a href="/jobs/1-x-y">a</a><a href="/jobs/2-x-y">b</a>' })
  const task = taskOf([url])
  let [step] = stepsOf(task)
  let pages = 0
  for (; step !== undefined && pages < 100; pages += 1) {
    const answer = { status: 200, url: `https://acme.example/jobs?page=${pages}`, headers: {}, body, json: undefined, via: 'http' as const }
    step = page.read(answer, step, task).next.find(({ label }) => /\(\d+\)$/.test(label))
  }
  expect(pages).toBe(20)
})

test('a closed offer is not listed, one that is only past its end is left to normalising', () => {
  const validThrough = '2020-01-01'
  const closed = pageOf({ scripts: [jobPosting({ validThrough })], body: '<p>Cette offre n’est plus disponible.</p>' })
  expect(read(closed).offers).toMatchObject([{ title: 'Menuisier (H/F)', listed: false, validThrough: '2020-01-01T00:00:00.000Z' }])
  expect(read(posted({ validThrough })).offers).toMatchObject([{ listed: true }])
  const stillThere = pageOf({ scripts: [jobPosting({ validThrough: '2099-01-01' })], body: '<h1>Menuisier (H/F)</h1><p>Offre expirée</p>' })
  expect(read(stillThere).offers).toMatchObject([{ title: 'Menuisier (H/F)', listed: false }])
})

test('a page that still shows nothing in a browser is no offer, and is not asked for again', () => {
  const application = pageOf({ body: '<div id="root"></div><script src="/app.js"></script>' })
  expect(read(application)).toEqual({ offers: [], next: [], needsBrowser: true })
  expect(read(application, { via: 'browser' })).toEqual({ offers: [], next: [], rejected: 'not_an_offer' })
})

test('a page that is written as XML is read as a page', () => {
  expect(read(`<?xml version="1.0"?>\n${posted({})}`).offers).toMatchObject([{ title: 'Menuisier (H/F)' }])
})

test.each([
  ['no offers', '<urlset><url><loc>https://acme.example/blog/1-x</loc></url></urlset>', {}],
  ['other sites', '<urlset><url><loc>https://other.example/jobs/1-x</loc></url></urlset>', {}],
  ['nothing', '<urlset></urlset>', {}],
  ['offers two links away', '<urlset><url><loc>https://acme.example/jobs/1-x</loc></url></urlset>', { depth: 2 }],
])('a sitemap of %s leads nowhere', (_, body, options) => {
  expect(read(body, { at: 'https://acme.example/sitemap.xml', ...options })).toEqual({ offers: [], next: [], rejected: 'not_an_offer' })
})

test('sitemaps and feeds are asked for as texts, everything else as pages', () => {
  const expects = (address: string) => {
    const task = taskOf([address])
    return page.request(stepsOf(task)[0] as SourceStep, task, () => Promise.reject(new Error('not to be asked')))
  }
  for (const address of [
    'https://a.example/sitemap.xml',
    'https://a.example/jobs-1.xml.gz?x=1',
    'https://a.example/feed/',
    'https://a.example/jobs.rss',
  ])
    expect(expects(address)).toEqual({ url: address, expects: 'text', isCrawled: true })
  for (const address of ['https://a.example/', 'https://a.example/feedback', 'https://a.example/jobs?format=xml'])
    expect(expects(address)).toEqual({ url: address, expects: 'page', isCrawled: true })
})

const whole = (title: string, more: Record<string, unknown> = {}) =>
  jobPosting({ title, description: `<p>${`${title} : vous travaillez avec une équipe de six personnes, à l’atelier. `.repeat(6)}</p>`, ...more })

test.each<[string, Record<string, unknown>, Record<string, unknown>]>([
  ['no address', {}, {}],
  ['the page’s own, with a fragment', { url: '/offres#menuisier' }, { url: '/offres#comptable' }],
  ['one and the same', { url: 'https://acme.example/' }, { url: 'https://acme.example/' }],
])('offers of a list that stand there whole are read though they have %s', (_what, one, other) => {
  const list = pageOf({ scripts: [whole('Menuisier', one), whole('Comptable', other)] })
  const { offers, isList } = read(list, { at: 'https://acme.example/offres' })
  expect([isList, offers.map(({ title }) => title)]).toEqual([true, ['Menuisier', 'Comptable']])
})

test('a list that has neither an offer nor a link says so', () => {
  const teasers = pageOf({
    scripts: [jobPosting({ title: 'Menuisier', description: 'Court.' }), jobPosting({ title: 'Comptable', description: 'Court.' })],
  })
  expect(read(teasers, { at: 'https://acme.example/offres' })).toMatchObject({ offers: [], next: [], rejected: 'not_an_offer' })
})

test('the pages of a list that `ref` tells apart are all asked for', () => {
  const links = [4012, 4013, 4014].map((ref) => `<a href="/offre.php?ref=${ref}">Offre d’emploi ${ref}</a>`).join('')
  const { next } = read(pageOf({ body: `<h1>Nos offres d’emploi</h1>${links}` }), { at: 'https://acme.example/offres' })
  expect(next).toHaveLength(3)
  const marked = ['/offres/4012?ref=home1', '/offres/4012?ref=mail2'].map((href) => `https://acme.example${href}`)
  expect(stepsOf(taskOf(marked))).toHaveLength(1)
})
