import { ObjectId } from 'mongodb'
import { beforeAll, expect, test } from 'vitest'
import { createSearchRepository } from '../../core/db/search-repository.ts'
import type { Search } from '../../core/domain/search.ts'
import { testApi } from '../../tests/support/api.ts'
import { problemOf } from '../../tests/support/users-api.ts'

let api: Awaited<ReturnType<typeof testApi>>
let someone: Awaited<ReturnType<typeof api.person>>
let other: Awaited<ReturnType<typeof api.person>>

beforeAll(async () => {
  api = await testApi()
  ;[someone, other] = await Promise.all([api.person(), api.person()])
})

const STRANGE = '6560f0c2a7b4c1d2e3f40516'
const read = async (response: Response) => (await response.json()) as Search
const post = (body: unknown, headers = {}, who = someone) => who.request('POST', '/searches', { body, headers })
const put = (id: string, body: object, headers = {}) => someone.request('PUT', `/searches/${id}`, { body, headers })
const created = async (body: object, who = someone) => read(await post(body, {}, who))

test('a new search runs on every source and blocks nobody', async () => {
  const response = await post({ query: ' C++ ', location: '', sources: null, enabled: '', blocked_companies: null })
  const search = await read(response)
  expect([response.status, response.headers.get('Location'), response.headers.get('ETag')]).toEqual([201, `/searches/${search.id}`, '"1"'])
  expect(search).toEqual({
    _id: search.id,
    id: search.id,
    user_id: someone.id,
    query: 'C++',
    location: null,
    sources: [],
    enabled: true,
    blocked_companies: [],
    created_at: search.updated_at,
    updated_at: search.updated_at,
  })
  expect(await read(await someone.request('GET', `/searches/${search.id}`))).toEqual(search)
})

test.each([
  ['no query', { location: 'Lyon' }, 'query'],
  ['a query without a word', { query: '🚀 - ?' }, 'query'],
  ['an operator instead of a query', { query: { $ne: '' } }, 'query'],
  ['a source that is no name', { query: 'x', sources: ['greenhouse', 'Green House'] }, 'sources.1'],
  ['a source that there is not', { query: 'x', sources: ['greenhouse', 'monster'] }, 'sources.1'],
  ['a board of a source that has none', { query: 'x', sources: ['tavily:acme'] }, 'sources.0'],
  ['a page of a private host', { query: 'x', sources: ['lever', 'greenhouse', ' http://10.0.0.8/jobs '] }, 'sources.2'],
  ['a page with credentials', { query: 'x', sources: ['https://me:secret@example.com/'] }, 'sources.0'],
  ['a page of another scheme', { query: 'x', sources: ['ftp://example.com/jobs'] }, 'sources.0'],
  ['an operator instead of a source', { query: 'x', sources: [{ $ne: '' }] }, 'sources.0'],
  ['too many sources', { query: 'x', sources: Array.from({ length: 21 }, (_, n) => `lever:s${n}`) }, 'sources'],
  ['a company that is no text', { query: 'x', blocked_companies: ['Acme', null] }, 'blocked_companies.1'],
  ['too many companies', { query: 'x', blocked_companies: Array.from({ length: 201 }, (_, n) => `c${n}`) }, 'blocked_companies'],
  ['an unknown field', { query: 'x', user: 1 }, 'user'],
  ['a switch that is a word', { query: 'x', enabled: 'yes' }, 'enabled'],
])('%s is a 422 that names the field', async (_what, body, field) => {
  const response = await post(body)
  expect([response.status, ((await response.json()) as { errors: { path: string }[] }).errors[0]?.path]).toEqual([422, field])
})

test('an update carries back the whole resource, changes what differs and empties lists', async () => {
  const search = await created({ query: 'x', location: 'Évry', sources: ['lever', 'ashby', ' lever '], blocked_companies: ['Acme'], enabled: false })
  expect(search.sources).toEqual(['lever', 'ashby'])
  const response = await put(search.id, { ...search, query: 'y', enabled: true })
  const updated = await read(response)
  expect([response.status, updated]).toEqual([200, { ...search, query: 'y', enabled: true, updated_at: updated.updated_at }])
  expect(await read(await put(search.id, { location: null, sources: '', blocked_companies: null }))).toMatchObject({
    query: 'y',
    location: null,
    sources: [],
    blocked_companies: [],
  })
  for (const wrong of [{ query: '' }, { query: '!' }, { enabled: null }, { id: STRANGE }, { user_id: other.id }])
    expect((await put(search.id, wrong)).status).toBe(422)
})

test('sources are boards by name, one board of an ATS, and pages', async () => {
  const sources = ['greenhouse', 'lever:acme', 'https://careers.example.com/jobs']
  const { id } = await created({ query: 'x', sources })
  expect(await read(await put(id, { sources: [...sources].reverse() }))).toMatchObject({ sources: [...sources].reverse() })
})

test('a stored source that there is not any more may come back with the rest, and a new one may not', async () => {
  const search = await created({ query: 'x', sources: ['lever'] })
  await api.db.collection('searches').updateOne({ _id: new ObjectId(search.id) }, { $set: { sources: ['lever', 'monster'] } })
  const stored = await read(await someone.request('GET', `/searches/${search.id}`))
  expect(stored.sources).toEqual(['lever', 'monster'])
  const back = await put(search.id, { ...stored, query: 'y' })
  expect([back.status, await read(back)]).toEqual([200, expect.objectContaining({ query: 'y', sources: ['lever', 'monster'] })])

  const refused = await put(search.id, { sources: ['monster', 'lever', 'indeed', 'tavily:acme', '', 'http://127.1/'] })
  expect([refused.status, ((await refused.json()) as { errors: unknown }).errors]).toEqual([
    422,
    [{ path: 'sources.5', message: 'cette adresse ne peut pas être consultée' }],
  ])
  const { errors } = (await (await put(search.id, { sources: ['monster', 'lever', 'indeed', 'tavily:acme', ''] })).json()) as {
    errors: { path: string; message: string }[]
  }
  expect(errors.map(({ path }) => path)).toEqual(['sources.2', 'sources.3', 'sources.4'])
  expect(errors[0]?.message).toMatch(/^cette source n’existe pas ; il y a : greenhouse, lever/)
  expect(await read(await put(search.id, { sources: ['lever'] }))).toMatchObject({ sources: ['lever'] })
  expect((await put(search.id, { sources: ['lever', 'monster'] })).status).toBe(422)
})

test('each blocked company is kept once, as it was first spelled; what is no name is left out', async () => {
  const { blocked_companies } = await created({
    query: 'x',
    blocked_companies: [' Société  Générale', 'SOCIETE GENERALE', ' ', '\u0301', 'Acme', 'acme'],
  })
  expect(blocked_companies).toEqual(['Société  Générale', 'Acme'])
})

test('the companies that a user blocks are those of all their searches, each once, and nobody else’s', async () => {
  const blockedCompaniesOf = (userId: string) => createSearchRepository(api.db).blockedCompaniesOf(userId)
  const newcomer = await api.person()
  expect(await blockedCompaniesOf(newcomer.id)).toEqual([])
  const { id } = await created({ query: 'x', blocked_companies: ['Bœuf & Cie', 'Acme'] }, newcomer)
  await created({ query: 'y', blocked_companies: ['ACME', 'L’Oréal'], enabled: false }, newcomer)
  await created({ query: 'z', blocked_companies: ['Globex'] }, other)
  expect((await blockedCompaniesOf(newcomer.id)).sort()).toEqual(['acme', 'boeuf', 'loreal'])
  await newcomer.request('PUT', `/searches/${id}`, { body: { blocked_companies: ['Initech'] } })
  expect((await blockedCompaniesOf(newcomer.id)).sort()).toEqual(['acme', 'initech', 'loreal'])
})

test('a search that says nothing would bring every offer: none is made or changed so, one of before may be sent back', async () => {
  const refused = { status: 422, code: 'query_says_nothing', errors: [{ path: 'query', message: 'ces mots ne disent pas quoi chercher' }] }
  expect(await problemOf(post({ query: 'le la de' }))).toMatchObject(refused)
  const { id } = await created({ query: 'jobs', location: 'Lyon' })
  expect(await problemOf(put(id, { location: null }))).toMatchObject(refused)
  expect(await problemOf(put(id, { query: 'the of', location: '' }))).toMatchObject(refused)
  expect((await put(id, { query: 'the of' })).status).toBe(200)
  await api.db.collection('searches').updateOne({ _id: new ObjectId(id) }, { $set: { location: null } })
  const stored = await read(await someone.request('GET', `/searches/${id}`))
  expect((await put(id, { ...stored, enabled: false })).status).toBe(200)
})

test('the newest comes first, and pages meet every search once', async () => {
  const newcomer = await api.person()
  for (const query of ['x', 'y', 'z']) await created({ query }, newcomer)
  let next: string | undefined = '/searches?limit=2'
  let seen = ''
  while (next !== undefined) {
    const response: Response = await newcomer.request('GET', next)
    seen += ((await response.json()) as Search[]).map(({ query }) => query).join('')
    expect(response.headers.get('X-Total-Count')).toBe('3')
    next = /^<([^>]+)>; rel="next"$/.exec(response.headers.get('Link') ?? '')?.[1]
  }
  expect(seen).toBe('zyx')
  for (const query of ['limit=0', 'cursor=x', 'sort=query', 'enabled[$ne]=1'])
    expect((await someone.request('GET', `/searches?${query}`)).status).toBe(422)
})

test('a lost update is a 412, and a key makes a create safe to send twice', async () => {
  const { id } = await created({ query: 'x' })
  expect((await put(id, { query: 'y' }, { 'If-Match': '"1"' })).status).toBe(200)
  expect((await put(id, { query: 'z' }, { 'If-Match': '"1"' })).status).toBe(412)
  expect((await someone.request('DELETE', `/searches/${id}`, { headers: { 'If-Match': '"1"' } })).status).toBe(412)
  const send = async () => read(await post({ query: 'once' }, { 'Idempotency-Key': 'a-search' }))
  expect(await send()).toEqual(await send())
})

test('somebody else’s search is like none, and a deleted one is gone', async () => {
  const { id } = await created({ query: 'x' })
  const tried = await Promise.all([
    other.request('GET', `/searches/${id}`),
    other.request('PUT', `/searches/${id}`, { body: { query: 'y' } }),
    other.request('DELETE', `/searches/${id}`),
  ])
  expect(tried.map(({ status }) => status)).toEqual([404, 404, 404])
  expect((await someone.request('DELETE', `/searches/${id}`)).status).toBe(204)
  expect((await someone.request('GET', `/searches/${id}`)).status).toBe(404)
  expect((await api.request('GET', '/searches')).status).toBe(401)
})
