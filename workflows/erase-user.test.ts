import { activityInfo } from '@temporalio/activity'
import type { WorkflowHandle } from '@temporalio/client'
import { ApplicationFailure } from '@temporalio/common'
import { expect, test } from 'vitest'
import type { Activities } from '../activities/index.ts'
import { logged, runWorkflow } from '../tests/support/run-workflow.ts'

const USER = '6560f0c2a7b4c1d2e3f40516'
type Batch = Awaited<ReturnType<Activities['eraseBatch']>>

/** A user with so many batches of records, and what was done to them, in order. */
function user(...batches: Batch[]) {
  const done: unknown[] = []
  const activities: Partial<Activities> = {
    refuseLiveUser: async (given) => void done.push(['refuseLiveUser', given]),
    eraseBatch: async (given) => {
      done.push(['eraseBatch', given])
      return batches.shift() ?? { erased: {}, more: false }
    },
    eraseAccount: async (given) => void done.push(['eraseAccount', given]),
  }
  return { activities, done }
}
const batch = ['eraseBatch', { userId: USER, limit: 500 }]

/** Runs it, and answers what it waited for, in seconds, beside its result. */
async function timed(input: Parameters<typeof runWorkflow<'eraseUser'>>[1], activities: Partial<Activities>) {
  const run: WorkflowHandle[] = []
  const result = await runWorkflow('eraseUser', input, activities, { meanwhile: async (workflow) => void run.push(workflow) })
  const { events } = (await run[0]?.fetchHistory()) ?? {}
  const timers = (events ?? []).flatMap(({ timerStartedEventAttributes: timer }) => (timer ? [Number(timer.startToFireTimeout?.seconds)] : []))
  return { result, timers }
}

test('erases batch after batch until nothing is left, then the account, and counts by collection', async () => {
  const { activities, done } = user(
    { erased: { applications: 500 }, more: true },
    { erased: { applications: 3, tasks: 497 }, more: true },
    { erased: { tasks: 1, cvs: 1 }, more: false },
  )
  expect(await runWorkflow('eraseUser', { user_id: USER.toUpperCase() }, activities)).toEqual({ applications: 503, tasks: 498, cvs: 1 })
  expect(done).toEqual([['refuseLiveUser', { userId: USER }], batch, batch, batch, ['eraseAccount', { userId: USER }]])
  expect(logged.find(({ msg }) => msg === 'A user was erased')).toMatchObject({ user_id: USER })
})

test('what the user asked for last is done before anything is erased: over 5 s, when every process knows that their sessions ended', async () => {
  const { result, timers } = await timed({ user_id: USER }, user().activities)
  expect(result).toEqual({})
  expect(timers).toHaveLength(1)
  expect(timers[0]).toBeGreaterThan(5)
})

test('a run that was continued does not wait again, and adds to what was erased', async () => {
  const { activities, done } = user({ erased: { applications: 1, tasks: 2 }, more: false })
  const { result, timers } = await timed({ user_id: USER, so_far: { applications: 500 } }, activities)
  expect([result, timers, done.length]).toEqual([{ applications: 501, tasks: 2 }, [], 3])
})

test('a run whose history has grown long is continued, and counts on', async () => {
  const padding = 'x'.repeat(1_500_000)
  const long = { erased: { applications: 500 }, more: true, padding }
  const { activities } = user(long, long, long, { erased: { applications: 1 }, more: false })
  const runs = new Set<string>()
  const eraseBatch: Activities['eraseBatch'] = async (given) => {
    runs.add(activityInfo().workflowExecution?.runId ?? '')
    return (activities.eraseBatch as Activities['eraseBatch'])(given)
  }
  const input = { user_id: USER, so_far: { tasks: 7 } }
  expect(await runWorkflow('eraseUser', input, { ...activities, eraseBatch }, { on: 'dev' })).toEqual({ tasks: 7, applications: 1501 })
  expect(runs.size).toBe(2)
})

test('a user who did not ask for it loses nothing, and the operator reads why', async () => {
  const { activities, done } = user()
  const refuseLiveUser = async () => {
    throw ApplicationFailure.nonRetryable('Nobody asked for it', 'not_asked_for')
  }
  const error = await runWorkflow('eraseUser', { user_id: USER }, { ...activities, refuseLiveUser }).catch((error: Error) => error)
  expect(error).toMatchObject({ cause: { type: 'not_asked_for', message: 'Nobody asked for it' } })
  expect(done).toEqual([])
})

test('progress tells what is gone so far', async () => {
  const { activities } = user({ erased: { applications: 500 }, more: true })
  const [second, queried] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  let batches = 0
  const eraseBatch: Activities['eraseBatch'] = async (given) => {
    if (++batches === 2) {
      second.resolve()
      await queried.promise
    }
    return (activities.eraseBatch as Activities['eraseBatch'])(given)
  }
  let seen: unknown
  const meanwhile = async (workflow: WorkflowHandle) => {
    await second.promise
    seen = await workflow.query('progress')
    queried.resolve()
  }
  await runWorkflow('eraseUser', { user_id: USER }, { ...activities, eraseBatch }, { meanwhile })
  expect(seen).toEqual({ step: 'erasing', erased: { applications: 500 } })
})

test.each([undefined, null, {}, 'abc', [], { user_id: 1 }, { user_id: 'abc' }, { user_id: { $ne: '' } }, { user_id: USER, dry_run: true }])(
  '%o is refused at once, with the JSON to type',
  async (wrong) => {
    const error = await runWorkflow('eraseUser', wrong as never, {}).catch((error: Error) => error)
    expect(error).toMatchObject({ cause: { type: 'bad_input', nonRetryable: true, message: expect.stringContaining('{"user_id":"') } })
  },
)
