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
const created = async (body: object) => read(await someone.request('POST', '/applications', { body }))
const put = (id: string, body: object, headers = {}) => someone.request('PUT', `/applications/${id}`, { body, headers })
const refusal = async (response: Response) => [response.status, ((await response.json()) as { errors: { path: string }[] }).errors[0]?.path]

test('an update carries back the whole resource and changes what differs', async () => {
  const application = await created({ ...acme, location: 'Lyon', url: 'https://jobs.example.com/1' })
  const response = await someone.request('PUT', `/applications/${application.id}`, { body: { ...application, status: 'Entretien', location: '' } })
  const updated = await read(response)
  expect([response.status, updated.status, updated.location, updated.description_status]).toEqual([200, 'Entretien', null, 'pending'])
  expect(updated.timeline.map(({ status }) => status)).toEqual(['Candidature envoyée', 'Entretien'])
  const strange = await someone.request('PUT', `/applications/${application.id}`, { body: { ...updated, _id: '6560f0c2a7b4c1d2e3f40516' } })
  expect(strange.status).toBe(422)
  expect((await someone.request('PUT', `/applications/${application.id}`, { body: { company: null } })).status).toBe(422)
})

test.each(['_id', 'id', 'user_id'])('a body with the %s of another record is refused', async (field) => {
  const { id } = await created(acme)
  expect(await refusal(await put(id, { [field]: '6560f0c2a7b4c1d2e3f40516', status: 'Entretien' }))).toEqual([422, field])
})

test.each(['http://10.0.0.8/jobs', 'http://[::1]/', 'http://0x7f.1/', 'file:///etc/hostname'])(
  'an update to %s is refused as a create is, and starts nothing',
  async (url) => {
    const { id } = await created(acme)
    const before = api.started.length
    expect(await refusal(await put(id, { url }))).toEqual([422, 'url'])
    expect(api.started).toHaveLength(before)
  },
)

test('a lost update is a 412, and two at once both count', async () => {
  const application = await created(acme)
  const etag = (await someone.request('GET', `/applications/${application.id}`)).headers.get('ETag') ?? ''
  const put = (body: object, headers = {}) => someone.request('PUT', `/applications/${application.id}`, { body, headers })
  expect((await put({ status: 'Entretien' }, { 'If-Match': etag })).status).toBe(200)
  expect((await put({ status: 'Refusée' }, { 'If-Match': etag })).status).toBe(412)
  expect((await put({ status: 'Refusée' }, { 'If-Match': 'W/"1"' })).status).toBe(412)
  expect((await someone.request('DELETE', `/applications/${application.id}`, { headers: { 'If-Match': etag } })).status).toBe(412)
  await Promise.all([put({ location: 'Lyon' }), put({ notes: ['a'] }), put({ position: 'Dev' })])
  expect(await read(await someone.request('GET', `/applications/${application.id}`))).toMatchObject({
    location: 'Lyon',
    notes: ['a'],
    position: 'Dev',
  })
})

test('a weak tag of the current version matches nothing, the strong one does', async () => {
  const { id } = await created(acme)
  const etag = (await someone.request('GET', `/applications/${id}`)).headers.get('ETag') ?? ''
  expect((await put(id, { status: 'Entretien' }, { 'If-Match': `W/${etag}` })).status).toBe(412)
  expect((await put(id, { status: 'Entretien' }, { 'If-Match': etag })).status).toBe(200)
})

test('status changes at once all stay in the timeline', async () => {
  const { id } = await created(acme)
  await Promise.all([put(id, { status: 'Entretien' }), put(id, { status: 'Refusée' }), put(id, { status: 'Retirée' })])
  expect((await read(await someone.request('GET', `/applications/${id}`))).timeline).toHaveLength(4)
})
