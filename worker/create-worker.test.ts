import { randomUUID } from 'node:crypto'
import { expect, test } from 'vitest'
import type { Activities } from '../activities/index.ts'
import { newId } from '../core/db/new-id.ts'
import { collectFromSourceId } from '../core/temporal/names.ts'
import { counted } from '../tests/support/collected-source.ts'
import { record } from '../tests/support/described-record.ts'
import { bundleFolder, gate, temporal } from '../tests/support/run-workflow.ts'
import { createWorkers } from './create-worker.ts'
import { workflowBundle } from './workflow-bundle.ts'

/** Four collections of four sources each ask for so many pages at once. */
const SOURCES = 16
const WAITING = SOURCES * 3

test('calls of the model are held to their rate', async () => {
  const { client, nativeConnection } = await temporal('dev')
  const taskQueue = `test-${randomUUID()}`
  const times: number[] = []
  const calls = 20
  const activities = { ...record().activities, describeOffer: async () => ({ hasModel: true }), planQuestions: async () => ({ parts: calls }) }
  const ofModel: Partial<Activities> = {
    claimAnswer: async () => ({ state: 'asked' }),
    askModel: async () => void times.push(performance.now()),
    describeFromAnswers: async () => ({ kind: 'offer' }),
    renderPage: async () => ({ pageId: 'x', bytes: 1, via: 'browser' }),
    renderStep: async () => ({ waitMs: null }),
  }
  const of = {
    ...{ connection: nativeConnection, namespace: 'default', taskQueue, browserPages: 1, modelCalls: { perMinute: 240, atOnce: 10 } },
    activities: { ...activities, ...ofModel } as Activities,
    workflowBundle: await workflowBundle(bundleFolder),
  }
  const workers = await createWorkers(of)
  const running = workers.run()
  try {
    await client.workflow.execute('describeApplication', { workflowId: taskQueue, taskQueue, args: [{ application_id: newId() }] })
  } finally {
    workers.shutdown()
    await running
  }
  expect(times).toHaveLength(calls)
  // Four a second, and a few at first that nobody used before.
  expect(((times.at(-1) ?? 0) - (times[0] ?? 0)) / 1_000).toBeGreaterThan((calls - 8) / 4)
})

test('pages that wait for their hosts’ turns leave room for other activities', async () => {
  const { client, nativeConnection } = await temporal('dev')
  const [taskQueue, over, allWait] = [`test-${randomUUID()}`, gate(), gate()]
  let waiting = 0
  const activities: Partial<Activities> = {
    reopenSource: async () => true,
    // The last source has nothing to be asked: all that it needs is activities of the record.
    planSource: async ({ source }) => ({ isToBeAsked: source === 'greenhouse', hasSearchAttributes: false }),
    nextSteps: async ({ collectionId, except }) =>
      [1, 2, 3].map((n) => ({ id: `${collectionId} ${n}`, label: 'page', isFetched: false })).filter(({ id }) => !except.includes(id)),
    fetchStep: async () => {
      waiting += 1
      if (waiting === WAITING) allWait.resolve()
      await over.promise
      return { waitMs: null }
    },
    saveStep: async () => ({ counts: counted(1), needsBrowser: false, isEnough: true }),
    finishSource: async () => ({ status: 'done', counts: counted(1) }),
    finishCollection: async () => ({ status: 'done', counts: counted(1) }),
    renderStep: async () => ({ waitMs: null }),
  }
  const workers = await createWorkers({
    ...{ connection: nativeConnection, namespace: 'default', taskQueue, browserPages: 1 },
    activities: activities as Activities,
    workflowBundle: await workflowBundle(bundleFolder),
  })
  const running = workers.run()
  const collect = (source: string) => {
    const id = newId()
    return client.workflow.execute('collectFromSource', {
      workflowId: collectFromSourceId(source, id),
      taskQueue,
      args: [{ collection_id: id, source }],
      workflowExecutionTimeout: '12 seconds',
    })
  }
  const held = Array.from({ length: SOURCES }, () => collect('greenhouse'))
  try {
    await Promise.race([allWait.promise, Promise.all(held)])
    expect(await collect('lever')).toMatchObject({ status: 'done' })
  } finally {
    over.resolve()
    await Promise.allSettled(held)
    workers.shutdown()
    await running
  }
})
