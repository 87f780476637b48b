import { beforeAll, expect, test } from 'vitest'
import type { Application } from '../../core/domain/application.ts'
import { testApi } from '../../tests/support/api.ts'

let api: Awaited<ReturnType<typeof testApi>>
let someone: Awaited<ReturnType<typeof api.person>>

beforeAll(async () => {
  api = await testApi()
  someone = await api.person()
  const all = [
    { company: 'Société Générale', position: 'Développeuse C++', location: 'Évry', application_date: '2026-01-05', status: 'Entretien' },
    { company: 'Acme', position: 'Node.js developer', location: 'Lyon 3e', application_date: '2026-01-04', status: 'Refusée', archived: true },
    { company: 'acme labs', position: 'Ingénieur .NET', location: null, application_date: '2026-01-03T18:30:00+02:00', status: 'Refusée' },
    { company: 'Bœuf & Cie', position: 'Data engineer', location: 'Lyon', application_date: '2026-01-02' },
    { company: 'L’Oréal', position: 'Data scientist', location: 'Clichy', application_date: '2026-01-01' },
  ]
  for (const body of all) expect((await someone.request('POST', '/applications', { body })).status).toBe(201)
})

const names = async (query: string) => {
  const response = await someone.request('GET', `/applications${query}`)
  expect(response.status).toBe(200)
  return ((await response.json()) as Application[]).map(({ company }) => company)
}

test('the newest application date comes first, archived ones among them', async () => {
  expect(await names('')).toEqual(['Société Générale', 'Acme', 'acme labs', 'Bœuf & Cie', 'L’Oréal'])
  expect(await names('?sort=application_date&limit=2')).toEqual(['L’Oréal', 'Bœuf & Cie'])
  expect(await names('?sort=company')).toEqual(['Acme', 'acme labs', 'Bœuf & Cie', 'L’Oréal', 'Société Générale'])
})

test.each([
  ['?status=Refus%C3%A9e', ['Acme', 'acme labs']],
  ['?status=Refus%C3%A9e&status=Entretien', ['Société Générale', 'Acme', 'acme labs']],
  ['?archived=true', ['Acme']],
  ['?archived=false&status=Refus%C3%A9e', ['acme labs']],
  ['?from=2026-01-03&to=2026-01-04', ['Acme', 'acme labs']],
  ['?to=2026-01-01', ['L’Oréal']],
  ['?company=acme', ['Acme', 'acme labs']],
  ['?company=lyon', []],
  ['?q=comp', []],
  ['?q=%40company%3Aacme', []],
  ['?q=data&company=%2B%2B', []],
])('%s filters', async (query, companies) => {
  expect(await names(query)).toEqual(companies)
})

test.each([
  ['societe gene', ['Société Générale']],
  ['EVRY c++', ['Société Générale']],
  ['node', ['Acme']],
  ['js lyon', ['Acme']],
  ['.net', ['acme labs']],
  ['boeuf', ['Bœuf & Cie']],
  ['oreal', ['L’Oréal']],
  ['data', ['Bœuf & Cie', 'L’Oréal']],
  ['gineer', []],
  ['data zzz', []],
  ['(.*', []],
  ['🚀', []],
  [' ', ['Société Générale', 'Acme', 'acme labs', 'Bœuf & Cie', 'L’Oréal']],
])('every word of « %s » begins a word', async (q, companies) => {
  expect(await names(`?q=${encodeURIComponent(q)}`)).toEqual(companies)
})

test.each(['', '&q=a', '&sort=company', '&sort=-created_at', '&status=Refus%C3%A9e&status=Candidature%20envoy%C3%A9e'])(
  'pages%s follow the Link header and meet every record once',
  async (query) => {
    const whole = await names(`?limit=200${query}`)
    const seen: string[] = []
    let next: string | undefined = `/applications?limit=1${query}`
    while (next !== undefined) {
      const response: Response = await someone.request('GET', next)
      seen.push(...((await response.json()) as Application[]).map(({ company }) => company))
      expect(response.headers.get('X-Total-Count')).toBe(String(whole.length))
      next = /^<([^>]+)>; rel="next"$/.exec(response.headers.get('Link') ?? '')?.[1]
    }
    expect(seen).toEqual(whole)
  },
)

test.each([
  'limit=0',
  'limit=201',
  'limit=1e9',
  'sort=hash',
  'cursor=abc',
  'status[$gt]=',
  'archived=maybe',
  'from=yesterday',
  'limit=1&limit=2',
  'skip=1',
])('%s is a 422', async (query) => {
  expect((await someone.request('GET', `/applications?${query}`)).status).toBe(422)
})

test('a cursor of another order is refused', async () => {
  const link = (await someone.request('GET', '/applications?limit=1')).headers.get('Link') ?? ''
  const cursor = new URL(/^<([^>]+)>/.exec(link)?.[1] ?? '', 'http://local').searchParams.get('cursor')
  expect((await someone.request('GET', `/applications?limit=1&sort=company&cursor=${cursor}`)).status).toBe(422)
})

test('a page that ends with a very long name has a next one', async () => {
  const who = await (await testApi()).person()
  for (const last of ['a', 'b', 'c']) await who.request('POST', '/applications', { body: { company: `${'ﷺ'.repeat(299)}${last}`, position: 'Dev' } })
  const seen: string[] = []
  for (let next: string | undefined = '/applications?sort=company&limit=1'; next !== undefined; ) {
    const response: Response = await who.request('GET', next)
    seen.push(...((await response.json()) as Application[]).map(({ company }) => company.slice(-1)))
    next = /^<([^>]+)>/.exec(response.headers.get('Link') ?? '')?.[1]
  }
  expect(seen.sort()).toEqual(['a', 'b', 'c'])
})

test('a list and a word search find one’s own alone', async () => {
  const other = await api.person()
  await other.request('POST', '/applications', { body: { company: 'Acme', position: 'Dev' } })
  expect(await names('?q=acme')).toEqual(['Acme', 'acme labs'])
  expect(await names('')).toHaveLength(5)
})

test('the end of a range is the whole of its day', async () => {
  expect(await names('?from=2026-01-03&to=2026-01-03')).toEqual(['acme labs'])
  expect(await names('?to=2026-01-02')).toEqual(['Bœuf & Cie', 'L’Oréal'])
})

test.each(['application_date', '-application_date'])('by %s, records of one date follow each other by id', async (sort) => {
  const who = await api.person()
  const body = { company: 'Acme', position: 'Dev', application_date: '2026-01-01' }
  const ids: string[] = []
  for (let n = 0; n < 3; n++) ids.push(((await (await who.request('POST', '/applications', { body })).json()) as Application).id)
  const seen: string[] = []
  for (let next: string | undefined = `/applications?limit=1&sort=${sort}`; next !== undefined; ) {
    const response: Response = await who.request('GET', next)
    seen.push(...((await response.json()) as Application[]).map(({ id }) => id))
    next = /^<([^>]+)>/.exec(response.headers.get('Link') ?? '')?.[1]
  }
  expect(seen).toEqual(sort.startsWith('-') ? ids.toReversed() : ids)
})
