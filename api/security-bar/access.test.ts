import { expect, test } from 'vitest'
import { pdf } from '../../tests/support/cv-samples.ts'
import { seedOffers } from '../../tests/support/job-offers.ts'
import { type Operation, operationsOf, routesOf } from '../../tests/support/openapi.ts'
import { usersApi } from '../../tests/support/users-api.ts'

/** A new route goes into one of these tables, or the first test fails. */
const PUBLIC = [
  'GET /',
  'GET /health/live',
  'GET /health/ready',
  'POST /auth/register',
  'POST /auth/token',
  'POST /auth/refresh',
  'POST /auth/logout',
]
/** Pages and files, which OpenAPI does not describe. */
const PUBLIC_PAGES = ['GET /openapi.json', 'GET /docs', 'GET /docs/start.js', 'GET /docs/{asset}']
/** These name no record: what they read or write is the caller's. */
const CALLERS_OWN = [
  'GET /auth/me',
  'POST /auth/change-password',
  'GET /auth/sessions',
  'POST /users/upload-cv',
  'GET /applications',
  'POST /applications',
  'GET /tasks',
  'POST /tasks',
  'GET /searches',
  'POST /searches',
  'POST /job-offers/collect',
  'POST /job-offers/import',
  'GET /job-offers/collections',
]
/** The catalogue, which all users share. */
const SHARED = [
  'GET /job-offers',
  'GET /job-offers/count',
  'GET /job-offers/stats/summary',
  'GET /job-offers/{id}',
  'DELETE /job-offers/{id}',
  'POST /job-offers/{id}/apply',
]
const ADMINS: Record<string, { query?: string; body?: object }> = {
  'GET /job-offers/{id}/listings': {},
  'GET /users': {},
  'POST /job-offers/{id}/not-a-double': { body: { url: 'https://jobs.example.com/1' } },
  'POST /users': { body: { username: 'newcomer', email: 'newcomer@example.com', password: 'quatre chevaux agrafe' } },
}
/** By the kind of record that the id names; the body is one that its owner could send. */
const OWNED: Record<string, { kind: 'session' | 'user' | 'application' | 'task' | 'search' | 'collection'; body?: object }> = {
  'DELETE /auth/sessions/{id}': { kind: 'session' },
  'GET /users/{id}': { kind: 'user' },
  'PUT /users/{id}': { kind: 'user', body: { full_name: 'Somebody else' } },
  'DELETE /users/{id}': { kind: 'user' },
  'GET /users/{id}/cv': { kind: 'user' },
  'GET /users/{id}/usage': { kind: 'user' },
  'GET /applications/{id}': { kind: 'application' },
  'PUT /applications/{id}': { kind: 'application', body: { company: 'Somebody else' } },
  'DELETE /applications/{id}': { kind: 'application' },
  'POST /applications/{id}/notes': { kind: 'application', body: { note: 'Somebody else' } },
  'POST /applications/{id}/description': { kind: 'application' },
  'DELETE /applications/{id}/description': { kind: 'application' },
  'GET /applications/{id}/description': { kind: 'application' },
  'GET /tasks/{id}': { kind: 'task' },
  'PUT /tasks/{id}': { kind: 'task', body: { title: 'Somebody else' } },
  'DELETE /tasks/{id}': { kind: 'task' },
  'GET /searches/{id}': { kind: 'search' },
  'PUT /searches/{id}': { kind: 'search', body: { query: 'Somebody else' } },
  'DELETE /searches/{id}': { kind: 'search' },
  'GET /job-offers/collections/{id}': { kind: 'collection' },
  'DELETE /job-offers/collections/{id}': { kind: 'collection' },
}

const api = await usersApi()
const operations = await operationsOf(api)
const [owner, stranger] = [await api.person(), await api.person()]
const cv = new FormData()
cv.set('file', new File([new Uint8Array(pdf('Camille'))], 'cv.pdf'))
const authorization = { Authorization: `Bearer ${owner.tokens.access_token}` }
const uploaded = await api.app.request('/users/upload-cv', { method: 'POST', body: cv, headers: authorization })
if (uploaded.status !== 200) throw new Error(`the CV was not taken: ${await uploaded.text()}`)
const [offer = ''] = await seedOffers(api.db, [{}])

const created = async (path: string, body: object) =>
  ((await (await owner.request('POST', path, { body })).json()) as { id?: string }).id ?? expect.fail(`${path} created nothing`)
const ids = {
  session: ((await (await owner.request('GET', '/auth/sessions')).json()) as { id: string }[])[0]?.id ?? '',
  user: owner.id,
  application: await created('/applications', { company: 'Acme', position: 'Baker', url: 'https://jobs.example.com/1' }),
  task: await created('/tasks', { title: 'Call' }),
  search: await created('/searches', { query: 'baker' }),
  collection: await created('/job-offers/collect', { query: 'baker' }),
}
const stored = async () =>
  JSON.stringify(
    await Promise.all(
      ['users', 'sessions', 'applications', 'tasks', 'searches', 'collections'].map((name) => api.db.collection(name).find({}).toArray()),
    ),
  )

const call = (
  who: Pick<typeof stranger, 'request'>,
  { method, path }: Operation,
  { id = '6560f0c2a7b4c1d2e3f40516', query = '', body }: { id?: string; query?: string; body?: object | undefined } = {},
) => who.request(method, path.replaceAll(/\{\w+\}/g, id) + query, body && { body })

test('10. Every route is in exactly one table, and each table names routes that exist', () => {
  const sorted = [...PUBLIC, ...CALLERS_OWN, ...SHARED, ...Object.keys(ADMINS), ...Object.keys(OWNED)]
  expect(operations.map(({ name }) => name).sort()).toEqual(sorted.sort())
})

test('10. No route is left out of the OpenAPI document', () => {
  expect(routesOf(api).sort()).toEqual([...operations.map(({ name }) => name), ...PUBLIC_PAGES].sort())
})

test.each(operations)('10. $name without a token', async (operation) => {
  const response = await call(api, operation)
  if (PUBLIC.includes(operation.name)) expect(response.status).not.toBe(401)
  else expect([response.status, response.headers.get('WWW-Authenticate')]).toEqual([401, 'Bearer'])
})

test.each(operations.filter(({ name }) => name in OWNED))('10. $name with another user’s token is a 404 and changes nothing', async (operation) => {
  const { kind, body } = OWNED[operation.name] ?? expect.fail()
  const before = await stored()
  const anothers = await call(stranger, operation, { id: ids[kind], body })
  const nobodys = await call(stranger, operation, { body })
  expect([anothers.status, nobodys.status]).toEqual([404, 404])
  const detailOf = async (response: Response) => ((await response.json()) as { detail: string }).detail
  expect(await detailOf(anothers)).toBe(await detailOf(nobodys))
  expect(await stored()).toBe(before)
})

test.each(operations.filter(({ name }) => name in ADMINS))('10. $name as a user is a 403 and changes nothing', async (operation) => {
  const before = await stored()
  expect((await call(stranger, operation, ADMINS[operation.name])).status).toBe(403)
  expect(await stored()).toBe(before)
})

test('10. A user hides an offer for themselves, and purges none', async () => {
  expect((await stranger.request('DELETE', `/job-offers/${offer}?purge=true`)).status).toBe(403)
  expect((await stranger.request('DELETE', `/job-offers/${offer}`)).status).toBe(200)
  expect((await owner.request('GET', `/job-offers/${offer}`)).status).toBe(200)
  expect(await api.db.collection('job_offers').countDocuments()).toBe(1)
})

test.each(CALLERS_OWN.filter((name) => name.startsWith('GET')))('10. %s answers nothing of another user', async (name) => {
  const [, path = ''] = name.split(' ')
  const response = await stranger.request('GET', path)
  const text = await response.text()
  expect(response.status).toBe(200)
  for (const id of Object.values(ids)) expect(text).not.toContain(id)
})

test.each([
  ['/auth/register', { username: 'mass', email: 'mass@example.com', password: 'quatre chevaux agrafe' }],
  ['/applications', { company: 'Acme', position: 'Baker' }],
  ['/tasks', { title: 'Call' }],
  ['/searches', { query: 'baker' }],
  ['/job-offers/collect', { query: 'baker' }],
  ['/job-offers/import', { url: 'https://jobs.example.com/1' }],
])('10. What only the server sets is refused in the body of POST %s', async (path, body) => {
  for (const field of ['_id', 'id', 'user_id', 'role', 'hashed_password', 'disabled', 'version', '__proto__']) {
    const given = JSON.stringify(body).replace(/}$/, `,${JSON.stringify(field)}:"admin"}`)
    expect([field, (await stranger.request('POST', path, { body: given })).status]).toEqual([field, 422])
  }
})

test.each(['user', 'application', 'task', 'search'] as const)('10. An update of a %s takes no other owner, id or role', async (kind) => {
  const path = { user: 'users', application: 'applications', task: 'tasks', search: 'searches' }[kind]
  const before = await stored()
  for (const body of [{ _id: stranger.id }, { id: stranger.id }, { user_id: stranger.id }, { role: 'admin' }, { hashed_password: 'x' }]) {
    const { status } = await owner.request('PUT', `/${path}/${ids[kind]}`, { body })
    expect([JSON.stringify(body), status]).toEqual([JSON.stringify(body), 'role' in body && kind === 'user' ? 403 : 422])
  }
  expect(await stored()).toBe(before)
})

test('10. No answer shows a hash or what is internal', async () => {
  const admin = await api.admin()
  const answers = ['/auth/me', '/users', `/users/${owner.id}`, '/auth/sessions', `/applications/${ids.application}`]
  const texts = await Promise.all(answers.map(async (path) => (await (path.includes('applications') ? owner : admin).request('GET', path)).text()))
  for (const text of texts) expect(text).not.toMatch(/\$2b\$|hash|"names"|"words"|"version"|spent/)
})

test('10. A role that is given or taken acts at once', async () => {
  const [admin, other] = [await api.admin(), await api.person()]
  expect((await other.request('GET', '/users')).status).toBe(403)
  await admin.request('PUT', `/users/${other.id}`, { body: { role: 'admin' } })
  expect((await other.request('GET', '/users')).status).toBe(200)
  await admin.request('PUT', `/users/${other.id}`, { body: { role: 'user' } })
  expect((await other.request('GET', '/users')).status).toBe(403)
})

test('11. What runs for an application is named after a record that the server made, and only its owner is told of it', async () => {
  const path = `/applications/${ids.application}/description`
  expect(api.started).toEqual([expect.objectContaining({ applicationId: ids.application, userId: owner.id })])
  for (const [method, options] of [
    ['GET', {}],
    ['POST', {}],
    ['DELETE', {}],
    ['GET', { headers: { Accept: 'text/event-stream' } }],
  ] as const)
    expect((await stranger.request(method, path, options)).status).toBe(404)
  expect((await owner.request('GET', path)).status).toBe(200)
  for (const id of ['workflow_id', 'workflowId', 'id'])
    expect((await owner.request('POST', '/applications', { body: { company: 'A', position: 'B', [id]: 'describe-application-1' } })).status).toBe(422)
  expect(api.started).toHaveLength(1)
})

test('11. What runs for a collection is named after its record, and only those who asked follow it or end it', async () => {
  const path = `/job-offers/collections/${ids.collection}`
  expect(api.collecting[0]).toMatchObject({ collectionId: ids.collection, userId: owner.id })
  expect((await stranger.request('GET', path, { headers: { Accept: 'text/event-stream' } })).status).toBe(404)
  expect((await stranger.request('DELETE', path)).status).toBe(404)
  expect(api.cancelled).toEqual([])
  for (const field of ['collection_id', 'workflow_id', 'status', 'offer_id'])
    expect((await owner.request('POST', '/job-offers/collect', { body: { query: 'baker', [field]: ids.collection } })).status).toBe(422)
})
