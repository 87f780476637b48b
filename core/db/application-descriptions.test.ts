import { ObjectId } from 'mongodb'
import { expect, test } from 'vitest'
import { indexesWithout, indexFault } from '../../tests/support/index-fault.ts'
import { testDatabase } from '../../tests/support/mongo.ts'
import { ApplicationUpdate, NewApplication } from '../domain/application.ts'
import { createApplicationRepository } from './application-repository.ts'
import { INDEXES } from './indexes.ts'

const applications = createApplicationRepository(testDatabase().db)
const url = 'https://jobs.example.com/1'
const DONE = { status: 'done', description: 'Extracted', source: 'extracted', error: null } as const
const FAILED = { status: 'failed', error: { code: 'page_gone', params: {}, retry_at: null } } as const

async function create(given: object = { url }) {
  const [user, id] = [new ObjectId().toHexString(), new ObjectId().toHexString()]
  await applications.create(user, id, NewApplication.parse({ company: 'Acme', position: 'Dev', ...given }), new Date())
  const begin = () => applications.beginDescription(id, new Date())
  const end = (end: Parameters<typeof applications.finishDescription>[2]) => applications.finishDescription(id, 1, end, new Date())
  const progress = () => applications.descriptionProgress(user, id)
  return { id, user, progress, begin, end, renew: () => applications.renewDescription(id, new Date()), get: () => applications.get(user, id) }
}

test.each([DONE, FAILED, { status: 'not_an_offer' }] as const)('what ended as %o is asked for again, once, under a new counter', async (how) => {
  const { begin, end, renew, get } = await create()
  await begin()
  await end(how)
  const { version, application } = await get()
  expect([await renew(), await renew()]).toEqual([true, false])
  const renewed = await get()
  expect(renewed.version).toBe(version + 1)
  expect(renewed.application).toMatchObject({ description_status: 'pending', description_error: null, description: application.description })
  expect(await begin()).toEqual({ request: 2, url })
  expect(await renew()).toBe(false)
})

const MODEL = { name: 'a-model', prompt_version: 'p/1', left_out_tokens: 0 }
const BY_MODEL = { status: 'done', description: 'By a model', source: 'llm', model: MODEL, error: null } as const
const WITHOUT_MODEL = { ...DONE, error: { code: 'model_unavailable', params: {}, retry_at: null } } as const

test('where the model failed the extracted text serves, and the error is kept', async () => {
  const { begin, end, get } = await create()
  await begin()
  expect(await end(WITHOUT_MODEL)).toBe(true)
  expect((await get()).application).toMatchObject({
    ...{ description_status: 'done', description_source: 'extracted', description: 'Extracted' },
    description_error: { code: 'model_unavailable' },
  })
})

test('the former description stays where the model fails later, with the error, and goes when it is back', async () => {
  const { id, begin, end, renew, get, progress } = await create()
  await begin()
  await end(BY_MODEL)
  const former = { description_status: 'done', description_source: 'llm', description: 'By a model' }
  await renew()
  await begin()
  expect(await applications.finishDescription(id, 2, WITHOUT_MODEL, new Date())).toBe(true)
  expect((await get()).application).toMatchObject({ ...former, description_error: { code: 'model_unavailable' } })
  expect(await progress()).toMatchObject({ model: BY_MODEL.model })
  await renew()
  await begin()
  await applications.finishDescription(id, 3, { ...BY_MODEL, description: 'Anew' }, new Date())
  expect((await get()).application).toMatchObject({ ...former, description: 'Anew', description_error: null })
})

test('why it takes longer is told while it runs, and gone at the end', async () => {
  const { id, begin, end, progress } = await create()
  const error = { code: 'model_unavailable', params: { attempt: 1 }, retry_at: '2026-11-23T10:00:00.000Z' } as const
  await applications.noteDescriptionError(id, 1, error, new Date())
  expect(await progress()).toMatchObject({ status: 'pending', error: null })
  await begin()
  await applications.noteDescriptionError(id, 2, error, new Date())
  expect(await progress()).toMatchObject({ error: null })
  await applications.noteDescriptionError(id, 1, error, new Date())
  expect(await progress()).toMatchObject({ status: 'running', error })
  await end(BY_MODEL)
  expect(await progress()).toMatchObject({ status: 'done', error: null })
})

test('whose description it is, is told only while it is asked for', async () => {
  const { id, user, begin, end } = await create()
  expect(await applications.describedUser(id, 1)).toBe(undefined)
  await begin()
  expect([await applications.describedUser(id, 1), await applications.describedUser(id, 2)]).toEqual([user, undefined])
  await end(FAILED)
  expect(await applications.describedUser(id, 1)).toBe(undefined)
})

test('what has an address and no description is listed, whatever failed before, and what a budget had no room for', async () => {
  const [none, failed, done, mine, unread, poor] = [
    await create(),
    await create(),
    await create(),
    await create({ url, description: 'Mine' }),
    await create({}),
    await create(),
  ]
  await poor.begin()
  await poor.end({ ...DONE, error: { code: 'budget_reached', params: { scope: 'user' }, retry_at: null } })
  await failed.begin()
  await failed.end(FAILED)
  await done.begin()
  await done.end(DONE)
  const listed = await applications.listUndescribed(undefined, 1_000)
  const isListed = [none, failed, done, mine, unread, poor].map(({ id }) => listed.includes(id))
  // Those that wait are started by reconcile.
  expect(isListed).toEqual([false, true, false, false, false, true])
  const at = listed.indexOf(failed.id)
  expect(await applications.listUndescribed(failed.id, 1_000)).toEqual(listed.slice(at + 1))
})

test('what its owner wrote, and what has no address, is not asked for again', async () => {
  for (const given of [{ url, description: 'Mine' }, {}]) {
    const { renew, begin } = await create(given)
    expect(await renew()).toBe(false)
    expect(await begin()).toBeNull()
  }
})

test('an address is read only under the counter that asks for it', async () => {
  const { id, begin, end } = await create()
  expect(await applications.descriptionUrl(id, 1)).toBeUndefined()
  await begin()
  expect(await applications.descriptionUrl(id, 1)).toBe(url)
  expect(await applications.descriptionUrl(id, 2)).toBeUndefined()
  await end(FAILED)
  expect(await applications.descriptionUrl(id, 1)).toBeUndefined()
})

test('what was promised another try is listed from that moment on, unless its owner has written the text or it was asked for again', async () => {
  const retry_at = '2026-11-24T00:00:00.000Z'
  const error = { code: 'budget_reached', params: { scope: 'user' }, retry_at } as const
  const promised = async (end: Parameters<typeof applications.finishDescription>[2]) => {
    const made = await create()
    await made.begin()
    await made.end(end)
    return made
  }
  const [served, empty, renewed, own, never] = [
    await promised({ ...DONE, error }),
    await promised({ status: 'failed', error }),
    await promised({ ...DONE, error }),
    await promised({ ...DONE, error }),
    await promised(WITHOUT_MODEL),
  ]
  await renewed.renew()
  await applications.update(own.user, own.id, ApplicationUpdate.parse({ description: 'Their own' }), undefined, new Date())
  const [archived, later] = [await promised({ ...DONE, error }), await promised({ ...DONE, error })]
  await applications.update(archived.user, archived.id, ApplicationUpdate.parse({ archived: true }), undefined, new Date())
  const { version } = await later.get()
  await applications.postponeDescription(later.id, new Date('2026-11-25T00:00:00Z'), new Date())
  expect((await later.get()).version).toBe(version + 1)
  const made = [served, empty, renewed, own, never, archived, later].map(({ id }) => id)
  const due = async (now: string, limit = 1_000) => {
    const found = await applications.listDueAgain(new Date(now), limit)
    return found.filter(({ id }) => made.includes(id))
  }
  expect(await due('2026-11-23T23:59:59.999Z')).toEqual([])
  const asDue = ({ id, user }: typeof served) => ({ id, userId: user, url })
  expect(await due(retry_at)).toEqual(expect.arrayContaining([served, empty].map(asDue)))
  expect(await due(retry_at)).toHaveLength(2)
  expect(await due('2026-11-25T00:00:00.000Z')).toContainEqual(asDue(later))
  expect(await due('2026-11-25T00:00:00.000Z')).toHaveLength(3)
})

test('what reconciling looks for is found by an index, not among all applications', () => {
  const status = { $in: ['pending', 'running'] }
  const queries = [
    // The few that are at work are sorted when they are found.
    { collection: 'applications', filter: { description_status: status, description_updated_at: { $lt: new Date() } }, sort: {} },
    { collection: 'applications', filter: { 'description_error.retry_at': { $lte: 'now' } }, sort: { 'description_error.retry_at': 1 } },
  ] as const
  const faults = (indexes = INDEXES) => queries.flatMap((query) => indexFault(query, indexes, {}) ?? [])
  expect(faults()).toEqual([])
  expect(faults(indexesWithout('applications_by_description'))).toHaveLength(1)
  expect(faults(indexesWithout('applications_to_describe_again'))).toHaveLength(1)
})
