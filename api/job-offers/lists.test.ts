import { beforeAll, expect, test } from 'vitest'
import type { JobOffer } from '../../core/domain/job-offer.ts'
import { testApi } from '../../tests/support/api.ts'
import { seedOffers } from '../../tests/support/job-offers.ts'

let api: Awaited<ReturnType<typeof testApi>>
let someone: Awaited<ReturnType<typeof api.person>>

beforeAll(async () => {
  api = await testApi()
  someone = await api.person()
  await seedOffers(api.db, [
    { title: 'Développeuse C++', company: 'Société Générale', location: 'Évry', contract_type: 'permanent', posted_at: '2026-01-05T10:00:00Z' },
    { title: 'Backend', company: 'Acme', location: 'Lyon 3e', contract_type: 'freelance', remote: 'remote', skills: ['Node.js', 'PostgreSQL'] },
    { title: 'Ingénieur .NET', company: 'acme labs', location: null, source: 'lever', posted_at: '2026-01-03T00:00:00Z' },
    { title: 'Data engineer', company: 'Bœuf & Cie', location: 'Lyon', liveness: 'closed', remote: 'hybrid' },
    { title: 'Data scientist', company: null, location: 'Clichy', contract_type: null, source: 'lever', liveness: 'unknown' },
  ])
})

type Person = typeof someone
const list = async (query: string, who: Person = someone) => {
  const response = await who.request('GET', `/job-offers${query}`)
  expect(response.status).toBe(200)
  return (await response.json()) as JobOffer[]
}
const titles = async (query: string, who?: Person) => (await list(query, who)).map(({ title }) => title)

/** All pages, one after the other. */
const walked = async (query: string, who: Person = someone) => {
  const seen: string[] = []
  for (let next: string | undefined = `/job-offers${query}`; next !== undefined; ) {
    const response: Response = await who.request('GET', next)
    expect(response.headers.has('X-Total-Count')).toBe(false)
    seen.push(...((await response.json()) as JobOffer[]).map(({ title }) => title))
    next = /^<([^>]+)>; rel="next"$/.exec(response.headers.get('Link') ?? '')?.[1]
  }
  return seen
}
const counted = async (query: string, who: Person = someone) => (await who.request('GET', `/job-offers/count${query}`)).json()
const ALL = ['Data scientist', 'Data engineer', 'Ingénieur .NET', 'Backend', 'Développeuse C++']

test('the newest offer comes first, in both vocabularies and with both ids', async () => {
  expect(await titles('')).toEqual(ALL)
  const offer = (await list('?keywords=c%2B%2B'))[0]
  expect(offer).toMatchObject({
    poste: 'Développeuse C++',
    entreprise: 'Société Générale',
    localisation: 'Évry',
    date: '2026-01-05T10:00:00.000Z',
    description: 'You build the pipelines.',
    salary: null,
    id: offer?._id,
  })
  for (const inner of ['words', 'company_key', 'merged_ids', 'version', 'liveness_reason']) expect(offer).not.toHaveProperty(inner)
})

test.each([
  ['contract_type=freelance', ['Backend']],
  ['contract_type=permanent&source=greenhouse&liveness=open', ['Développeuse C++']],
  ['remote=hybrid', ['Data engineer']],
  ['source=lever', ['Data scientist', 'Ingénieur .NET']],
  ['source=nowhere', []],
  ['liveness=closed', ['Data engineer']],
  ['posted_after=2026-01-03', ['Ingénieur .NET', 'Développeuse C++']],
  ['posted_after=2026-01-03T00:00:01Z', ['Développeuse C++']],
  ['keywords=data&liveness=unknown', ['Data scientist']],
  ['keywords=%00', []],
  ['keywords=data%00', ['Data scientist', 'Data engineer']],
])('%s filters, the list and the count alike', async (query, found) => {
  expect(await titles(`?${query}`)).toEqual(found)
  expect(await counted(`?${query}`)).toEqual({ total: found.length, capped: false })
})

test.each([
  [{ keywords: 'developpeuse' }, ['Développeuse C++']],
  [{ keywords: 'DÉVELOPPEUSE c++' }, ['Développeuse C++']],
  [{ keywords: 'c#' }, []],
  [{ keywords: '.net' }, ['Ingénieur .NET']],
  [{ keywords: 'node.js' }, ['Backend']],
  [{ keywords: 'js post' }, ['Backend']],
  [{ keywords: 'acme' }, ['Ingénieur .NET', 'Backend']],
  [{ keywords: 'lyon' }, []],
  [{ location: 'lyon' }, ['Data engineer', 'Backend']],
  [{ location: 'evry' }, ['Développeuse C++']],
  [{ company: 'boeuf' }, ['Data engineer']],
  [{ company: 'data' }, []],
  [{ keywords: 'data', location: 'lyon', company: 'cie' }, ['Data engineer']],
  [{ keywords: 'ata' }, []],
  [{ keywords: 'data', company: '+++' }, []],
  [{ keywords: '+++' }, []],
  [{ keywords: '(.*' }, []],
  [{ keywords: 'company:acme' }, []],
  [{ keywords: 'comp' }, []],
  [{ keywords: '@location:lyon' }, []],
  [{ keywords: '🚀' }, []],
  [{ keywords: '  ', location: '' }, ALL],
])('every word of %o begins a word of its field', async (words, found) => {
  const query = `?${new URLSearchParams(words)}`
  expect(await titles(query)).toEqual(found)
  expect(await counted(query)).toEqual({ total: found.length, capped: false })
})

test.each(['', '&keywords=data', '&source=lever', '&skip=1', '&location=lyon&skip=1'])(
  'pages%s follow the Link header and meet every offer once',
  async (query) => {
    const seen = await walked(`?limit=1${query}`)
    expect(seen).toEqual(await titles(`?limit=200${query}`))
    expect(seen.length).toBeGreaterThan(0)
  },
)

test('offers of one moment follow each other by id, on pages and after a skip', async () => {
  const other = await testApi()
  const who = await other.person()
  const ids = (await seedOffers(other.db, Array(4).fill({ created_at: new Date('2026-01-01') }))).toReversed()
  const seen: string[] = []
  for (let next: string | undefined = '/job-offers?limit=1'; next !== undefined; ) {
    const response: Response = await who.request('GET', next)
    seen.push(...((await response.json()) as JobOffer[]).map(({ id }) => id))
    next = /^<([^>]+)>/.exec(response.headers.get('Link') ?? '')?.[1]
  }
  expect(seen).toEqual(ids)
  expect((await list('?skip=1&limit=2', who)).map(({ id }) => id)).toEqual(ids.slice(1, 3))
  expect(await list('?skip=10000', who)).toEqual([])
})

test.each([
  'limit=0',
  'limit=201',
  'limit=1e9',
  'skip=10001',
  'skip=-1',
  'skip=',
  'skip=1e99',
  'skip=1&skip=2',
  'skip=0x1',
  'cursor=abc',
  'contract_type=CDI',
  'remote=true',
  'liveness=',
  'liveness[$ne]=open',
  'keywords[$gt]=',
  'keywords=a&keywords=b',
  'source=a&source=b',
  'posted_after=yesterday',
  `keywords=${'x'.repeat(201)}`,
  'sort=title',
])('%s is a 422', async (query) => {
  expect((await someone.request('GET', `/job-offers?${query}`)).status).toBe(422)
  expect((await someone.request('GET', `/job-offers/count?${query}`)).status).toBe(422)
})

test('a cursor of another list, or together with skip, is refused', async () => {
  for (const company of ['a', 'b']) await someone.request('POST', '/applications', { body: { company, position: 'Dev' } })
  const cursorOf = async (path: string) => {
    const link = (await someone.request('GET', path)).headers.get('Link') ?? ''
    return new URL(/^<([^>]+)>/.exec(link)?.[1] ?? '', 'http://local').searchParams.get('cursor')
  }
  const foreign = await cursorOf('/applications?limit=1&sort=-created_at')
  const own = await cursorOf('/job-offers?limit=1')
  const answer = async (query: string) => {
    const response = await someone.request('GET', `/job-offers?${query}`)
    return [response.status, ((await response.json()) as { errors?: { path: string }[] }).errors?.[0]?.path]
  }
  expect(await answer(`cursor=${own}`)).toEqual([200, undefined])
  expect(await answer(`cursor=${foreign}`)).toEqual([422, 'query.cursor'])
  expect(await answer(`cursor=${own}&skip=0`)).toEqual([422, 'query.skip'])
})

test('what one hides and the companies one blocks are left out of one’s own lists and counts alone', async () => {
  const who = await api.person()
  const [scientist, engineer] = await list('')
  await who.request('DELETE', `/job-offers/${engineer?.id}`)
  await who.request('POST', '/searches', { body: { query: 'data', blocked_companies: ['SOCIETE  générale'] } })
  const left = ALL.filter((title) => title !== 'Data engineer' && title !== 'Développeuse C++')

  expect(await titles('', who)).toEqual(left)
  expect(await titles('?skip=1', who)).toEqual(left.slice(1))
  expect(await titles('?limit=1&skip=2', who)).toEqual(['Backend'])
  expect(await titles('?keywords=data', who)).toEqual([scientist?.title])
  for (const query of ['?limit=1', '?limit=2']) expect(await walked(query, who)).toEqual(left)
  expect(await walked('?limit=1&skip=1', who)).toEqual(left.slice(1))
  expect(await walked('?limit=1&location=l', who)).toEqual(['Backend'])
  expect(await titles('?contract_type=permanent', who)).toEqual(['Ingénieur .NET'])
  expect(await counted('', who)).toEqual({ total: 3, capped: false })
  expect(await counted('?keywords=data', who)).toEqual({ total: 1, capped: false })
  expect(await titles('')).toEqual(ALL)
})

test.each([
  ['what one hid', 2],
  ['the companies that one blocked', 0],
  ['both', 1],
])('pages without %s are full, and lead to the rest', async (_, hidden) => {
  const other = await testApi()
  const who = await other.person()
  const titled = (titles: string, company: string) => [...titles].map((title) => ({ title, company }))
  const ids = await seedOffers(other.db, [...titled('abc', 'Acme'), ...titled('uvwxyz', hidden < 2 ? 'Globex' : 'Acme')])
  for (const id of hidden < 2 ? ids.slice(2, 2 + hidden) : ids.slice(3)) await who.request('DELETE', `/job-offers/${id}`)
  if (hidden < 2) await who.request('POST', '/searches', { body: { query: 'x', blocked_companies: ['Globex'] } })
  const left = hidden === 1 ? ['b', 'a'] : ['c', 'b', 'a']
  for (const query of ['?limit=1', '?limit=2']) expect(await walked(query, who)).toEqual(left)
  expect(await walked('?limit=1&skip=1', who)).toEqual(left.slice(1))
  expect(await counted('', who)).toEqual({ total: left.length, capped: false })
})

test('without a token the catalogue is closed', async () => {
  for (const path of ['', '/count', '/stats/summary', '/6560f0c2a7b4c1d2e3f40516'])
    expect((await api.request('GET', `/job-offers${path}`)).status).toBe(401)
})
