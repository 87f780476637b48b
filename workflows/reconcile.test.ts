import { expect, test } from 'vitest'
import type { ReconcileBatch } from '../activities/maintaining/reconcile.ts'
import { runWorkflow } from '../tests/support/run-workflow.ts'

const LAST = '6560f0c2a7b4c1d2e3f40516'

const batch = (counts: { started?: number; ended?: number; left?: number; errors?: number; last?: string }) => ({
  started: 0,
  ended: 0,
  left: 0,
  errors: 0,
  last: undefined,
  ...counts,
})

test('goes on until no application is left, and adds the batches up', async () => {
  const asked: ReconcileBatch[] = []
  const batches = [batch({ started: 90, ended: 4, left: 5, errors: 1, last: 'b' }), batch({ started: 1 })]
  const reconcileBatch = async (given: ReconcileBatch) => {
    asked.push(given)
    return batches.shift() ?? batch({})
  }
  const result = await runWorkflow('reconcile', {}, { reconcileBatch })
  expect(result).toEqual({ started: 91, ended: 4, left: 5, errors: 1 })
  expect(asked.map(({ after, limit }) => [after, limit])).toEqual([
    [undefined, 100],
    ['b', 100],
  ])
})

test('what changed within the last seconds is left to those who are at it', async () => {
  const asked: number[] = []
  const reconcileBatch = async ({ updatedBefore }: ReconcileBatch) => {
    asked.push(Date.parse(updatedBefore))
    return batch({})
  }
  const started = Date.now()
  await runWorkflow('reconcile', { unchanged_for_seconds: 3_600 }, { reconcileBatch }, { on: 'dev' })
  expect(asked[0]).toBeLessThanOrEqual(started - 3_590_000)
})

test('a run that was continued goes on after the last id it had seen, with what it had counted', async () => {
  const asked: (string | undefined)[] = []
  const so_far = { started: 5, ended: 0, left: 0, errors: 0, after: LAST }
  const reconcileBatch = async ({ after }: ReconcileBatch) => {
    asked.push(after)
    return batch({ started: 1 })
  }
  const result = await runWorkflow('reconcile', { so_far }, { reconcileBatch })
  expect(asked).toEqual([LAST])
  expect(result.started).toBe(6)
})

test('progress tells the counts so far', async () => {
  let [seen, batches] = [{}, 0]
  const second = Promise.withResolvers<void>()
  const queried = Promise.withResolvers<void>()
  await runWorkflow(
    'reconcile',
    {},
    {
      reconcileBatch: async () => {
        if (++batches === 1) return batch({ started: 100, last: 'b' })
        second.resolve()
        await queried.promise
        return batch({})
      },
    },
    {
      meanwhile: async (workflow) => {
        await second.promise
        seen = await workflow.query('progress')
        queried.resolve()
      },
    },
  )
  expect(seen).toEqual({ started: 100, ended: 0, left: 0, errors: 0 })
})

const none = { started: 0, ended: 0, left: 0, errors: 0 }
test.each([
  'abc',
  [],
  { unchanged_for_seconds: '10' },
  { unchanged_for_seconds: -1 },
  { unchanged_for_seconds: 1e300 },
  { so_far: {} },
  { so_far: { ...none, after: 'zz' } },
  { so_far: { ...none, started: -1 } },
])('%o is refused at once, with the JSON to type', async (wrong) => {
  const error = await runWorkflow('reconcile', wrong as never, {}).catch((error: Error) => error)
  expect(error).toMatchObject({
    cause: { type: 'bad_input', nonRetryable: true, message: expect.stringContaining('{"unchanged_for_seconds":10}') },
  })
})

test.each([undefined, null, {}, { unchanged_for_seconds: null, so_far: null }, { unchanged_for_seconds: 0 }, { so_far: none }])(
  '%o will do',
  async (input) => {
    expect(await runWorkflow('reconcile', input as never, { reconcileBatch: async () => batch({}) })).toEqual(none)
  },
)
