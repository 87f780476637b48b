import { ObjectId } from 'mongodb'
import { expect, test } from 'vitest'
import { testDatabase } from '../../tests/support/mongo.ts'
import { NewApplication } from '../domain/application.ts'
import { createApplicationRepository } from './application-repository.ts'

const applications = createApplicationRepository(testDatabase().db)
const url = 'https://jobs.example.com/1'
const DONE = { status: 'done', description: 'Extracted', source: 'extracted', error: null } as const
const FAILED = { status: 'failed', error: { code: 'page_gone', params: {}, retry_at: null } } as const

async function create(given: object = { url }) {
  const [user, id] = [new ObjectId().toHexString(), new ObjectId().toHexString()]
  await applications.create(user, id, NewApplication.parse({ company: 'Acme', position: 'Dev', ...given }), new Date())
  const begin = () => applications.beginDescription(id, new Date())
  const end = (end: Parameters<typeof applications.finishDescription>[2]) => applications.finishDescription(id, 1, end, new Date())
  return { id, begin, end, renew: () => applications.renewDescription(id, new Date()), get: () => applications.get(user, id) }
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
