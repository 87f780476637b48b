import { beforeAll, expect, test } from 'vitest'
import type { Application } from '../../core/domain/application.ts'
import { testApi } from '../../tests/support/api.ts'

let api: Awaited<ReturnType<typeof testApi>>
let someone: Awaited<ReturnType<typeof api.person>>

beforeAll(async () => {
  api = await testApi()
  someone = await api.person()
})

const acme = { company: 'Acme', position: 'Data engineer' }
const read = async (response: Response) => (await response.json()) as Application
const created = async (body: object, who = someone) => read(await who.request('POST', '/applications', { body }))

test('a new application has the defaults of the contract', async () => {
  const response = await someone.request('POST', '/applications', { body: { ...acme, location: '', notes: null, description: '  ' } })
  expect(response.status).toBe(201)
  const application = await read(response)
  expect(application).toMatchObject({
    company: 'Acme',
    position: 'Data engineer',
    location: null,
    url: null,
    status: 'Candidature envoyée',
    description: null,
    description_status: 'none',
    description_source: null,
    description_error: null,
    notes: [],
    archived: false,
    offer_id: null,
    user_id: someone.id,
  })
  expect(application.id).toBe(application._id)
  expect(application.timeline).toEqual([{ status: 'Candidature envoyée', at: application.created_at }])
  expect(response.headers.get('Location')).toBe(`/applications/${application.id}`)
})

test('a path answers the same with and without a trailing slash', async () => {
  const { id } = await created(acme)
  for (const path of ['/applications/', `/applications/${id}/`, '/health/live/', '/auth/me/'])
    expect((await someone.request('GET', path)).status).toBe(200)
  expect((await someone.request('POST', '/applications/', { body: acme })).status).toBe(201)
})

test('a url without a description starts the description, one with a description does not', async () => {
  const described = await created({ ...acme, url: 'https://jobs.example.com/1' })
  expect(described.description_status).toBe('pending')
  expect(api.started.at(-1)).toMatchObject({ applicationId: described.id, userId: someone.id, url: 'https://jobs.example.com/1' })
  const before = api.started.length
  const own = await created({ ...acme, url: 'https://jobs.example.com/2', description: 'Mine' })
  expect(own).toMatchObject({ description: 'Mine', description_status: 'done', description_source: 'user' })
  expect(api.started).toHaveLength(before)
})

test('the answer does not wait for Temporal, and its failure is not the client’s', async () => {
  const away = await testApi({ describeApplication: () => new Promise(() => {}) })
  expect(await created({ ...acme, url: 'https://jobs.example.com/1' }, await away.person())).toMatchObject({ description_status: 'pending' })
  const broken = await testApi({ describeApplication: () => Promise.reject(new Error('no Temporal')) })
  expect(await created({ ...acme, url: 'https://jobs.example.com/1' }, await broken.person())).toMatchObject({ description_status: 'pending' })
})

test.each([
  ['an unknown field', { ...acme, salary: 1 }, 'salary'],
  ['a missing field', { company: 'Acme' }, 'position'],
  ['a blank required field', { ...acme, company: ' ' }, 'company'],
  ['an operator instead of a text', { ...acme, company: { $ne: '' } }, 'company'],
  ['a status that is none', { ...acme, status: 'Perdue' }, 'status'],
  ['a date that is none', { ...acme, application_date: '2026-02-30' }, 'application_date'],
  ['another scheme', { ...acme, url: 'file:///etc/hostname' }, 'url'],
  ['credentials in the url', { ...acme, url: 'https://me:secret@jobs.example.com/' }, 'url'],
  ['a private address', { ...acme, url: 'http://10.0.0.8/jobs' }, 'url'],
  ['loopback in another spelling', { ...acme, url: 'http://0x7f.1/' }, 'url'],
  ['a prototype', '{"company":"Acme","position":"x","__proto__":{"admin":true}}', '__proto__'],
])('%s is a 422 that names the field', async (_what, body, field) => {
  const response = await someone.request('POST', '/applications', { body })
  expect(response.status).toBe(422)
  expect(response.headers.get('Content-Type')).toBe('application/problem+json')
  const problem = (await response.json()) as { code: string; request_id: string; detail: string; errors: { path: string; message: string }[] }
  expect(problem).toMatchObject({ code: 'validation_failed', request_id: response.headers.get('X-Request-Id') })
  expect(problem.errors[0]?.path).toBe(field)
  expect(problem.detail).toContain(field)
})

test('what people read follows Accept-Language, French otherwise', async () => {
  const detail = async (headers: Record<string, string>) => {
    const response = await someone.request('GET', '/applications/6560f0c2a7b4c1d2e3f40516', { headers })
    return ((await response.json()) as { detail: string }).detail
  }
  expect(await detail({})).toBe('Cette candidature n’existe pas.')
  expect(await detail({ 'Accept-Language': 'de, en-GB;q=0.8' })).toBe('This application does not exist.')
})

test('malformed JSON, another type and an undeclared method are problems', async () => {
  const malformed = await someone.request('POST', '/applications', { body: '{"company":' })
  expect([malformed.status, malformed.headers.get('Content-Type')]).toEqual([400, 'application/problem+json'])
  const typed = await someone.request('POST', '/applications', { body: 'company=Acme', headers: { 'Content-Type': 'text/plain' } })
  expect(typed.status).toBe(415)
  const method = await someone.request('PATCH', '/applications')
  expect([method.status, method.headers.get('Allow')]).toEqual([405, expect.stringContaining('POST')])
  expect((await someone.request('POST', '/applications', { body: JSON.stringify({ ...acme, notes: ['x'.repeat(2_200_000)] }) })).status).toBe(413)
})

test('somebody else’s application is like none, whatever is tried', async () => {
  const { id } = await created(acme)
  const other = await api.person()
  const tried = await Promise.all([
    other.request('GET', `/applications/${id}`),
    other.request('PUT', `/applications/${id}`, { body: { status: 'Refusée' } }),
    other.request('DELETE', `/applications/${id}`),
    other.request('POST', `/applications/${id}/notes`, { body: { note: 'x' } }),
    other.request('GET', `/applications/${id}/description`),
    other.request('POST', `/applications/${id}/description`),
    other.request('DELETE', `/applications/${id}/description`),
  ])
  expect(tried.map(({ status }) => status)).toEqual(Array(7).fill(404))
  expect((await other.request('GET', '/applications')).headers.get('X-Total-Count')).toBe('0')
})

test('without a token every route is a 401 that names the scheme', async () => {
  const response = await api.request('GET', '/applications')
  expect([response.status, response.headers.get('WWW-Authenticate')]).toEqual([401, 'Bearer'])
})

test('what is one’s own is kept by no cache', async () => {
  expect((await someone.request('GET', '/applications')).headers.get('Cache-Control')).toBe('no-store')
})

test('a malformed id is a 422, never a 500', async () => {
  for (const id of ['1', 'zzzzzzzzzzzzzzzzzzzzzzzz', '6560f0c2a7b4c1d2e3f4051'])
    expect((await someone.request('GET', `/applications/${id}`)).status).toBe(422)
})

test('a deleted application is gone', async () => {
  const { id } = await created(acme)
  expect((await someone.request('DELETE', `/applications/${id}`)).status).toBe(204)
  expect((await someone.request('GET', `/applications/${id}`)).status).toBe(404)
  expect((await someone.request('DELETE', `/applications/${id}`)).status).toBe(404)
})

test('notes are added at the end, each once a key', async () => {
  const { id } = await created({ ...acme, notes: ['première'] })
  const note = (text: string, key?: string) =>
    someone.request('POST', `/applications/${id}/notes`, { body: { note: text }, ...(key && { headers: { 'Idempotency-Key': key } }) })
  expect((await read(await note('deuxième'))).notes).toEqual(['première', 'deuxième'])
  await note('troisième', 'k1')
  expect((await read(await note('troisième', 'k1'))).notes).toEqual(['première', 'deuxième', 'troisième'])
  await Promise.all(['a', 'b', 'c', 'd'].map((text) => note(text)))
  expect((await read(await someone.request('GET', `/applications/${id}`))).notes).toHaveLength(7)
})

test('notes are kept as far as they can be sent back, and blank ones not at all', async () => {
  const notes = Array.from({ length: 20 }, () => 'é'.repeat(10_000))
  const application = await created({ ...acme, notes: ['', ...notes, ' '] })
  expect(application.notes).toEqual(notes)
  const refused = await someone.request('POST', `/applications/${application.id}/notes`, { body: { note: 'encore' } })
  expect([refused.status, await refused.json()]).toEqual([422, expect.objectContaining({ errors: [expect.objectContaining({ path: 'note' })] })])
  expect((await someone.request('POST', `/applications/${application.id}/notes`, { body: { note: '  ' } })).status).toBe(422)
  expect((await someone.request('PUT', `/applications/${application.id}`, { body: application })).status).toBe(200)
  expect(await read(await someone.request('PUT', `/applications/${application.id}`, { body: { notes: '' } }))).toMatchObject({ notes: [] })
})

test('a body that was refused unread closes its connection, so that no later request is lost on it', async () => {
  const body = JSON.stringify({ ...acme, notes: ['x'.repeat(500_000)] })
  const headers = { 'Content-Type': 'application/json', 'Content-Length': String(body.length) }
  const stale = await api.request('POST', '/applications', { body, headers: { ...headers, Authorization: 'Bearer stale' } })
  expect([stale.status, stale.headers.get('Connection')]).toEqual([401, 'close'])
  const small = await api.request('POST', '/applications', { body: acme, headers: { Authorization: 'Bearer stale' } })
  expect([small.status, small.headers.get('Connection')]).toEqual([401, null])
})

test('a note past the thousandth is refused', async () => {
  const { id } = await created({ ...acme, notes: Array(1_000).fill('x') })
  const response = await someone.request('POST', `/applications/${id}/notes`, { body: { note: 'one more' } })
  expect([response.status, await response.json()]).toEqual([422, expect.objectContaining({ errors: [expect.objectContaining({ path: 'note' })] })])
})

test('of the keys of notes the fifty latest are remembered', async () => {
  const { id } = await created(acme)
  for (let n = 0; n <= 50; n++) await api.applications.addNote(someone.id, id, 'x', `key-${n}`, new Date())
  await api.applications.addNote(someone.id, id, 'x', 'key-1', new Date())
  const stored = await api.db.collection('applications').findOne({ note_keys: 'key-50' })
  expect([stored?.notes.length, stored?.note_keys.length, stored?.note_keys[0]]).toEqual([51, 50, 'key-1'])
})
