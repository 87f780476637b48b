import { beforeEach, expect, test } from 'vitest'
import type { z } from 'zod'
import type { Application, DescriptionProgress } from '../../core/domain/application.ts'
import { testApi } from '../../tests/support/api.ts'

type Progress = z.infer<typeof DescriptionProgress>
let api: Awaited<ReturnType<typeof testApi>>
let someone: Awaited<ReturnType<typeof api.person>>

beforeEach(async () => {
  api = await testApi()
  someone = await api.person()
})

const URL_1 = 'https://jobs.example.com/1'
const create = async (body: object = {}) =>
  (await (await someone.request('POST', '/applications', { body: { company: 'Acme', position: 'Dev', ...body } })).json()) as Application
const put = async (id: string, body: object) => (await (await someone.request('PUT', `/applications/${id}`, { body })).json()) as Application
const progress = async (id: string) => (await (await someone.request('GET', `/applications/${id}/description`)).json()) as Progress

/** What the workflow does to the record. */
async function finish(
  id: string,
  end: Parameters<typeof api.applications.finishDescription>[2] = { status: 'done', description: 'Extracted', source: 'extracted', error: null },
) {
  const begun = await api.applications.beginDescription(id, new Date())
  if (begun === null) throw new Error('nothing to describe')
  return api.applications.finishDescription(id, begun.request, end, new Date())
}

const failed = { status: 'failed', error: { code: 'page_gone', params: {}, retry_at: null } } as const

test('progress tells where a description is, and its failure in the reader’s language', async () => {
  const { id } = await create({ url: URL_1 })
  expect(await progress(id)).toMatchObject({ status: 'pending', step: 'queued', source: null, started_at: null, error: null })
  await api.applications.beginDescription(id, new Date())
  expect(await progress(id)).toMatchObject({ status: 'running', step: 'fetching' })
  await finish(id, failed)
  expect(await progress(id)).toMatchObject({
    status: 'failed',
    step: null,
    error: { code: 'page_gone', detail: expect.stringContaining('n’existe plus') },
  })
  const application = await (await someone.request('GET', `/applications/${id}`, { headers: { 'Accept-Language': 'en' } })).json()
  expect(application).toMatchObject({ description: null, description_error: { code: 'page_gone', detail: expect.stringContaining('gone') } })
})

test('a changed url describes again, and the older generation is not saved', async () => {
  const { id } = await create({ url: URL_1 })
  const begun = await api.applications.beginDescription(id, new Date())
  expect(await put(id, { url: 'https://jobs.example.com/2' })).toMatchObject({ description_status: 'pending' })
  expect(
    await api.applications.finishDescription(
      id,
      begun?.request ?? 0,
      { status: 'done', description: 'Old', source: 'extracted', error: null },
      new Date(),
    ),
  ).toBe(false)
  expect(await finish(id)).toBe(true)
  expect(api.started.map(({ url }) => url)).toEqual([URL_1, 'https://jobs.example.com/2'])
})

test('a machine never overwrites what the user typed meanwhile', async () => {
  const { id } = await create({ url: URL_1 })
  const begun = await api.applications.beginDescription(id, new Date())
  await put(id, { description: 'Mine' })
  expect(
    await api.applications.finishDescription(
      id,
      begun?.request ?? 0,
      { status: 'done', description: 'Old', source: 'extracted', error: null },
      new Date(),
    ),
  ).toBe(false)
  expect(await put(id, { url: 'https://jobs.example.com/2' })).toMatchObject({
    description: 'Mine',
    description_source: 'user',
    description_status: 'done',
  })
  expect(await api.applications.beginDescription(id, new Date())).toBeNull()
})

test('a client that sends back what it read before the description came stops nothing', async () => {
  const application = await create({ url: URL_1 })
  expect(await put(application.id, { ...application, status: 'Entretien' })).toMatchObject({ description_status: 'pending' })
  await finish(application.id)
  expect(await put(application.id, { description: null })).toMatchObject({ description: 'Extracted', description_source: 'extracted' })
  expect(await put(application.id, { description: ' \r\n' })).toMatchObject({ description: 'Extracted' })
  expect(await put(application.id, { description: 'Extracted\r\n' })).toMatchObject({ description: 'Extracted', description_source: 'extracted' })
  expect(await put(application.id, { description: 'Other' })).toMatchObject({ description: 'Other', description_source: 'user' })
  expect(api.started).toHaveLength(1)
})

test('an emptied description of the user’s is cleared, and the url described', async () => {
  const { id } = await create({ url: URL_1, description: 'Mine' })
  expect(await put(id, { description: '' })).toMatchObject({ description: null, description_source: null, description_status: 'pending' })
  const other = await create({ description: 'Mine' })
  expect(await put(other.id, { description: null })).toMatchObject({ description: null, description_status: 'none' })
})

test('any update of a failed description tries again, of one that is no offer does not', async () => {
  const { id } = await create({ url: URL_1 })
  await finish(id, failed)
  expect(await put(id, { status: 'Entretien' })).toMatchObject({ description_status: 'pending', description_error: null })
  await finish(id, { status: 'not_an_offer' })
  expect(await put(id, { status: 'Refusée' })).toMatchObject({ description_status: 'not_an_offer' })
  expect(api.started).toHaveLength(2)
})

test('an emptied url ends the generation', async () => {
  const { id } = await create({ url: URL_1 })
  expect(await put(id, { url: '' })).toMatchObject({ url: null, description_status: 'none' })
  expect(await api.applications.beginDescription(id, new Date())).toBeNull()
})

test('POST describes again, joins a running one, and refuses where it may not', async () => {
  const { id } = await create({ url: URL_1 })
  const again = (path = id) => someone.request('POST', `/applications/${path}/description`)
  expect((await again()).status).toBe(202)
  expect(await finish(id)).toBe(true)
  const asked = await again()
  expect([asked.status, await asked.json()]).toEqual([202, expect.objectContaining({ status: 'pending', source: 'extracted' })])
  expect(await (await someone.request('GET', `/applications/${id}`)).json()).toMatchObject({ description: 'Extracted' })
  const code = async (response: Response) => [response.status, ((await response.json()) as { code: string }).code]
  expect(await code(await again((await create()).id))).toEqual([409, 'url_missing'])
  expect(await code(await again((await create({ url: URL_1, description: 'Mine' })).id))).toEqual([409, 'description_is_yours'])
})

test('DELETE clears the description, whoever wrote it, and ends a generation', async () => {
  const { id } = await create({ description: 'Mine' })
  expect((await someone.request('DELETE', `/applications/${id}/description`)).status).toBe(204)
  expect(await progress(id)).toMatchObject({ status: 'none', source: null })
  const running = await create({ url: URL_1 })
  const begun = await api.applications.beginDescription(running.id, new Date())
  await someone.request('DELETE', `/applications/${running.id}/description`)
  expect(await api.applications.finishDescription(running.id, begun?.request ?? 0, failed, new Date())).toBe(false)
})

test('live events tell each change and end with the generation', async () => {
  const { id } = await create({ url: URL_1 })
  const response = await someone.request('GET', `/applications/${id}/description`, { headers: { Accept: 'text/event-stream' } })
  expect(response.headers.get('Content-Type')).toContain('text/event-stream')
  const reader = (response.body as ReadableStream<Uint8Array>).pipeThrough(new TextDecoderStream()).getReader()
  const first = (await reader.read()).value ?? ''
  expect(first).toContain('event: description')
  expect(first).toContain('"status":"pending"')
  await finish(id)
  let rest = ''
  for (let chunk = await reader.read(); !chunk.done; chunk = await reader.read()) rest += chunk.value
  expect(rest).toContain('"status":"done"')
})

test('live events end with the session', async () => {
  const { id } = await create({ url: URL_1 })
  const response = await someone.request('GET', `/applications/${id}/description`, { headers: { Accept: 'text/event-stream' } })
  await someone.request('POST', '/auth/logout', { body: { refresh_token: someone.tokens.refresh_token } })
  const events = await response.text()
  expect(events).toContain('pending')
  expect(events).not.toMatch(/done|error:|invalid_token/)
})

test('a deleted application ends its generation', async () => {
  const { id } = await create({ url: URL_1 })
  const begun = await api.applications.beginDescription(id, new Date())
  await someone.request('DELETE', `/applications/${id}`)
  expect(await api.applications.finishDescription(id, begun?.request ?? 0, failed, new Date())).toBe(false)
})

test('what waits for Temporal is listed for reconcile, oldest ids first', async () => {
  const ids = [(await create({ url: URL_1 })).id, (await create({ url: URL_1 })).id, (await create({ url: URL_1 })).id]
  await finish(ids[1] ?? '')
  await api.applications.beginDescription(ids[2] ?? '', new Date())
  const before = new Date(Date.now() + 1_000)
  const all = await api.applications.listUnfinished({ updatedBefore: before, after: undefined, limit: 10 })
  expect(all.map(({ id, status }) => [id, status])).toEqual([
    [ids[0], 'pending'],
    [ids[2], 'running'],
  ])
  expect(await api.applications.listUnfinished({ updatedBefore: before, after: ids[0], limit: 10 })).toHaveLength(1)
  expect(await api.applications.listUnfinished({ updatedBefore: new Date(0), after: undefined, limit: 10 })).toEqual([])
})

test('a text that was read at another address goes with it', async () => {
  const { id } = await create({ url: URL_1 })
  await finish(id)
  expect(await put(id, { url: 'https://jobs.example.com/2' })).toMatchObject({
    description: null,
    description_source: null,
    description_status: 'pending',
  })
  await finish(id, failed)
  expect(await put(id, { status: 'Entretien' })).toMatchObject({ description_status: 'pending' })
})

test('a generation that fails leaves the text of the former one serving, and keeps its error', async () => {
  const { id } = await create({ url: URL_1 })
  await finish(id)
  await someone.request('POST', `/applications/${id}/description`)
  expect(await finish(id, failed)).toBe(true)
  const application = await (await someone.request('GET', `/applications/${id}`)).json()
  expect(application).toMatchObject({
    description: 'Extracted',
    description_status: 'done',
    description_source: 'extracted',
    description_error: { code: 'page_gone' },
  })
})

test('POST description starts the workflow, and says where to follow it', async () => {
  const { id } = await create({ url: URL_1 })
  const response = await someone.request('POST', `/applications/${id}/description`)
  expect([response.status, response.headers.get('Location')]).toEqual([202, `/applications/${id}/description`])
  expect(api.started.slice(1)).toEqual([{ applicationId: id, userId: someone.id, url: URL_1, requestId: response.headers.get('X-Request-Id') }])
})

test('POST description joins a generation that runs: what it reads is still saved, once', async () => {
  const { id } = await create({ url: URL_1 })
  const begun = await api.applications.beginDescription(id, new Date())
  expect((await someone.request('POST', `/applications/${id}/description`)).status).toBe(202)
  const end = () => api.applications.finishDescription(id, begun?.request ?? 0, { status: 'not_an_offer' }, new Date())
  expect([await end(), await end()]).toEqual([true, false])
})

test('a description that comes changes the ETag: who read the record before it does not overwrite it unseen', async () => {
  const { id } = await create({ url: URL_1 })
  const begun = await api.applications.beginDescription(id, new Date())
  const etag = (await someone.request('GET', `/applications/${id}`)).headers.get('ETag') ?? ''
  expect(await api.applications.finishDescription(id, begun?.request ?? 0, { status: 'not_an_offer' }, new Date())).toBe(true)
  const put = await someone.request('PUT', `/applications/${id}`, { body: { description: 'Mine' }, headers: { 'If-Match': etag } })
  expect(put.status).toBe(412)
})
