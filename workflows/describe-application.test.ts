import { WorkflowFailedError } from '@temporalio/client'
import { expect, test } from 'vitest'
import type { Activities } from '../activities/index.ts'
import { failing, ID, input, record } from '../tests/support/described-record.ts'
import { runWorkflow } from '../tests/support/run-workflow.ts'

test('a plain page is fetched, read, described and saved, each once', async () => {
  const { activities, finished, steps, fetched } = record()
  expect(await runWorkflow('describeApplication', input, activities)).toEqual({ status: 'done' })
  expect(fetched).toEqual([1])
  expect(steps).toEqual(['writing'])
  expect(finished).toEqual([{ applicationId: ID, request: 1, outcome: { status: 'done', pageId: 'http-page' } }])
})

test('a page that needs a browser is opened in one, and what the browser saw is described', async () => {
  const { activities, finished, steps } = record()
  const described: string[] = []
  const result = await runWorkflow('describeApplication', input, {
    ...activities,
    extractFacts: async ({ pageId }) => ({ kind: pageId === 'http-page' ? 'needs_browser' : 'offer' }),
    describeOffer: async ({ pageId }) => {
      described.push(pageId)
      return { hasModel: false }
    },
  })
  expect(result).toEqual({ status: 'done' })
  expect(steps).toEqual(['rendering', 'writing'])
  expect(described).toEqual(['browser-page'])
  expect(finished[0]?.outcome).toEqual({ status: 'done', pageId: 'browser-page' })
})

test('a page that needs a browser where there is none ends with that reason', async () => {
  const { activities, finished } = record()
  const result = await runWorkflow('describeApplication', input, {
    ...activities,
    extractFacts: async () => ({ kind: 'needs_browser' }),
    renderPage: failing('not_a_page', { reason: 'no_browser' }),
  })
  expect(result).toEqual({ status: 'failed', code: 'fetch_refused' })
  expect(finished[0]?.outcome).toEqual({ status: 'failed', failure: { code: 'fetch_refused', params: { reason: 'no_browser' } }, retryAt: null })
})

test.each([
  ['not_an_offer', { status: 'not_an_offer' }],
  ['login_required', { status: 'failed', failure: { code: 'login_required', params: {} }, retryAt: null }],
  ['gone', { status: 'failed', failure: { code: 'page_gone', params: {} }, retryAt: null }],
] as const)('a page that reads as %s is not described', async (kind, outcome) => {
  const { activities, finished } = record()
  await runWorkflow('describeApplication', input, { ...activities, extractFacts: async () => ({ kind }), describeOffer: failing('described') })
  expect(finished).toEqual([{ applicationId: ID, request: 1, outcome }])
})

test('a page that can’t be had ends the record with its code', async () => {
  const { activities, finished } = record()
  const result = await runWorkflow('describeApplication', input, { ...activities, fetchPage: failing('blocked', { status: 403 }) })
  expect(result).toEqual({ status: 'failed', code: 'blocked' })
  expect(finished[0]?.outcome).toEqual({ status: 'failed', failure: { code: 'blocked', params: { status: 403 } }, retryAt: null })
})

test('a page that has expired before it was read ends the record', async () => {
  const { activities, finished } = record()
  await runWorkflow('describeApplication', input, { ...activities, extractFacts: failing('page_expired') })
  expect(finished[0]?.outcome).toMatchObject({ failure: { code: 'timed_out', params: { reason: 'page_expired' } } })
})

test('a site that fails twice is asked a third time', async () => {
  const { activities } = record()
  const { fetchPage } = activities
  let attempts = 0
  const result = await runWorkflow('describeApplication', input, {
    ...activities,
    fetchPage: (page) =>
      (++attempts < 3 ? failing('unreachable', { status: 503 }, false)() : fetchPage?.(page)) as ReturnType<Activities['fetchPage']>,
  })
  expect(result).toEqual({ status: 'done' })
  expect(attempts).toBe(3)
})

test('what nobody foresaw ends the record and fails the workflow, so that operators find it', async () => {
  const { activities, finished } = record()
  const run = runWorkflow('describeApplication', input, { ...activities, extractFacts: failing('TypeError') })
  await expect(run).rejects.toThrow(WorkflowFailedError)
  expect(finished[0]?.outcome).toMatchObject({ failure: { code: 'fetch_refused', params: { reason: 'unreadable' } } })
})

test.each([[{}], [{ application_id: 'x' }], [undefined], [{ application_id: ID, agian: true }], [{ application_id: ID, again: 'true' }]])(
  '%o is refused at once, with the JSON to type',
  async (wrong) => {
    const error = await runWorkflow('describeApplication', wrong as never, {}).catch((error: Error) => error)
    expect(error).toMatchObject({ cause: { type: 'bad_input', nonRetryable: true } })
    const shown = (error as { cause: Error }).cause.message.match(/\{.*?\}/g) ?? []
    expect(shown.map((json) => JSON.parse(json))).toEqual([{ application_id: ID }, { application_id: ID, again: true }])
  },
)
