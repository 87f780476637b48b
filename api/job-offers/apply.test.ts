import { ObjectId } from 'mongodb'
import { beforeAll, expect, test } from 'vitest'
import type { Application } from '../../core/domain/application.ts'
import { AppError } from '../../core/errors.ts'
import { testApi } from '../../tests/support/api.ts'
import { type SeededOffer, seedOffers } from '../../tests/support/job-offers.ts'

let api: Awaited<ReturnType<typeof testApi>>
let someone: Awaited<ReturnType<typeof api.person>>

beforeAll(async () => {
  api = await testApi()
  someone = await api.person()
})

type Options = Parameters<typeof someone.request>[2]
const seed = async (offer: SeededOffer = {}) => (await seedOffers(api.db, [offer]))[0] ?? ''
const apply = (id: string, options?: Options, who = someone) => who.request('POST', `/job-offers/${id}/apply`, options)
const read = async (response: Response) => (await response.json()) as Application
const codeOf = async (response: Response) => [response.status, ((await response.json()) as { code: string }).code]

test('an application is filled from the offer and described by its text', async () => {
  const before = api.started.length
  const url = 'https://jobs.example.com/1'
  const id = await seed({ title: 'Data engineer', company: 'Acme', location: 'Lyon', url, description: 'What you will do.\r\n' })
  const response = await apply(id)
  const application = await read(response)
  expect([response.status, response.headers.get('ETag'), response.headers.get('Location')]).toEqual([201, '"1"', `/applications/${application.id}`])
  expect(application).toMatchObject({
    user_id: someone.id,
    offer_id: id,
    company: 'Acme',
    position: 'Data engineer',
    location: 'Lyon',
    url,
    status: 'Candidature envoyée',
    description: 'What you will do.',
    description_status: 'done',
    description_source: 'extracted',
    description_error: null,
    notes: [],
    archived: false,
  })
  expect(await read(await someone.request('GET', `/applications/${application.id}`))).toEqual(application)
  expect(api.started).toHaveLength(before)
})

test('where a model writes descriptions it is asked to, and the offer’s text serves meanwhile', async () => {
  const withModel = await testApi({ db: api.db, hasModel: true })
  const who = await withModel.person()
  const application = await read(await apply(await seed({ description: 'What you will do.' }), undefined, who))
  expect(application).toMatchObject({ description: 'What you will do.', description_source: 'extracted', description_status: 'pending' })
  expect(withModel.started.at(-1)).toMatchObject({ applicationId: application.id })
})

test('an offer without a text is described in the background, one without an address too has none', async () => {
  const application = await read(await apply(await seed({ description: ' ' })))
  expect(application.description_status).toBe('pending')
  expect(api.started.at(-1)).toMatchObject({ applicationId: application.id, userId: someone.id, url: application.url })
  const bare = await read(await apply(await seed({ description: null, url: null, company: null, location: null })))
  expect(bare).toMatchObject({ company: '—', url: null, location: null, description: null, description_status: 'none' })
})

test('background starts are limited before anything is written, others are not', async () => {
  const limited = await testApi({ db: api.db, limits: { take: (_, name) => refuse(name) } })
  const who = await limited.person()
  const [silent = '', told = ''] = await seedOffers(api.db, [{ description: null }, {}])
  expect(await codeOf(await who.request('POST', `/job-offers/${silent}/apply`))).toEqual([429, 'too_many_requests'])
  expect((await who.request('POST', `/job-offers/${told}/apply`)).status).toBe(201)
  expect((await who.request('GET', '/applications')).headers.get('X-Total-Count')).toBe('1')
})

const refuse = async (name: string) => {
  if (name === 'background') throw new AppError('too_many_requests')
}

test.each([
  ['nothing', {}],
  ['{}', { body: {} }],
  ['an empty body of JSON', { body: '', headers: { 'Content-Type': 'application/json' } }],
  ['null', { body: 'null', headers: { 'Content-Type': 'application/json' } }],
  ['{} of no type', { body: '{}', headers: { 'Content-Type': '' } }],
])('%s is body enough', async (_what, options) => {
  expect((await apply(await seed(), options)).status).toBe(201)
})

test.each([
  [{ company: 'Other' }, 422, 'validation_failed'],
  [[], 422, 'validation_failed'],
  ['"null"', 422, 'validation_failed'],
  ['{', 400, 'malformed_body'],
])('a body of %o is refused', async (body, status, code) => {
  const id = await seed()
  expect(await codeOf(await apply(id, { body }))).toEqual([status, code])
  expect((await apply(id)).status).toBe(201)
})

test('one applies once to an offer, also at the same time, and again when the application is deleted', async () => {
  const id = await seed()
  const who = await api.person()
  const answers = await Promise.all(Array.from({ length: 5 }, () => apply(id, {}, who)))
  expect(answers.map(({ status }) => status).sort()).toEqual([201, 409, 409, 409, 409])
  expect(await codeOf(await apply(id, {}, who))).toEqual([409, 'already_applied'])
  expect((await apply(id)).status).toBe(201)

  const made = answers.find(({ status }) => status === 201) as Response
  await who.request('DELETE', `/applications/${(await read(made)).id}`)
  expect((await apply(id, {}, who)).status).toBe(201)
})

test('an offer and those merged into it are one', async () => {
  const merged = await seed()
  expect((await apply(merged)).status).toBe(201)
  await api.db.collection('job_offers').deleteOne({ _id: new ObjectId(merged) })
  const stayed = await seed({ merged_ids: [new ObjectId(merged)] })
  for (const id of [stayed, merged]) expect(await codeOf(await apply(id))).toEqual([409, 'already_applied'])
  const other = await api.person()
  expect(await read(await apply(merged, {}, other))).toMatchObject({ offer_id: stayed })
})

test('with an Idempotency-Key the first answer comes again', async () => {
  const id = await seed()
  const headers = { 'Idempotency-Key': 'apply-1' }
  const first = await read(await apply(id, { headers }))
  const again = await apply(id, { headers })
  expect([again.status, await read(again)]).toEqual([201, first])
  expect(await codeOf(await apply(id, { headers, body: {} }))).toEqual([422, 'idempotency_key_reused'])
})

test('an offer with names too long, or an address that may not be fetched, still makes an application that can be sent back', async () => {
  const long = `${'Ingénieur 🚀 '.repeat(100)}fin`
  const id = await seed({ title: long, company: long, location: long, description: 'x'.repeat(60_000), url: 'http://10.0.0.8/jobs' })
  const application = await read(await apply(id))
  expect(application).toMatchObject({ url: null, description_status: 'done' })
  expect((await someone.request('PUT', `/applications/${application.id}`, { body: application })).status).toBe(200)
})

test('a hidden offer can be applied to, and a deleted one leaves its application', async () => {
  const id = await seed()
  await someone.request('DELETE', `/job-offers/${id}`)
  const application = await read(await apply(id))
  await api.db.collection('job_offers').deleteOne({ _id: new ObjectId(id) })
  expect(await read(await someone.request('GET', `/applications/${application.id}`))).toMatchObject({ offer_id: id, company: 'Acme' })
})
