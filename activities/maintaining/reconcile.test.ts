import { expect, test } from 'vitest'
import type { DueDescription, UnfinishedDescription } from '../../core/db/application-descriptions.ts'
import { createReconciling, type WorkflowState } from './reconcile.ts'

const NOW = new Date('2026-11-23T12:00:00Z')
const TOMORROW = new Date('2026-11-24T00:00:00Z')
const unfinished = (id: string, status: 'pending' | 'running'): UnfinishedDescription => ({
  id,
  userId: 'user',
  url: 'https://jobs.example.com/1',
  status,
  request: 3,
})

function reconciling(
  found: UnfinishedDescription[],
  states: Record<string, WorkflowState | Error> = {},
  { erasing = [], due = [], reached = {} }: { erasing?: string[]; due?: DueDescription[]; reached?: Record<string, 'user' | 'total'> } = {},
) {
  const [started, ended, postponed]: [string[], unknown[], unknown[]] = [[], [], []]
  const { reconcileBatch } = createReconciling({
    applications: {
      listUnfinished: async ({ limit }) => found.slice(0, limit),
      failUnfinished: async (...end) => {
        ended.push(end)
        return end[0] !== 'finished-meanwhile'
      },
      listDueAgain: async (by) => (by.getTime() === NOW.getTime() ? due : []),
      postponeDescription: async (...later) => void postponed.push(later),
      renewDescription: async (id) => id !== 'written-by-its-owner-meanwhile',
    },
    workflows: {
      state: async (id) => {
        const state = states[id] ?? 'unknown'
        if (state instanceof Error) throw state
        return state
      },
      start: async ({ applicationId }) => {
        if (states[applicationId] instanceof Error) throw states[applicationId]
        started.push(applicationId)
      },
    },
    modelBudgets: {
      roomForWaiting: async (userId) => {
        const scope = reached[userId]
        return scope && { scope, resetsAt: TOMORROW }
      },
    },
    erasure: { listErasing: async (askedBefore) => (askedBefore.getTime() === NOW.getTime() ? erasing : []) },
    erasures: {
      isErasing: async (userId) => states[userId] === 'running',
      erase: async (userId) => {
        if (states[userId] instanceof Error) throw states[userId]
        started.push(userId)
      },
    },
    collections: { listUnfinished: async () => [], endCollection: async () => undefined },
    collectionWorkflows: { state: async () => 'unknown', isHolding: async () => false, isAsking: async () => false, start: async () => {} },
    now: () => NOW,
  })
  const run = (limit = 100, after?: string) => reconcileBatch({ updatedBefore: NOW.toISOString(), after, limit })
  return { run, started, ended, postponed }
}

test('what was asked for and never started is started', async () => {
  const { run, started } = reconciling([unfinished('a', 'pending')], { a: 'running' })
  expect(await run()).toMatchObject({ started: 1 })
  expect(started).toEqual(['a'])
})

test('what runs is left alone', async () => {
  const { run, started, ended } = reconciling([unfinished('a', 'running')], { a: 'running' })
  expect(await run()).toEqual({ started: 0, ended: 0, left: 1, errors: 0, last: undefined })
  expect([started, ended]).toEqual([[], []])
})

test.each(['unknown', 'completed'] as const)('a record that says running while its workflow is %s is started again', async (state) => {
  const { run, started } = reconciling([unfinished('a', 'running')], { a: state })
  expect(await run()).toMatchObject({ started: 1 })
  expect(started).toEqual(['a'])
})

test('a record whose workflow broke is ended, under the counter that it had', async () => {
  const { run, ended } = reconciling([unfinished('a', 'running')], { a: 'broken' })
  expect(await run()).toMatchObject({ ended: 1 })
  expect(ended).toEqual([['a', 3, { code: 'timed_out', params: { reason: 'interrupted' }, retry_at: null }, NOW]])
})

test('one that got its end meanwhile is not counted as ended', async () => {
  const { run } = reconciling([unfinished('finished-meanwhile', 'running')], { 'finished-meanwhile': 'broken' })
  expect(await run()).toMatchObject({ ended: 0, left: 1 })
})

test('one that fails is counted and keeps none of the others back', async () => {
  const all = Array.from({ length: 25 }, (_, at) => unfinished(`a${at}`, 'pending'))
  const { run, started } = reconciling(all, { a3: new Error('Temporal is busy') })
  expect(await run()).toMatchObject({ started: 24, errors: 1 })
  expect(started).toHaveLength(24)
})

test('a full batch tells where the next one begins', async () => {
  const { run } = reconciling([unfinished('a', 'pending'), unfinished('b', 'pending')])
  expect(await run(2)).toMatchObject({ last: 'b' })
  expect(await run(3)).toMatchObject({ last: undefined })
})

test('an erasure that was asked for is started unless it runs, with the first batch only', async () => {
  const states = { b: 'running', c: new Error('Temporal is busy') } as const
  const { run, started } = reconciling([unfinished('application', 'pending')], states, { erasing: ['a', 'b', 'c', 'd'] })
  expect(await run()).toMatchObject({ started: 3, left: 1, errors: 1 })
  expect(started.sort()).toEqual(['a', 'application', 'd'])
  expect(await run(100, 'application')).toMatchObject({ started: 1, left: 0, errors: 0 })
})

test('what was promised another try by now is asked for again, with the first batch only', async () => {
  const due = ['budget', 'written-by-its-owner-meanwhile', 'refused'].map((id) => ({ id, userId: 'user', url: 'https://jobs.example.com/1' }))
  const { run, started } = reconciling([], { refused: new Error('Temporal is busy') }, { due })
  expect(await run()).toMatchObject({ started: 1, left: 1, errors: 1 })
  expect(started).toEqual(['budget'])
  expect(await run(100, 'application')).toMatchObject({ started: 0, left: 0, errors: 0 })
})

test('what was promised another try and has no budget again is not read in vain: a user’s own waits a day longer, everybody’s keeps its place', async () => {
  const due = ['rich', 'poor', 'late'].map((userId) => ({ id: `of-${userId}`, userId, url: 'https://jobs.example.com/1' }))
  const { run, started, postponed } = reconciling([], {}, { due, reached: { poor: 'user', late: 'total' } })
  expect(await run()).toMatchObject({ started: 1, left: 2, errors: 0 })
  expect(started).toEqual(['of-rich'])
  expect(postponed).toEqual([['of-poor', TOMORROW, NOW]])
})
