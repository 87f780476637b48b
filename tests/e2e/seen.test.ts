import { setTimeout as delay } from 'node:timers/promises'
import type { WorkflowHandle } from '@temporalio/client'
import { defaultPayloadConverter, defineSearchAttributeKey } from '@temporalio/common'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { SEARCH_ATTRIBUTES } from '../../core/temporal/names.ts'
import { type OperatedStack, startOperatedStack } from '../support/operated-stack.ts'
import { newRestClient } from '../support/rest-client.ts'

let stack: OperatedStack

beforeAll(async () => {
  stack = await startOperatedStack()
})
afterAll(() => stack?.stop())

/** What an operator sees of a run in the Web UI, once it has ended. */
async function seen(id: string) {
  const handle: WorkflowHandle = stack.temporal.workflow.getHandle(id)
  await vi.waitFor(() => handle.describe(), { timeout: 20_000 })
  await handle.result().catch(() => {})
  const { memo, typedSearchAttributes, raw } = await handle.describe()
  const text = (payload: Parameters<typeof defaultPayloadConverter.fromPayload>[0] | null | undefined) =>
    payload ? String(defaultPayloadConverter.fromPayload(payload)) : undefined
  const { events } = await handle.fetchHistory()
  const attribute = (name: string) => typedSearchAttributes.get(defineSearchAttributeKey(name, 'KEYWORD'))
  return {
    summary: text(raw.executionConfig?.userMetadata?.summary),
    memo,
    user: attribute(SEARCH_ATTRIBUTES.user),
    host: attribute(SEARCH_ATTRIBUTES.host),
    source: attribute(SEARCH_ATTRIBUTES.source),
    // One that fails at its input has none.
    progress: await handle.query('progress').catch(() => undefined),
    /** Of each activity, what it says that it does. */
    activities: Object.fromEntries(
      (events ?? []).flatMap(({ activityTaskScheduledEventAttributes: scheduled, userMetadata }) =>
        scheduled ? [[scheduled.activityType?.name ?? '', text(userMetadata?.summary)]] : [],
      ),
    ),
    failure: events?.at(-1)?.workflowExecutionFailedEventAttributes?.failure,
  }
}

const me = async () => ((await (await stack.client.request('GET', '/auth/me')).json()) as { id: string }).id
const allSay = (activities: Record<string, string | undefined>) => {
  expect(Object.keys(activities).length).toBeGreaterThan(0)
  for (const [name, summary] of Object.entries(activities)) expect(summary, `${name} says nothing`).toMatch(/^[A-Z].{9,}/)
}

test('a description is found by its user and host, leads to its request, and says what each step does', async () => {
  const body = { company: 'Acme', position: 'Data engineer', url: `${stack.site.url}/offer` }
  const created = await stack.client.request('POST', '/applications', body, { 'X-Request-Id': 'describing' })
  const { _id } = (await created.json()) as { _id: string }
  await stack.client.described(_id)
  const run = await seen(`describe-application-${_id}`)
  expect(run).toMatchObject({
    summary: 'Describes an offer',
    memo: { request_id: 'describing' },
    user: await me(),
    host: `127.0.0.1:${stack.site.port}`,
  })
  expect(run.progress).toMatchObject({ application_id: _id, step: 'ended' })
  allSay(run.activities)
  expect(await stack.worker.line(/"describing".*a page was read|a page was read.*"describing"/)).toContain('127.0.0.1')
})

test('a collection and each of its sources are found by the user, and lead to the request', async () => {
  const id = await stack.collect('data engineer')
  const [collection, source] = [await seen(`collect-job-offers-${id}`), await seen(`collect-greenhouse-${id}`)]
  const user = await me()
  expect(collection).toMatchObject({ summary: 'Collects job offers', memo: { request_id: 'collecting' }, user, progress: { step: 'ended' } })
  expect(source).toMatchObject({
    summary: 'Collects from greenhouse',
    memo: { request_id: 'collecting' },
    user,
    source: 'greenhouse',
    progress: { step: 'ended', counts: { saved: 3 } },
  })
  allSay(collection.activities)
  allSay(source.activities)
  expect(await stack.worker.line(/a source was asked/)).toContain('"request_id":"collecting"')
})

test('the scheduled jobs and their collections say what they do', async () => {
  await stack.client.request('POST', '/searches', { query: 'data engineer Paris', sources: ['greenhouse'] })
  await stack.temporal.schedule.getHandle('collect-job-offers').trigger('ALLOW_ALL')
  await stack.temporal.schedule.getHandle('reconcile').trigger('ALLOW_ALL')
  const idOf = async (type: string) => {
    for (;;) {
      const query = `WorkflowType = '${type}' AND TemporalScheduledById IS NOT NULL`
      for await (const { workflowId } of stack.temporal.workflow.list({ query })) return workflowId
      await delay(100)
    }
  }
  const collecting = await seen(await idOf('collectForSavedSearches'))
  expect(collecting).toMatchObject({ summary: 'Collects for the saved searches of all users', progress: { searches: 1, collections: { done: 1 } } })
  allSay(collecting.activities)
  const reconciling = await seen(await idOf('reconcile'))
  expect(reconciling).toMatchObject({ summary: 'Starts what was recorded while Temporal was away, ends what is stuck', progress: { errors: 0 } })
  allSay(reconciling.activities)
})

test('an erasure is found by its user, and leads to the request', async () => {
  const leaving = await newRestClient(stack.api)
  const { id } = (await (await leaving.request('GET', '/auth/me')).json()) as { id: string }
  await leaving.request('DELETE', `/users/${id}`, undefined, { 'X-Request-Id': 'leaving' })
  const run = await seen(`erase-user-${id}`)
  expect(run).toMatchObject({ summary: 'Erases a user', memo: { request_id: 'leaving' }, user: id, progress: { step: 'ended' } })
  allSay(run.activities)
})

test.each(['collectForSavedSearches', 'collectFromSource', 'collectJobOffers', 'describeApplication', 'eraseUser', 'reconcile'])(
  'a wrong input fails %s at once, and says what to type',
  async (type) => {
    const id = `wrong-${type}`
    await stack.temporal.workflow.start(type, { workflowId: id, taskQueue: 'job-tracker', args: ['nonsense'] })
    const { failure } = await seen(id)
    expect(failure?.message).toMatch(/This workflow takes .*\{.*\}/)
    expect(failure?.applicationFailureInfo).toMatchObject({ type: 'bad_input', nonRetryable: true })
  },
)
