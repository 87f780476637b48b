import { Context } from '@temporalio/activity'
import { ApplicationFailure, CancelledFailure } from '@temporalio/common'
import { expect, test } from 'vitest'
import { failing, ID, input, record } from '../tests/support/described-record.ts'
import { gate, runWorkflow } from '../tests/support/run-workflow.ts'

test('cancelled by an operator: the record says so', async () => {
  const { activities, finished } = record()
  const fetching = gate()
  const run = runWorkflow(
    'describeApplication',
    input,
    {
      ...activities,
      fetchPage: async () => {
        fetching.resolve()
        return Context.current().cancelled
      },
    },
    {
      on: 'dev',
      meanwhile: async (workflow) => {
        await fetching.promise
        await workflow.cancel()
      },
    },
  )
  await expect(run).rejects.toMatchObject({ cause: expect.any(CancelledFailure) })
  expect(finished).toEqual([
    { applicationId: ID, request: 1, outcome: { status: 'failed', failure: { code: 'timed_out', params: { reason: 'cancelled' } }, retryAt: null } },
  ])
})

test('MongoDB away while the page is kept: the site is asked again only once MongoDB is back', async () => {
  const { activities } = record()
  let [fetches, notes] = [0, 0]
  const result = await runWorkflow('describeApplication', input, {
    ...activities,
    fetchPage: async () => {
      if (++fetches === 1) throw ApplicationFailure.create({ type: 'database_away' })
      return { pageId: 'http-page', bytes: 1, via: 'http' }
    },
    noteDescriptionStep: async () => {
      if (++notes < 10) throw ApplicationFailure.create({ type: 'database_away' })
    },
  })
  expect(result).toEqual({ status: 'done' })
  expect([fetches, notes]).toEqual([2, 11])
})

/** As Temporal's core says it of an activity that a stopping worker did not wait for. */
const stopped = failing('WorkerShutdown', {}, false)

test('workers that are stopped cost the page none of its attempts', async () => {
  const { activities } = record()
  let attempts = 0
  const result = await runWorkflow('describeApplication', input, {
    ...activities,
    fetchPage: async () => {
      attempts++
      if (attempts <= 4) return stopped()
      if (attempts <= 6) return failing('unreachable', { status: 503 }, false)()
      return { pageId: 'http-page', bytes: 1, via: 'http' }
    },
  })
  expect([result, attempts]).toEqual([{ status: 'done' }, 7])
})

test('a worker that died is noticed by its missing heartbeats, and costs the page no attempt', async () => {
  const { activities } = record()
  const attempts: number[] = []
  const fetchPage = async () => {
    const activity = Context.current()
    attempts.push(activity.info.attempt)
    if (attempts.length > 1) return { pageId: 'http-page', bytes: 1, via: 'http' as const }
    Object.assign(activity, { heartbeat: () => {} })
    return activity.cancelled
  }
  expect(await runWorkflow('describeApplication', input, { ...activities, fetchPage }, { on: 'dev' })).toEqual({ status: 'done' })
  expect(attempts).toEqual([1, 1])
})

test('a page that loses every worker has its end, which blames nobody', async () => {
  const { activities, finished } = record()
  let attempts = 0
  const extractFacts = () => {
    attempts++
    return stopped()
  }
  const result = await runWorkflow('describeApplication', input, { ...activities, extractFacts })
  expect([result, attempts]).toEqual([{ status: 'failed', code: 'timed_out' }, 5])
  expect(finished[0]?.outcome).toMatchObject({ failure: { code: 'timed_out', params: { reason: 'interrupted' } } })
})

test('a host whose turn is far away costs the page none of its attempts, and is asked when it is near', async () => {
  const { activities } = record()
  const asked: number[] = []
  const result = await runWorkflow('describeApplication', input, {
    ...activities,
    fetchPage: async () => {
      asked.push(Context.current().info.currentAttemptScheduledTimestampMs)
      if (asked.length <= 5) throw ApplicationFailure.create({ type: 'host_busy', details: [{ wait_ms: 60_000 }] })
      return { pageId: 'http-page', bytes: 1, via: 'http' }
    },
  })
  expect(result).toEqual({ status: 'done' })
  const waits = asked.slice(1).map((time, index) => time - (asked[index] ?? 0))
  expect(waits).toHaveLength(5)
  expect(Math.min(...waits)).toBeGreaterThanOrEqual(59_000)
})

test('a host that is busy for ever ends the description, which says so', async () => {
  const { activities, finished } = record()
  const result = await runWorkflow('describeApplication', input, { ...activities, fetchPage: failing('host_busy', { wait_ms: 600_000 }, false) })
  expect(result).toEqual({ status: 'failed', code: 'timed_out' })
  expect(finished[0]?.outcome).toMatchObject({ failure: { params: { reason: 'host_busy' } } })
})
