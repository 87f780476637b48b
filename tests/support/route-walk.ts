import { ObjectId } from 'mongodb'
import { APPLICATION_SORTS } from '../../core/db/application-lists.ts'
import { createCatalogueRepository } from '../../core/db/catalogue-repository.ts'
import { TASK_SORTS } from '../../core/db/task-lists.ts'
import type { testApi } from './api.ts'
import { pdf } from './cv-samples.ts'
import { seedOffers } from './job-offers.ts'

/** One call of the walk, by its name in the OpenAPI document: `GET /applications/{id}`. */
export interface Call {
  operation: string
  status: number
}

interface Given {
  token?: string
  /** What stands for `{id}` in the path. */
  id?: string
  query?: string
  body?: unknown
  form?: URLSearchParams | FormData
  headers?: Record<string, string>
}

type TestApi = Awaited<ReturnType<typeof testApi>>
type Walker = ReturnType<typeof createWalker>

const PASSWORD = 'quatre chevaux agrafe juste'
const ADDRESS = { incoming: { socket: { remoteAddress: '203.0.113.7' } } }
const bothWays = (sorts: readonly string[]) => sorts.flatMap((sort) => [`sort=${sort}`, `sort=-${sort}`])

/** Uses every operation as a client may, with each filter and order that makes another query. Answers the calls that it made. */
export async function walkRoutes(api: TestApi): Promise<Call[]> {
  const walker = createWalker(api)
  for (const path of ['/', '/health/live', '/health/ready']) await walker.call(`GET ${path}`)
  const { token, adminToken } = await walkAccounts(api, walker)
  await walkApplications(walker, token)
  await walkTasksAndSearches(walker, token)
  await walkJobOffers(api, walker, token, adminToken)
  await walkCollections(walker, token, adminToken)
  await walkUsers(walker, token, adminToken)
  return walker.calls
}

function createWalker({ app }: TestApi) {
  const calls: Call[] = []

  async function call(operation: string, { token, id = '', query = '', body, form, headers = {} }: Given = {}) {
    const [method = '', path = ''] = operation.split(' ')
    const request = {
      method,
      headers: { ...(token && { Authorization: `Bearer ${token}` }), ...(body !== undefined && { 'Content-Type': 'application/json' }), ...headers },
      ...(body !== undefined && { body: JSON.stringify(body) }),
      ...(form !== undefined && { body: form }),
    }
    const response = await app.request(path.replace('{id}', id) + query, request, ADDRESS)
    calls.push({ operation, status: response.status })
    const text = await response.text()
    const next = /<[^>]*(\?[^>]*)>; rel="next"/.exec(response.headers.get('Link') ?? '')?.[1]
    return { next, body: response.headers.get('Content-Type')?.includes('json') ? JSON.parse(text) : undefined }
  }

  /** A list unfiltered and by each query, and the second page where there is one. */
  async function list(operation: string, token: string, queries: string[]) {
    for (const query of ['', ...queries]) {
      const { next } = await call(operation, { token, query: `?limit=1${query && `&${query}`}` })
      if (next !== undefined) await call(operation, { token, query: next })
    }
  }
  return { calls, call, list }
}

async function walkAccounts({ db }: TestApi, { call, list }: Walker) {
  const register = (username: string) => call('POST /auth/register', { body: { username, email: `${username}@example.com`, password: PASSWORD } })
  const logIn = async (username: string) =>
    (await call('POST /auth/token', { form: new URLSearchParams({ username, password: PASSWORD }) })).body as {
      access_token: string
      refresh_token: string
    }
  await register('camille')
  const { body: admin } = await register('dominique')
  await db.collection('users').updateOne({ _id: new ObjectId(String(admin.id)) }, { $set: { role: 'admin' } })

  await call('POST /auth/token', { form: new URLSearchParams({ username: 'camille', password: 'wrong' }) })
  const [first, second, third] = [await logIn('camille'), await logIn('camille@example.com'), await logIn('camille')]
  const token = first.access_token
  await call('GET /auth/me', { token })
  await list('GET /auth/sessions', token, [])
  const { body: sessions } = await call('GET /auth/sessions', { token })
  await call('POST /auth/refresh', { body: { refresh_token: third.refresh_token } })
  await call('DELETE /auth/sessions/{id}', { token, id: sessions.find(({ current }: { current: boolean }) => !current).id })
  await call('POST /auth/logout', { body: { refresh_token: second.refresh_token } })
  await call('POST /auth/change-password', { token, body: { current_password: PASSWORD, new_password: `${PASSWORD} encore` } })
  return { token, adminToken: (await logIn('dominique')).access_token }
}

async function walkApplications({ call, list }: Walker, token: string) {
  const create = async (body: object, headers = {}) => (await call('POST /applications', { token, body, headers })).body.id as string
  const offer = { company: 'Acme', position: 'Data engineer' }
  const id = await create({ ...offer, url: 'https://example.com/offers/1' }, { 'Idempotency-Key': 'a' })
  await create({ ...offer, url: 'https://example.com/offers/1' }, { 'Idempotency-Key': 'a' })
  await create({ ...offer, archived: true, status: 'Refusée' })
  for (let n = 0; n < 2; n++) await create(offer)
  await call('POST /applications', { token, body: offer, headers: { 'Idempotency-Key': 'a' } })
  await list('GET /applications', token, [
    ...bothWays(Object.keys(APPLICATION_SORTS)),
    'status=Candidature+envoy%C3%A9e',
    'status=Refus%C3%A9e&status=Candidature+envoy%C3%A9e',
    'archived=false',
    'archived=false&status=Candidature+envoy%C3%A9e',
    'from=2020-01-01&to=2999-01-01',
    'q=data',
    'q=data+acme&status=Refus%C3%A9e',
    'company=acme',
  ])
  await call('GET /applications/{id}', { token, id })
  await call('PUT /applications/{id}', { token, id, body: { status: 'Entretien' } })
  await call('POST /applications/{id}/notes', { token, id, body: { note: 'Relancer lundi' }, headers: { 'Idempotency-Key': 'note' } })
  await call('POST /applications/{id}/description', { token, id })
  await call('GET /applications/{id}/description', { token, id })
  await call('DELETE /applications/{id}/description', { token, id })
  await call('DELETE /applications/{id}', { token, id })
}

async function walkTasksAndSearches({ call, list }: Walker, token: string) {
  const tasks = [{ due_date: '2026-11-23' }, { due_date: '2026-11-24', status: 'Terminée' }, { archived: true }, {}]
  const ids: string[] = []
  for (const task of tasks) ids.push((await call('POST /tasks', { token, body: { title: 'Relancer', ...task } })).body.id)
  const [id = ''] = ids
  await list('GET /tasks', token, [
    ...bothWays(TASK_SORTS),
    'status=a+faire',
    'status=a+faire&status=termin%C3%A9e',
    'archived=false',
    'due_before=2999-01-01',
    'due_before=2999-01-01&sort=due_date',
    'status=a+faire&sort=due_date',
  ])
  await call('GET /tasks/{id}', { token, id })
  await call('PUT /tasks/{id}', { token, id, body: { status: 'En cours' } })
  await call('DELETE /tasks/{id}', { token, id })

  for (let n = 0; n < 2; n++) await call('POST /searches', { token, body: { query: 'data engineer', blocked_companies: ['Globex'] } })
  await list('GET /searches', token, [])
  const { body: searches } = await call('GET /searches', { token })
  const search = { token, id: searches[0].id }
  await call('GET /searches/{id}', search)
  await call('PUT /searches/{id}', { ...search, body: { enabled: false } })
  await call('DELETE /searches/{id}', search)
}

async function walkJobOffers({ db }: TestApi, { call, list }: Walker, token: string, adminToken: string) {
  const offer = { remote: 'hybrid', posted_at: '2026-11-20T08:00:00.000Z' } as const
  const [hidden = '', applied = '', purged = '', stayed = '', merged = ''] = await seedOffers(
    db,
    Array.from({ length: 5 }, () => ({ ...offer })),
  )
  const filters = [
    'contract_type=permanent',
    'remote=hybrid',
    'source=greenhouse',
    'liveness=open',
    'posted_after=2020-01-01',
    'keywords=data',
    'keywords=data&location=lyon&company=acme&liveness=open',
    'contract_type=permanent&remote=hybrid&source=greenhouse&liveness=open',
  ]
  for (const asked of ['before anything is hidden', 'after']) {
    await list('GET /job-offers', token, [...filters, 'skip=1'])
    for (const filter of ['', ...filters]) await call('GET /job-offers/count', { token, query: `?${filter}` })
    if (asked !== 'after') await call('DELETE /job-offers/{id}', { token, id: hidden })
  }
  await call('GET /job-offers/stats/summary', { token })
  await call('GET /job-offers/{id}', { token, id: applied })
  await call('GET /job-offers/{id}', { token, id: new ObjectId().toHexString() })
  await call('POST /job-offers/{id}/apply', { token, id: applied })
  await call('POST /job-offers/{id}/apply', { token, id: applied })
  await call('DELETE /job-offers/{id}', { token: adminToken, id: purged, query: '?purge=true' })
  await createCatalogueRepository(db).mergeOffers(stayed, merged, new Date())
  const { body: both } = await call('GET /job-offers/{id}', { token, id: merged })
  await call('GET /job-offers/{id}/listings', { token: adminToken, id: merged })
  await call('POST /job-offers/{id}/not-a-double', { token: adminToken, id: stayed, body: { url: both.alternative_urls[0] } })
}

async function walkCollections({ call, list }: Walker, token: string, adminToken: string) {
  const collect = async (query: string, as = token) => (await call('POST /job-offers/collect', { token: as, body: { query } })).body.id as string
  const [left, ended] = [await collect('data engineer'), await collect('baker')]
  await collect('data engineer', adminToken)
  await call('POST /job-offers/collect', { token, body: { query: 'cook', sources: ['lever'] }, headers: { 'Idempotency-Key': 'collect' } })
  await call('POST /job-offers/import', { token, body: { url: 'https://example.com/offers/1' } })
  for (const who of [token, adminToken]) await list('GET /job-offers/collections', who, [])
  await call('GET /job-offers/collections/{id}', { token, id: left })
  await call('GET /job-offers/collections/{id}', { token: adminToken, id: ended })
  await call('DELETE /job-offers/collections/{id}', { token, id: left })
  await call('DELETE /job-offers/collections/{id}', { token: adminToken, id: ended })
}

async function walkUsers({ call, list }: Walker, token: string, adminToken: string) {
  const form = new FormData()
  form.append('file', new Blob([new Uint8Array(pdf('Camille'))]), 'cv.pdf')
  for (let n = 0; n < 2; n++) await call('POST /users/upload-cv', { token, form })
  const { body: me } = await call('GET /auth/me', { token })
  await call('GET /users/{id}/cv', { token, id: me.id })
  const { body: other } = await call('POST /users', {
    token: adminToken,
    body: { username: 'claude', email: 'claude@example.com', password: PASSWORD, role: 'user' },
  })
  await list('GET /users', adminToken, ['q=cam', 'q=cam+example'])
  await call('GET /users/{id}', { token, id: me.id })
  await call('GET /users/{id}/usage', { token, id: me.id })
  await call('PUT /users/{id}', { token, id: me.id, body: { username: 'camille-m', full_name: 'Camille Martin' } })
  await call('PUT /users/{id}', { token: adminToken, id: other.id, body: { disabled: true } })
  await call('DELETE /users/{id}', { token, id: me.id })
}
