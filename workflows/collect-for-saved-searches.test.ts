import { randomUUID } from 'node:crypto'
import { Context } from '@temporalio/activity'
import type { WorkflowHandle } from '@temporalio/client'
import { CancelledFailure } from '@temporalio/common'
import { expect, test } from 'vitest'
import type { Activities } from '../activities/index.ts'
import { collectJobOffersId } from '../core/temporal/names.ts'
import { failing } from '../tests/support/described-record.ts'
import { gate, runWorkflow, temporal } from '../tests/support/run-workflow.ts'

const idOf = (n: number) => n.toString(16).padStart(24, '0')

/** Saved searches that come to so many collections, of which the first `together` wait for each other. */
function savedSearches(collections: number, { searches = collections, unwanted = [] as readonly string[], together = 1 } = {}) {
  const held = new Set(Array.from({ length: collections }, (_, n) => idOf(n + 1)))
  const batches: (string | undefined)[] = []
  const begun: string[] = []
  const allThere = Promise.withResolvers<void>()
  let [now, most] = [0, 0]
  const activities: Partial<Activities> = {
    holdSavedSearches: async ({ after, limit }) => {
      batches.push(after)
      const left = searches - (batches.length - 1) * limit
      return { searches: Math.min(left, limit), last: left > limit ? idOf(batches.length * limit) : undefined }
    },
    nextHeld: async ({ limit, except }) => [...held].filter((id) => !except.includes(id)).slice(0, limit).map((id) => ({ id })), // biome-ignore format: one line reads better
    releaseHeld: async ({ collectionId }) => {
      held.delete(collectionId)
      return !unwanted.includes(collectionId)
    },
    noteSource: async () => {},
    beginCollection: async ({ collectionId }) => {
      begun.push(collectionId)
      most = Math.max(most, ++now)
      if (begun.length === together) allThere.resolve()
      await allThere.promise
      return { sources: [] }
    },
    finishCollection: async () => {
      now--
      return { status: 'done' }
    },
  }
  return { activities, batches, begun, most: () => most }
}

test('every collection is run once, three at a time at most', async () => {
  const { activities, begun, most } = savedSearches(25, { together: 3 })
  expect(await runWorkflow('collectForSavedSearches', {}, activities)).toEqual({ searches: 25, collections: { done: 25 } })
  expect(new Set(begun).size).toBe(25)
  expect(begun).toHaveLength(25)
  expect(most()).toBe(3)
})

test('searches are read batch by batch before the first collection begins', async () => {
  const { activities, batches } = savedSearches(2, { searches: 230 })
  expect(await runWorkflow('collectForSavedSearches', {}, activities)).toEqual({ searches: 230, collections: { done: 2 } })
  expect(batches).toEqual([undefined, idOf(100), idOf(200)])
})

test('no searches, nothing to do', async () => {
  const { activities, begun } = savedSearches(0)
  expect(await runWorkflow('collectForSavedSearches', undefined, activities)).toEqual({ searches: 0, collections: {} })
  expect(begun).toEqual([])
})

test('what nobody wants any more when its turn comes is left out', async () => {
  const { activities, begun } = savedSearches(3, { unwanted: [idOf(2)] })
  expect(await runWorkflow('collectForSavedSearches', {}, activities)).toMatchObject({ collections: { done: 2 } })
  expect(begun.sort()).toEqual([idOf(1), idOf(3)])
})

test('a collection that fails keeps none of the others back', async () => {
  const { activities } = savedSearches(4)
  const { beginCollection } = activities as Activities
  const failingSecond: Activities['beginCollection'] = (given) => (given.collectionId === idOf(2) ? failing('TypeError')() : beginCollection(given))
  const result = await runWorkflow('collectForSavedSearches', {}, { ...activities, beginCollection: failingSecond })
  expect(result.collections).toEqual({ done: 3, failed: 1 })
})

test('a collection that is cancelled by itself, by its last user, keeps none of the others back', async () => {
  const { activities, begun } = savedSearches(5)
  const [running, cancelledHolders] = [gate(), [] as string[]]
  const beginCollection: Activities['beginCollection'] = (given) => {
    if (given.collectionId !== idOf(1)) return (activities as Activities).beginCollection(given)
    running.resolve()
    return Context.current().cancelled
  }
  const cancelHeld: Activities['cancelHeld'] = async ({ heldBy }) => void cancelledHolders.push(heldBy)
  const meanwhile = async () => {
    await running.promise
    const { client } = await temporal('dev')
    await client.workflow.getHandle(collectJobOffersId(idOf(1))).cancel()
  }
  const run = runWorkflow('collectForSavedSearches', {}, { ...activities, beginCollection, cancelHeld }, { on: 'dev', meanwhile })
  expect(await run).toEqual({ searches: 5, collections: { done: 4, cancelled: 1 } })
  expect([begun.length, cancelledHolders]).toEqual([4, []])
})

test('cancelled, what has not begun does not begin any more', async () => {
  const { activities, begun } = savedSearches(9)
  const [running, cancelledHolders] = [gate(), [] as string[]]
  const beginCollection: Activities['beginCollection'] = async ({ collectionId }) => {
    begun.push(collectionId)
    running.resolve()
    return Context.current().cancelled
  }
  const cancelHeld: Activities['cancelHeld'] = async ({ heldBy }) => void cancelledHolders.push(heldBy)
  const options = {
    on: 'dev' as const,
    workflowId: `saved-searches-${randomUUID()}`,
    meanwhile: async (workflow: WorkflowHandle) => {
      await running.promise
      await workflow.cancel()
    },
  }
  const run = runWorkflow('collectForSavedSearches', {}, { ...activities, beginCollection, cancelHeld }, options)
  await expect(run).rejects.toMatchObject({ cause: expect.any(CancelledFailure) })
  expect(cancelledHolders).toEqual([options.workflowId])
  expect(begun.length).toBeLessThanOrEqual(3)
})

test('a run that was continued goes on with the collections, with what it had counted', async () => {
  const { activities, batches } = savedSearches(2)
  const so_far = { searches: 40, collections: { done: 7 }, after: undefined, is_held: true }
  expect(await runWorkflow('collectForSavedSearches', { so_far }, activities)).toEqual({ searches: 40, collections: { done: 9 } })
  expect(batches).toEqual([])
})

test('one that was continued among the searches goes on after the last', async () => {
  const { activities, batches } = savedSearches(0)
  const so_far = { searches: 100, collections: {}, after: idOf(100), is_held: false }
  await runWorkflow('collectForSavedSearches', { so_far }, activities)
  expect(batches).toEqual([idOf(100)])
})

test.each([undefined, null, {}, { so_far: null }])('%o will do', async (input) => {
  expect(await runWorkflow('collectForSavedSearches', input as never, savedSearches(0).activities)).toMatchObject({ collections: {} })
})

test.each(['x', [], { query: 'dev' }, { so_far: {} }, { so_far: { searches: -1.5, collections: {}, is_held: true } }])(
  '%o is refused at once',
  async (wrong) => {
    const error = await runWorkflow('collectForSavedSearches', wrong as never, {}).catch((error: Error) => error)
    expect(error).toMatchObject({ cause: { type: 'bad_input', nonRetryable: true, message: 'This workflow takes nothing: {}.' } })
  },
)
