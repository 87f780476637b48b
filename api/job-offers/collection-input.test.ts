import { beforeAll, expect, test } from 'vitest'
import { testApi } from '../../tests/support/api.ts'
import { problemOf } from '../../tests/support/users-api.ts'

let api: Awaited<ReturnType<typeof testApi>>
let someone: Awaited<ReturnType<typeof api.person>>

beforeAll(async () => {
  api = await testApi()
  someone = await api.person()
})

const post = (path: string, body: unknown, headers = {}) => someone.request('POST', `/job-offers/${path}`, { body, headers })
const stored = () => api.db.collection('collections').countDocuments()
const LONG = `https://example.com/${'a'.repeat(2_048)}`

test.each([
  ['no query', { location: 'Lyon' }, 'query'],
  ['a blank query', { query: ' \t' }, 'query'],
  ['a query of signs alone', { query: '🚀 -- ?!' }, 'query'],
  ['a query of combining marks alone', { query: '\u0301\u0308' }, 'query'],
  ['a query that is too long', { query: 'a'.repeat(201) }, 'query'],
  ['an operator instead of a query', { query: { $ne: '' } }, 'query'],
  ['a list of queries', { query: ['a', 'b'] }, 'query'],
  ['a place that is too long', { query: 'x', location: 'a'.repeat(201) }, 'location'],
  ['sources as a text', { query: 'x', sources: 'greenhouse' }, 'sources'],
  ['a source that there is not', { query: 'x', sources: ['greenhouse', 'monster'] }, 'sources.1'],
  ['an empty source', { query: 'x', sources: [''] }, 'sources.0'],
  ['an operator instead of a source', { query: 'x', sources: [{ $gt: '' }] }, 'sources.0'],
  ['a board that leaves its place', { query: 'x', sources: ['greenhouse:../../etc'] }, 'sources.0'],
  ['a board of a source that has none', { query: 'x', sources: ['arbeitnow:acme'] }, 'sources.0'],
  ['a page of a private host', { query: 'x', sources: ['lever', 'https://[::ffff:10.0.0.1]/jobs'] }, 'sources.1'],
  ['a page of this machine', { query: 'x', sources: ['http://0x7f000001:8000/'] }, 'sources.0'],
  ['a page with credentials', { query: 'x', sources: ['https://me:secret@example.com'] }, 'sources.0'],
  ['a page with a long address', { query: 'x', sources: [LONG] }, 'sources.0'],
  ['too many sources', { query: 'x', sources: Array.from({ length: 21 }, (_, n) => `lever:s${n}`) }, 'sources'],
  ['a limit of nothing', { query: 'x', limit: 0 }, 'limit'],
  ['a limit that is too high', { query: 'x', limit: 10_001 }, 'limit'],
  ['half an offer', { query: 'x', limit: 1.5 }, 'limit'],
  ['a limit as a text', { query: 'x', limit: '10' }, 'limit'],
  ['an unknown field', { query: 'x', url: 'https://example.com' }, 'url'],
  ['another owner', { query: 'x', user_ids: ['6560f0c2a7b4c1d2e3f40516'] }, 'user_ids'],
])('a collection with %s is a 422 that names the field, and stores nothing', async (_what, body, field) => {
  const before = await stored()
  const { status, code, errors } = await problemOf(post('collect', body))
  expect([status, code, errors?.[0]?.path]).toEqual([422, 'validation_failed', field])
  expect(await stored()).toBe(before)
})

test.each(['the of', 'le la de', 'Je cherche un emploi', 'a', 'Jobs?'])(
  'a query that says nothing, %j, would bring every offer: it is refused, and says so',
  async (query) => {
    const before = await stored()
    const said = async (language: string) => problemOf(post('collect', { query, location: ' ' }, { 'Accept-Language': language }))
    expect(await said('en')).toMatchObject({
      status: 422,
      code: 'query_says_nothing',
      detail: expect.stringMatching(/^Nothing in this query .* name a job/),
      errors: [{ path: 'query', message: 'these words do not say what to look for' }],
    })
    expect((await said('fr')).detail).toMatch(/nommez un métier/)
    expect(await stored()).toBe(before)
  },
)

test.each([{ query: 'jobs', location: 'Lyon' }, { query: 'emploi à Lyon' }, { query: 'CDI' }, { query: 'R' }, { query: 'work from anywhere' }])(
  '%o says what to look for',
  async (body) => {
    expect((await post('collect', body)).status).toBe(202)
  },
)

test.each([
  ['no address', {}, 'url'],
  ['a blank address', { url: ' ' }, 'url'],
  ['an e-mail address', { url: 'mailto:jobs@example.com' }, 'url'],
  ['a file', { url: 'file:///etc/hostname' }, 'url'],
  ['credentials', { url: 'https://me:secret@example.com/1' }, 'url'],
  ['a private host', { url: 'http://192.168.1.1/jobs' }, 'url'],
  ['the cloud’s metadata', { url: 'http://169.254.169.254/latest' }, 'url'],
  ['a name of the local network', { url: 'http://intranet/jobs' }, 'url'],
  ['a long address', { url: LONG }, 'url'],
  ['an operator', { url: { $ne: '' } }, 'url'],
  ['a query beside it', { url: 'https://example.com/1', query: 'x' }, 'query'],
])('an import with %s is a 422 that names the field, and stores nothing', async (_what, body, field) => {
  const before = await stored()
  const { status, errors } = await problemOf(post('import', body))
  expect([status, errors?.[0]?.path]).toEqual([422, field])
  expect(await stored()).toBe(before)
})

test('a body that is none, or is too large, is told as such', async () => {
  for (const path of ['collect', 'import']) {
    expect((await post(path, '{')).status).toBe(400)
    expect((await post(path, '[]')).status).toBe(422)
    expect((await post(path, 'null')).status).toBe(422)
    expect((await post(path, JSON.stringify({ query: 'x', url: 'x', more: 'x'.repeat(3_000_000) }))).status).toBe(413)
    expect((await post(path, '{}', { 'Content-Type': 'text/plain' })).status).toBe(415)
    expect((await someone.request('POST', `/job-offers/${path}`)).status).toBeGreaterThanOrEqual(400)
  }
})

test('20 sources are taken, and signs of any script in a query', async () => {
  const sources = Array.from({ length: 20 }, (_, n) => `lever:s${n}`)
  for (const query of ['é\u0301\u0301 C++ 🚀', 'データ エンジニア', 'a\u0000b', 'half \ud800 a pair', '$where .* ^x'])
    expect((await post('collect', { query, sources, limit: 10_000 })).status).toBe(202)
})

test('what is wrong with a source is said in the reader’s language', async () => {
  const messages = async (language: string) => {
    const sources = ['Monster Jobs', 'monster', 'tavily:acme', 'http://localhost/']
    const { errors } = await problemOf(post('collect', { query: 'x', sources }, { 'Accept-Language': language }))
    return errors?.map(({ message }) => message)
  }
  expect(await messages('en')).toEqual([
    'a source like greenhouse, one of its boards like greenhouse:acme or the address of a page is expected',
    'there is no such source; there are: greenhouse, lever, ashby, france-travail, arbeitnow, tavily, page',
    'this source has no boards of companies: give its name alone, or the address of a page',
  ])
  expect((await messages('fr'))?.join(' ')).toMatch(/attendue .*n’existe pas.* tableaux d’entreprises/)
})
