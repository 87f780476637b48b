import { Context } from '@temporalio/activity'
import { ApplicationFailure } from '@temporalio/common'
import { expect, test } from 'vitest'
import type { ClaimedAnswer, ModelRequest } from '../activities/describing/model/model-activities.ts'
import type { Activities } from '../activities/index.ts'
import { QUEUED_MS } from '../core/db/model-answer-repository.ts'
import { failing, input, record } from '../tests/support/described-record.ts'
import { gate, runWorkflow } from '../tests/support/run-workflow.ts'
import { CALL_LIMIT_MS } from './describe-by-model.ts'

/** A record whose page a model describes, asked in so many parts. */
function byModel(parts = 1, claims: ClaimedAnswer[] = []) {
  const kept = record()
  const asked: ModelRequest[] = []
  const released: ModelRequest[] = []
  const activities: Partial<Activities> = {
    ...kept.activities,
    describeOffer: async () => ({ hasModel: true }),
    planQuestions: async () => ({ parts }),
    claimAnswer: async () => claims.shift() ?? { state: 'asked' },
    askModel: async (request) => void asked.push(request),
    releaseAnswer: async (request) => void released.push(request),
    describeFromAnswers: async () => ({ kind: 'offer' }),
  }
  return { ...kept, activities, asked, released }
}
const model = (type: string, details: object = {}) => failing(type, details as never, true)

test('the model is asked about each part, one after the other, and what it said is saved', async () => {
  const { activities, asked, finished } = byModel(3)
  expect(await runWorkflow('describeApplication', input, activities)).toEqual({ status: 'done' })
  expect(asked.map(({ part }) => part)).toEqual([0, 1, 2])
  expect(finished[0]?.outcome).toEqual({ status: 'done', pageId: 'http-page' })
})

test('an answer that is there is not asked for', async () => {
  const { activities, asked } = byModel(2, [{ state: 'answered' }])
  await runWorkflow('describeApplication', input, activities)
  expect(asked.map(({ part }) => part)).toEqual([1])
})

test('a question that somebody else asks is waited for, and then taken', async () => {
  const { activities, asked } = byModel(1, [{ state: 'busy', waitMs: 60_000 }, { state: 'busy', waitMs: 50_000 }, { state: 'answered' }])
  expect(await runWorkflow('describeApplication', input, activities)).toEqual({ status: 'done' })
  expect(asked).toEqual([])
})

test('a question that somebody else asks waits in the queue for half an hour at times, and is waited for; one that never comes is not', async () => {
  const busy = (times: number) => Array.from({ length: times }, () => ({ state: 'busy' as const, waitMs: 1_000 }))
  const late = byModel(1, [...busy(60), { state: 'answered' }])
  expect(await runWorkflow('describeApplication', input, late.activities)).toEqual({ status: 'done' })
  const never = byModel(1, busy(1_000))
  expect(await runWorkflow('describeApplication', input, never.activities)).toEqual({ status: 'done', code: 'model_unavailable' })
  expect([late.asked, never.asked]).toEqual([[], []])
})

test('a claim is kept for as long as its call may wait for its turn', () => {
  expect(QUEUED_MS).toBeGreaterThanOrEqual(CALL_LIMIT_MS)
})

test('who lost the turn to ask looks again who has it', async () => {
  const { activities, finished } = byModel(1, [{ state: 'asked' }, { state: 'answered' }])
  await runWorkflow('describeApplication', input, { ...activities, askModel: model('model_lost_claim') })
  expect(finished[0]?.outcome).toEqual({ status: 'done', pageId: 'http-page' })
})

test('a page that the model takes for none ends so', async () => {
  const { activities, finished } = byModel()
  await runWorkflow('describeApplication', input, { ...activities, describeFromAnswers: async () => ({ kind: 'not_an_offer' }) })
  expect(finished[0]?.outcome).toEqual({ status: 'not_an_offer' })
})

test.each<[string, object, object]>([
  ['model_refused', {}, { failure: { code: 'refused', params: {} }, retryAt: null }],
  ['model_truncated', {}, { failure: { code: 'truncated', params: {} } }],
  ['model_quota_exhausted', {}, { failure: { code: 'quota_exhausted', params: {} } }],
  ['model_invalid_key', {}, { failure: { code: 'invalid_key', params: {} } }],
  ['model_bad_request', {}, { failure: { code: 'model_unavailable', params: { reason: 'model_declined' } } }],
  ['model_interrupted', {}, { failure: { code: 'model_unavailable', params: { reason: 'interrupted' } } }],
  [
    'budget_reached',
    { scope: 'user', retry_at: '2026-11-24T00:00:00.000Z' },
    { failure: { code: 'budget_reached', params: { scope: 'user' } }, retryAt: '2026-11-24T00:00:00.000Z' },
  ],
])('%s: the extracted description serves, with the reason, and others may ask', async (type, details, expected) => {
  const { activities, finished, released } = byModel()
  const result = await runWorkflow('describeApplication', input, { ...activities, askModel: model(type, details) })
  expect(result).toMatchObject({ status: 'done', code: (expected as { failure: { code: string } }).failure.code })
  expect(finished[0]?.outcome).toMatchObject({ status: 'done', pageId: 'http-page', ...expected })
  expect(released).toHaveLength(1)
})

test('a failure of somebody else’s call is this one’s, too: nothing is paid again', async () => {
  const { activities, asked, finished } = byModel()
  await runWorkflow('describeApplication', input, { ...activities, claimAnswer: model('model_refused') })
  expect([asked, finished[0]?.outcome]).toMatchObject([[], { failure: { code: 'refused' } }])
})

test('what the page does not bear out leaves the extracted description, and says why', async () => {
  const { activities, finished } = byModel()
  await runWorkflow('describeApplication', input, { ...activities, describeFromAnswers: async () => ({ kind: 'untrusted' }) })
  expect(finished[0]?.outcome).toMatchObject({ status: 'done', failure: { code: 'refused', params: { reason: 'untrusted' } } })
})

test('a model that is away for a while is asked again, as often as it says; one that stays away five times', async () => {
  for (const [fails, attempts, failure] of [
    [3, 4, undefined],
    [99, 5, { code: 'model_unavailable', params: {} }],
  ] as const) {
    const { activities, finished } = byModel()
    const times: number[] = []
    const askModel = async () => {
      times.push(Context.current().info.currentAttemptScheduledTimestampMs)
      if (times.length <= fails) throw ApplicationFailure.create({ type: 'model_unavailable', nextRetryDelay: '60 seconds' })
    }
    await runWorkflow('describeApplication', input, { ...activities, askModel })
    expect(times).toHaveLength(attempts)
    expect(finished.map(({ outcome }) => 'failure' in outcome && outcome.failure)).toEqual([failure ?? false])
  }
})

test('a record that is changed meanwhile is read again', async () => {
  const { activities, change, finished, released } = byModel()
  const askModel: Activities['askModel'] = async ({ request }) => {
    if (request === 2) return
    change(2)
    return failing('stale')()
  }
  await runWorkflow('describeApplication', input, { ...activities, askModel })
  expect(finished.map(({ request }) => request)).toEqual([2])
  expect(
    released.map(({ request }) => request),
    'somebody else may want the same',
  ).toEqual([1])
})

test('what nobody foresaw leaves the extracted description, and fails the workflow so that operators find it', async () => {
  const { activities, finished } = byModel()
  await expect(runWorkflow('describeApplication', input, { ...activities, describeFromAnswers: failing('TypeError') })).rejects.toThrow()
  expect(finished[0]?.outcome).toMatchObject({ status: 'done', failure: { code: 'model_unavailable' } })
})

test('a run that is cancelled lets others ask', async () => {
  const { activities, released } = byModel()
  const [asking, ended] = [gate(), gate()]
  const askModel = async () => {
    asking.resolve()
    await ended.promise
  }
  const meanwhile = async (workflow: { cancel(): Promise<unknown>; result(): Promise<unknown> }) => {
    await asking.promise
    await workflow.cancel()
    await workflow.result().catch(() => ended.resolve())
  }
  await expect(runWorkflow('describeApplication', input, { ...activities, askModel }, { on: 'dev', meanwhile })).rejects.toThrow()
  expect(released).toHaveLength(1)
})
