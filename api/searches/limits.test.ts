import { ObjectId } from 'mongodb'
import { beforeAll, expect, test } from 'vitest'
import { createSearchRepository } from '../../core/db/search-repository.ts'
import type { Search } from '../../core/domain/search.ts'
import { testApi } from '../../tests/support/api.ts'

let api: Awaited<ReturnType<typeof testApi>>
let someone: Awaited<ReturnType<typeof api.person>>

beforeAll(async () => {
  api = await testApi()
  someone = await api.person()
})

type Person = typeof someone
const post = (who: Person, body: object, headers = {}) => who.request('POST', '/searches', { body: { query: 'x', ...body }, headers })
const put = (who: Person, id: string, body: object) => who.request('PUT', `/searches/${id}`, { body })
const named = (count: number, from = 0) => Array.from({ length: count }, (_, n) => `Company ${from + n}`)
const saved = async (who: Person, blocked_companies: string[]) => (await (await post(who, { blocked_companies })).json()) as Search
const problem = async (response: Response) => {
  const { code, detail, errors } = (await response.json()) as { code: string; detail: string; errors?: { path: string }[] }
  return { status: response.status, code, detail, path: errors?.[0]?.path }
}
const ofBlocked = (status: number) => expect.objectContaining({ status, code: 'validation_failed', path: 'blocked_companies' })

test('a hundred searches are enough for one user: the next one is refused until one is deleted, a repeated create is not', async () => {
  const headers = { 'Idempotency-Key': 'the-first' }
  const first = (await (await post(someone, {}, headers)).json()) as Search
  for (let n = 1; n < 100; n++) expect((await post(someone, {})).status).toBe(201)
  expect(await problem(await post(someone, {}))).toMatchObject({
    status: 409,
    code: 'too_many_searches',
    detail: 'Vous avez déjà 100 recherches enregistrées : supprimez-en une d’abord.',
  })
  expect((await post(await api.person(), {})).status).toBe(201)

  // Its answer was lost before it was kept: nothing is created under the id that is there.
  await api.db.collection<{ _id: string }>('idempotency_keys').updateMany({}, { $set: { answer: null, locked_until: new Date(0) } })
  expect(((await (await post(someone, {}, headers)).json()) as Search).id).toBe(first.id)

  await someone.request('DELETE', `/searches/${first.id}`)
  expect((await post(someone, {})).status).toBe(201)
})

test('signs that become eighteen make a company’s name too long', async () => {
  const refused = await problem(await post(someone, { blocked_companies: ['Acme', '\ufdfa'.repeat(12)] }))
  expect(refused).toMatchObject({ status: 422, path: 'blocked_companies.1' })
  expect(refused.detail).toMatch(/dépasse 200 caractères/)
  expect((await post(await api.person(), { blocked_companies: ['é'.repeat(200)] })).status).toBe(201)
})

test('all searches of a user together block at most 500 companies, each counted once', async () => {
  const who = await api.person()
  const search = await saved(who, named(200))
  await saved(who, named(200, 200))
  await saved(who, named(100, 400))
  expect(await problem(await post(who, { blocked_companies: ['One more'] }))).toEqual(ofBlocked(422))
  expect((await post(who, { blocked_companies: named(200, 100).map((name) => name.toUpperCase()) })).status).toBe(201)

  const empty = await saved(who, [])
  expect(await problem(await put(who, empty.id, { blocked_companies: ['One more'] }))).toEqual(ofBlocked(422))
  expect((await put(who, search.id, { ...search, blocked_companies: named(100) })).status).toBe(200)
  expect((await put(who, search.id, { blocked_companies: [...named(99), 'Another'] })).status).toBe(200)
  const theirs = await api.person()
  expect((await put(theirs, search.id, { blocked_companies: ['One more'] })).status).toBe(404)
})

test('of more blocked companies that were stored at one moment, lists look at 500', async () => {
  const who = await api.person()
  const { id } = await saved(who, [])
  await api.db.collection('searches').updateOne({ _id: new ObjectId(id) }, { $set: { blocked_keys: named(501) } })
  expect(await createSearchRepository(api.db).blockedCompaniesOf(who.id)).toHaveLength(500)
})
