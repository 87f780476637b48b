import { expect, test } from 'vitest'
import type { ReconcileBatch } from '../activities/maintaining/reconcile.ts'
import { runWorkflow } from '../tests/support/run-workflow.ts'

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
  const so_far = { started: 5, ended: 0, left: 0, errors: 0, after: 'b' }
  const reconcileBatch = async ({ after }: ReconcileBatch) => {
    asked.push(after)
    return batch({ started: 1 })
  }
  const result = await runWorkflow('reconcile', { so_far }, { reconcileBatch })
  expect(asked).toEqual(['b'])
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
