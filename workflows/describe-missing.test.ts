import type { WorkflowHandle } from '@temporalio/client'
import { ApplicationFailure } from '@temporalio/common'
import { expect, test } from 'vitest'
import type { Activities } from '../activities/index.ts'
import { failing } from '../tests/support/described-record.ts'
import { gate, runWorkflow } from '../tests/support/run-workflow.ts'

let made = 0
/** Ids that no other test has: a description's workflow goes by its record. */
const ids = (count: number) =>
  Array.from({ length: count }, () => (++made + Math.floor(Math.random() * 1e6) * 1e6).toString(16).padStart(24, '0')).sort()

/** Records without a description, and what becomes of each. */
function records(missing: string[], ends: Record<string, object> = {}) {
  const described: string[] = []
  let [atWork, most] = [0, 0]
  const activities: Partial<Activities> = {
    listUndescribed: async ({ after = '', limit }) => {
      const found = missing.filter((id) => id > after).slice(0, limit)
      return { ids: found, last: found.length === limit ? found.at(-1) : undefined }
    },
    renewDescription: async () => {},
    beginDescription: async () => ({ request: 1, host: 'jobs.example.com' }),
    noteDescriptionStep: async () => {},
    fetchPage: async ({ applicationId }) => {
      most = Math.max(most, ++atWork)
      return { pageId: applicationId, bytes: 1, via: 'http' }
    },
    extractFacts: async () => ({ kind: 'offer' }),
    describeOffer: async () => ({ hasModel: true }),
    planQuestions: async () => ({ parts: 1 }),
    claimAnswer: async () => ({ state: 'asked' }),
    askModel: async ({ applicationId }) => {
      const failure = ends[applicationId]
      if (failure !== undefined) throw ApplicationFailure.create({ nonRetryable: true, ...failure })
    },
    releaseAnswer: async () => {},
    describeFromAnswers: async () => ({ kind: 'offer' }),
    finishDescription: async ({ applicationId, outcome }) => {
      atWork--
      described.push(applicationId)
      return { stored: true, status: outcome.status }
    },
  }
  return { activities, described, most: () => most }
}

test('what has no description gets one, at most three at a time', async () => {
  const missing = ids(7)
  const { activities, described, most } = records(missing)
  expect(await runWorkflow('describeMissing', {}, activities)).toEqual({ found: 7, ended: { done: 7 }, stopped_by: null })
  expect(described.sort()).toEqual(missing)
  expect(most()).toBeLessThanOrEqual(3)
})

test('a dry run counts, and does nothing', async () => {
  const { activities, described } = records(ids(230))
  expect(await runWorkflow('describeMissing', { dry_run: true }, activities)).toMatchObject({ found: 230, ended: {} })
  expect(described).toEqual([])
})

test('no more than were asked for, and the result says that there may be others', async () => {
  const { activities, described } = records(ids(5))
  expect(await runWorkflow('describeMissing', { limit: 2 }, activities)).toEqual({ found: 2, ended: { done: 2 }, stopped_by: 'limit' })
  expect(described).toHaveLength(2)
})

test('a day’s budget that is used up ends it after what has begun', async () => {
  const missing = ids(12)
  const { activities, described } = records(missing, { [missing[1] as string]: { type: 'budget_reached', details: [{ scope: 'total' }] } })
  const result = await runWorkflow('describeMissing', {}, activities)
  expect(result).toMatchObject({ stopped_by: 'budget', ended: { extracted: 1 } })
  expect(described.length).toBeLessThan(missing.length)
})

test('a user’s own budget keeps none of the others back', async () => {
  const missing = ids(6)
  const { activities } = records(missing, { [missing[1] as string]: { type: 'budget_reached', details: [{ scope: 'user' }] } })
  expect(await runWorkflow('describeMissing', {}, activities)).toEqual({ found: 6, ended: { done: 5, extracted: 1 }, stopped_by: null })
})

test('one that fails keeps none of the others back', async () => {
  const missing = ids(3)
  const { activities } = records(missing)
  const fetchPage: Activities['fetchPage'] = async ({ applicationId, request }) => {
    if (applicationId === missing[0]) return failing('gone')()
    return (activities.fetchPage as Activities['fetchPage'])({ applicationId, request })
  }
  expect(await runWorkflow('describeMissing', {}, { ...activities, fetchPage })).toMatchObject({ found: 3, ended: { done: 2, failed: 1 } })
})

test('cancelled, it ends what it has begun as if nothing were, and begins no other', async () => {
  const { activities } = records(ids(5))
  const [begun, go] = [gate(), gate()]
  const ended: string[] = []
  let fetched = 0
  const held: Partial<Activities> = {
    ...activities,
    fetchPage: async ({ applicationId }) => {
      if (++fetched === 3) begun.resolve()
      await go.promise
      return { pageId: applicationId, bytes: 1, via: 'http' }
    },
    finishDescription: async ({ outcome }) => {
      ended.push(outcome.status)
      return { stored: true, status: outcome.status }
    },
  }
  const meanwhile = async (workflow: WorkflowHandle) => {
    await begun.promise
    await workflow.cancel()
    // Answered once it has taken the cancellation in.
    await workflow.query('progress')
    go.resolve()
  }
  await expect(runWorkflow('describeMissing', {}, held, { on: 'dev', meanwhile })).rejects.toMatchObject({ cause: { name: 'CancelledFailure' } })
  expect(ended).toEqual(['done', 'done', 'done'])
  expect(fetched).toBe(3)
})

test.each([[{ limit: 0 }], [{ limit: 'x' }], [{ all: true }], ['x']])('%o is refused at once, with the JSON to type', async (wrong) => {
  const error = await runWorkflow('describeMissing', wrong as never, {}).catch((error: Error) => error)
  expect(error).toMatchObject({ cause: { type: 'bad_input', nonRetryable: true } })
})
