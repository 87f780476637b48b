import { beforeAll, expect, test } from 'vitest'
import { newId } from '../../core/db/new-id.ts'
import { createTaskRepository } from '../../core/db/task-repository.ts'
import { NewTask, type Task } from '../../core/domain/task.ts'
import { testApi } from '../../tests/support/api.ts'

let api: Awaited<ReturnType<typeof testApi>>
let someone: Awaited<ReturnType<typeof api.person>>
let other: Awaited<ReturnType<typeof api.person>>

beforeAll(async () => {
  api = await testApi()
  ;[someone, other] = await Promise.all([api.person(), api.person()])
})

const STRANGE = '6560f0c2a7b4c1d2e3f40516'
const read = async (response: Response) => (await response.json()) as Task
const post = (body: unknown, headers = {}) => someone.request('POST', '/tasks', { body, headers })
const put = (id: string, body: object, headers = {}) => someone.request('PUT', `/tasks/${id}`, { body, headers })
const created = async (body: object) => read(await post(body))
const application = async (who = someone) => {
  const response = await who.request('POST', '/applications', { body: { company: 'Acme', position: 'Dev' } })
  return ((await response.json()) as { id: string }).id
}
const refusal = async (response: Response) => [response.status, ((await response.json()) as { errors: { path: string }[] }).errors[0]?.path]

test('a new task has the defaults of the contract', async () => {
  const response = await post({ title: '  Relancer 🚀 ', description: ' ', status: '', due_date: null, application_id: '', archived: null })
  const task = await read(response)
  expect([response.status, response.headers.get('Location'), response.headers.get('ETag')]).toEqual([201, `/tasks/${task.id}`, '"1"'])
  expect(task).toEqual({
    _id: task.id,
    id: task.id,
    user_id: someone.id,
    title: 'Relancer 🚀',
    description: null,
    status: 'À faire',
    due_date: null,
    archived: false,
    application_id: null,
    created_at: task.updated_at,
    updated_at: task.updated_at,
  })
  expect(await read(await someone.request('GET', `/tasks/${task.id}/`))).toEqual(task)
})

test('a status is read regardless of case and accents, and answered exactly', async () => {
  const { id, status } = await created({ title: 'x', status: 'EN COURS' })
  expect(status).toBe('En cours')
  expect((await read(await put(id, { status: 'terminee' }))).status).toBe('Terminée')
})

test.each([
  ['an unknown field', { title: 'x', priority: 1 }, 'priority'],
  ['a missing title', {}, 'title'],
  ['a blank title', { title: ' \u00a0' }, 'title'],
  ['an operator instead of a text', { title: { $ne: '' } }, 'title'],
  ['a status that is none', { title: 'x', status: 'Finie' }, 'status'],
  ['an operator instead of a status', { title: 'x', status: { $gt: '' } }, 'status'],
  ['a day that is none', { title: 'x', due_date: '2026-02-30' }, 'due_date'],
  ['a malformed application', { title: 'x', application_id: 'abc' }, 'application_id'],
  ['no application', { title: 'x', application_id: STRANGE }, 'application_id'],
  ['a title that is too long', { title: 'x'.repeat(301) }, 'title'],
])('%s is a 422 that names the field', async (_what, body, field) => {
  expect(await refusal(await post(body))).toEqual([422, field])
})

test('an update carries back the whole resource, changes what differs and clears what is emptied', async () => {
  const task = await created({ title: 'x', description: 'd', due_date: '2026-11-23', application_id: await application() })
  expect(task.due_date).toBe('2026-11-23T00:00:00.000Z')
  const response = await put(task.id, { ...task, title: 'y', archived: true })
  const updated = await read(response)
  expect([response.status, response.headers.get('ETag')]).toEqual([200, '"2"'])
  expect(updated).toEqual({ ...task, title: 'y', archived: true, updated_at: updated.updated_at })
  expect(await read(await put(task.id, { description: '', due_date: null, application_id: ' ' }))).toMatchObject({
    title: 'y',
    description: null,
    due_date: null,
    application_id: null,
  })
  for (const wrong of [{ title: null }, { title: '' }, { status: null }, { archived: null }]) expect((await put(task.id, wrong)).status).toBe(422)
})

test.each(['_id', 'id', 'user_id'])('a body with the %s of another record is refused', async (field) => {
  const { id } = await created({ title: 'x' })
  expect(await refusal(await put(id, { [field]: STRANGE, title: 'y' }))).toEqual([422, field])
})

test('somebody else’s application is refused like one that does not exist, by create and update', async () => {
  const theirs = await application(other)
  const { id } = await created({ title: 'x', application_id: await application() })
  const answers = [theirs, STRANGE].flatMap((application_id) => [post({ title: 'x', application_id }), put(id, { application_id })])
  const problems = await Promise.all(answers.map(async (answer) => ({ ...((await (await answer).json()) as object), request_id: '' })))
  expect(problems[0]).toMatchObject({ status: 422, errors: [{ path: 'application_id' }] })
  expect(problems).toEqual(Array(4).fill(problems[0]))
})

test('an application that is gone may be sent back, but not taken again', async () => {
  const gone = await application()
  const task = await created({ title: 'x', application_id: gone })
  await someone.request('DELETE', `/applications/${gone}`)
  expect(await read(await put(task.id, { ...task, title: 'y' }))).toMatchObject({ title: 'y', application_id: gone })
  await put(task.id, { application_id: null })
  expect(await refusal(await put(task.id, { application_id: gone }))).toEqual([422, 'application_id'])
})

test('a lost update is a 412, and two at once both count', async () => {
  const { id } = await created({ title: 'x' })
  expect((await put(id, { title: 'y' }, { 'If-Match': '"1"' })).status).toBe(200)
  expect((await put(id, { title: 'z' }, { 'If-Match': '"1"' })).status).toBe(412)
  expect((await someone.request('DELETE', `/tasks/${id}`, { headers: { 'If-Match': '"1"' } })).status).toBe(412)
  await Promise.all([put(id, { description: 'd' }), put(id, { archived: true }), put(id, { status: 'en cours' })])
  expect(await read(await someone.request('GET', `/tasks/${id}`))).toMatchObject({ title: 'y', description: 'd', archived: true, status: 'En cours' })
})

test('a key makes a create safe to send twice', async () => {
  const send = () => post({ title: 'once' }, { 'Idempotency-Key': 'a-task' })
  const [first, again] = [await read(await send()), await read(await send())]
  expect(again).toEqual(first)
  expect((await post({ title: 'another' }, { 'Idempotency-Key': 'a-task' })).status).toBe(422)
})

test('somebody else’s task is like none, whatever is tried', async () => {
  const { id } = await created({ title: 'x' })
  const tried = await Promise.all([
    other.request('GET', `/tasks/${id}`),
    other.request('PUT', `/tasks/${id}`, { body: { title: 'y' } }),
    other.request('DELETE', `/tasks/${id}`),
  ])
  expect(tried.map(({ status }) => status)).toEqual([404, 404, 404])
  expect((await other.request('GET', '/tasks')).headers.get('X-Total-Count')).toBe('0')
  expect((await api.request('GET', '/tasks')).status).toBe(401)
})

test('a deleted task is gone', async () => {
  const { id } = await created({ title: 'x' })
  expect((await someone.request('DELETE', `/tasks/${id}`)).status).toBe(204)
  expect((await someone.request('DELETE', `/tasks/${id}`)).status).toBe(404)
  expect((await put(id, { title: 'y' })).status).toBe(404)
})

test('a create whose answer was lost finds what it stored, and never somebody else’s', async () => {
  const tasks = createTaskRepository(api.db)
  const [id, title] = [newId(), NewTask.parse({ title: 'x' })]
  const create = (userId: string) => tasks.create(userId, id, title, new Date())
  expect(await create(someone.id)).toEqual(await create(someone.id))
  await expect(create(other.id)).rejects.toMatchObject({ code: 'not_found' })
})
