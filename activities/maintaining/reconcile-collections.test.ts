import { expect, test } from 'vitest'
import type { UnfinishedCollection } from '../../core/db/collection-repository.ts'
import type { WorkflowState } from './reconcile.ts'
import { createCollectionReconciling } from './reconcile-collections.ts'

const NOW = new Date('2026-11-23T12:00:00Z')
const unfinished = (id: string, change: Partial<UnfinishedCollection> = {}): UnfinishedCollection => ({
  id,
  userId: 'user',
  status: 'running',
  heldBy: null,
  unendedSources: ['greenhouse'],
  ...change,
})

interface Temporal {
  states?: Record<string, WorkflowState>
  /** Ids of workflows that go on. */
  running?: string[]
  refuses?: string[]
}

function reconciling(found: UnfinishedCollection[], { states = {}, running = [], refuses = [] }: Temporal = {}) {
  const [started, ended, asked]: [string[], string[], string[]] = [[], [], []]
  const reconcile = createCollectionReconciling({
    collections: {
      listUnfinished: async ({ after, limit }) => {
        const first = after === undefined ? 0 : found.findIndex(({ id }) => id === after) + 1
        return found.slice(first, first + limit)
      },
      endCollection: async (id) => {
        ended.push(id)
        return undefined
      },
    },
    collectionWorkflows: {
      state: async (id) => states[id] ?? 'unknown',
      isHolding: async (id) => {
        asked.push(id)
        return running.includes(id)
      },
      isAsking: async (source, id) => running.includes(`${source} ${id}`),
      start: async ({ collectionId }) => {
        if (refuses.includes(collectionId)) throw new Error('Temporal is busy')
        started.push(collectionId)
      },
    },
    now: () => NOW,
  })
  return { run: () => reconcile(NOW), started, ended, asked }
}

test('what was asked for while Temporal was away is started', async () => {
  const { run, started } = reconciling([unfinished('a', { status: 'pending', unendedSources: [] })])
  expect(await run()).toEqual({ started: 1, ended: 0, left: 0, errors: 0 })
  expect(started).toEqual(['a'])
})

test('what runs is left alone; what lost its workflow is started again', async () => {
  const { run, started } = reconciling([unfinished('a'), unfinished('b'), unfinished('c')], { states: { a: 'running', b: 'completed' } })
  expect(await run()).toMatchObject({ started: 2, left: 1 })
  expect(started).toEqual(['b', 'c'])
})

test('what broke is ended, unless an operator has one of its sources asked', async () => {
  const { run, ended } = reconciling([unfinished('a'), unfinished('b')], { states: { a: 'broken', b: 'broken' }, running: ['greenhouse b'] })
  expect(await run()).toMatchObject({ ended: 1, left: 1 })
  expect(ended).toEqual(['a'])
})

test('what waits for its turn is left to who holds it, who is looked for once', async () => {
  const held = Array.from({ length: 250 }, (_, n) => unfinished(`h${n}`, { status: 'pending', heldBy: 'schedule' }))
  const { run, asked } = reconciling([...held, unfinished('a', { status: 'pending' })], { running: ['schedule'] })
  expect(await run()).toMatchObject({ started: 1, left: 250 })
  expect(asked).toEqual(['schedule'])
})

test('what its holder left behind is started, ten at a time', async () => {
  const held = Array.from({ length: 25 }, (_, n) => unfinished(`h${n}`, { status: 'pending', heldBy: 'gone' }))
  const { run, started } = reconciling(held)
  expect(await run()).toMatchObject({ started: 10, left: 15 })
  expect(started).toEqual(held.slice(0, 10).map(({ id }) => id))
})

test('one that fails is counted and keeps none of the others back', async () => {
  const all = Array.from({ length: 120 }, (_, n) => unfinished(`a${n}`, { status: 'pending' }))
  const { run } = reconciling(all, { refuses: ['a3'] })
  expect(await run()).toEqual({ started: 119, ended: 0, left: 0, errors: 1 })
})
