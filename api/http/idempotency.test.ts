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

test('the same key gives the first answer again, another body with it is refused', async () => {
  const headers = { 'Idempotency-Key': `create-${Date.now()}` }
  const post = (body: object, who = someone) => who.request('POST', '/applications', { body, headers })
  const first = await read(await post(acme))
  const again = await post(acme)
  expect([again.status, await read(again)]).toEqual([201, first])
  expect((await post({ ...acme, company: 'Other' })).status).toBe(422)
  expect((await read(await post(acme, await api.person()))).id).not.toBe(first.id)
})

test('what was sent cannot be told from what is kept of it: the same body leaves another trace under another key', async () => {
  const who = await api.person()
  for (const key of ['one', 'two']) await who.request('POST', '/applications', { body: acme, headers: { 'Idempotency-Key': key } })
  const kept = await api.db.collection('idempotency_keys').find().toArray()
  const traces = kept.filter(({ _id }) => String(_id).startsWith(who.id)).map(({ fingerprint }) => fingerprint)
  expect(new Set(traces).size).toBe(2)
})

test('of ten requests at once with one key, one creates', async () => {
  const who = await api.person()
  const responses = await Promise.all(
    Array.from({ length: 10 }, () => who.request('POST', '/applications', { body: acme, headers: { 'Idempotency-Key': 'once' } })),
  )
  expect(responses.every(({ status }) => status === 201 || status === 409)).toBe(true)
  expect((await who.request('GET', '/applications')).headers.get('X-Total-Count')).toBe('1')
})

test('a refused create frees its key', async () => {
  const headers = { 'Idempotency-Key': 'second-try' }
  expect((await someone.request('POST', '/applications', { body: { company: 'Acme' }, headers })).status).toBe(422)
  expect((await someone.request('POST', '/applications', { body: acme, headers })).status).toBe(201)
})

test('a key that has expired is good for another note', async () => {
  const { id } = await created(acme)
  const note = (text: string) => someone.request('POST', `/applications/${id}/notes`, { body: { note: text }, headers: { 'Idempotency-Key': 'day' } })
  await note('lundi')
  await api.db.collection('idempotency_keys').deleteMany({})
  expect((await read(await note('mardi'))).notes).toEqual(['lundi', 'mardi'])
})

test('an idempotency key used on another address is refused, and the answer given again has its ETag', async () => {
  const headers = { 'Idempotency-Key': 'one-key' }
  const first = await someone.request('POST', '/applications', { body: acme, headers })
  const again = await someone.request('POST', '/applications/', { body: acme, headers })
  expect([again.status, again.headers.get('ETag')]).toEqual([201, first.headers.get('ETag')])
  const [one, two] = [await created(acme), await created(acme)]
  const note = (id: string) =>
    someone.request('POST', `/applications/${id}/notes`, { body: { note: 'x' }, headers: { 'Idempotency-Key': 'note-key' } })
  expect((await note(one.id)).status).toBe(200)
  expect((await note(two.id)).status).toBe(422)
})

test('when nobody knows whether a create that failed took place, its key goes on with the same record', async () => {
  const headers = { 'Idempotency-Key': 'unknown' }
  const broken = await testApi({
    db: api.db,
    describeApplication: () => {
      throw new Error('after the insert')
    },
  })
  const body = { ...acme, url: 'https://jobs.example.com/1' }
  const failed = await broken.request('POST', '/applications', {
    body,
    headers: { ...headers, Authorization: `Bearer ${someone.tokens.access_token}` },
  })
  expect(failed.status).toBe(500)
  const before = (await someone.request('GET', '/applications')).headers.get('X-Total-Count')
  expect((await someone.request('POST', '/applications', { body, headers })).status).toBe(201)
  expect((await someone.request('GET', '/applications')).headers.get('X-Total-Count')).toBe(before)
})
