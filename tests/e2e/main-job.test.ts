import { Client, Connection } from '@temporalio/client'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { describeApplicationId } from '../../core/temporal/names.ts'
import { html, type LocalSite, redirect, startLocalPages, startLocalSite } from '../support/local-site.ts'
import { newRestClient, type RestClient } from '../support/rest-client.ts'
import { startTestStack, type TestStack } from '../support/test-stack.ts'

let running: TestStack
let canary: LocalSite
let hostile: LocalSite
let client: RestClient

beforeAll(async () => {
  canary = await startLocalSite()
  const { url } = canary
  hostile = await startLocalPages({
    '/redirect': redirect(`${url}/redirected`),
    '/script': html(`<div id="root"></div><img src="${url}/image"><iframe src="${url}/frame"></iframe><script>
      fetch('${url}/fetched').catch(() => {})
      window.open('${url}/popup')
      new WebSocket('${url.replace('http', 'ws')}/socket')
      setTimeout(() => { location = '${url}/navigated' }, 100)
    </script>`),
  })
  running = await startTestStack({ CRAWL_ALLOW_HOSTS: new URL(hostile.url).host })
  client = await newRestClient(running.api)
})

afterAll(async () => {
  await running?.stop()
  await Promise.all([canary?.close(), hostile?.close()])
})

/** Creates an application for a page of the board, and answers it once its description has ended. */
async function described(path: string, headers?: Record<string, string>, site = running.board.url) {
  const body = { company: 'Une entreprise', position: 'Un poste', url: site + path }
  const response = await client.request('POST', '/applications', body, headers)
  const { _id, description_status } = (await response.json()) as { _id: string; description_status: string }
  expect([response.status, description_status]).toEqual([201, 'pending'])
  return client.described(_id)
}

test('a page with JSON-LD is described by its facts', async () => {
  const application = await described('/offers/data-engineer')
  expect(application).toMatchObject({ description_status: 'done', description_source: 'extracted', description_error: null })
  expect(application.description).toMatch(/données/)
})

test('a page that is empty until its JavaScript has run is read in a real browser', async () => {
  expect(running.stack.browser, 'a browser is needed for this test').toBeDefined()
  const application = await described('/offers/javascript')
  expect(application).toMatchObject({ description_status: 'done', description_source: 'extracted' })
  expect(running.board.requests.map(({ path }) => path)).toContain('/api/offers/javascript.json')
})

test.each([
  ['/offers/plain', 'done', undefined],
  ['/offers/backend-developer', 'done', undefined],
  ['/offers/latin1', 'done', undefined],
  ['/offers/broken', 'done', undefined],
  ['/about', 'not_an_offer', undefined],
  ['/offers', 'not_an_offer', undefined],
  ['/offers/gone', 'failed', 'page_gone'],
  ['/offers/missing', 'failed', 'page_gone'],
  ['/offers/login', 'failed', 'login_required'],
  ['/offers/members', 'failed', 'login_required'],
  ['/offers/report.pdf', 'failed', 'fetch_refused'],
  ['/offers/huge', 'failed', 'too_big'],
  ['/offers/endless', 'failed', 'timed_out'],
  ['/offers/loop', 'failed', 'fetch_refused'],
  ['/offers/to-private', 'failed', 'fetch_refused'],
])('%s ends as %s %s', async (path, status, code) => {
  const application = await described(path)
  expect(application).toMatchObject({
    description_status: status,
    description_error: code === undefined ? null : { code, detail: expect.stringMatching(/\S{3}.*\./) },
  })
  expect(application.description).toEqual(status === 'done' ? expect.stringMatching(/\S{3}/) : null)
})

test('what the page’s encoding is wrong about, accents included, is read right', async () => {
  const { description } = await described('/offers/latin1')
  expect(description).toMatch(/[éèàç]/)
  expect(description).not.toMatch(/�|Ã/)
})

test('a private address gives one generic reason and no hit, also after a redirect, also from the page’s JavaScript', async () => {
  const direct = await client.request('POST', '/applications', { company: 'A', position: 'B', url: `${canary.url}/` })
  expect(direct.status).toBe(422)
  const generic = { code: 'fetch_refused', retry_at: null }
  const toPrivate = await described('/offers/to-private')
  const redirected = await described('/redirect', {}, hostile.url)
  const scripted = await described('/script', {}, hostile.url)
  for (const { description_error } of [toPrivate, redirected, scripted]) expect(description_error).toEqual({ ...generic, detail: expect.any(String) })
  expect(new Set([toPrivate, redirected, scripted].map(({ description_error }) => JSON.stringify(description_error))).size).toBe(1)
  expect(hostile.hits).toContain('GET /script')
  expect(canary.hits).toEqual([])
})

test('the id of the request travels into the workflow', async () => {
  const requestId = `request-${Date.now()}`
  const { _id } = await described('/offers/data-engineer', { 'X-Request-Id': requestId })
  const connection = await Connection.connect({ address: running.stack.status().temporalAddress })
  const workflow = new Client({ connection }).workflow.getHandle(describeApplicationId(String(_id)))
  const { memo, searchAttributes, status } = await workflow.describe()
  expect([memo?.request_id, status.name]).toEqual([requestId, 'COMPLETED'])
  expect(searchAttributes).toMatchObject({
    JobTrackerUser: [expect.stringMatching(/^[0-9a-f]{24}$/)],
    JobTrackerHost: [new URL(running.board.url).host],
  })
  await connection.close()
})

test('the schedule that starts what waits is there', async () => {
  const connection = await Connection.connect({ address: running.stack.status().temporalAddress })
  const { action, policies } = await new Client({ connection }).schedule.getHandle('reconcile').describe()
  expect(action).toMatchObject({ workflowType: 'reconcile' })
  expect(policies.overlap).toBe('SKIP')
  await connection.close()
})
