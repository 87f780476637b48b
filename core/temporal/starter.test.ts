import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { Client } from '@temporalio/client'
import { pino } from 'pino'
import { afterEach, expect, test } from 'vitest'
import { historyText } from '../../tests/support/history-text.ts'
import { freshNamespace, temporal } from '../../tests/support/run-workflow.ts'
import { testTemporalAddress } from '../../tests/support/temporal.ts'
import { collectJobOffersId, describeApplicationId, eraseUserId } from './names.ts'
import { createWorkflowStarter } from './starter.ts'

const tls = { cert: undefined, key: undefined, ca: undefined, serverName: undefined }
const opened: { close(): Promise<void> }[] = []
afterEach(async () => {
  await Promise.all(opened.splice(0).map((starter) => starter.close()))
})

function starterAt(address: string, namespace = 'default') {
  const warnings: string[] = []
  const log = pino({}, { write: (line: string) => void warnings.push(JSON.parse(line).msg) })
  const starter = createWorkflowStarter({ address, namespace, taskQueue: `test-${randomUUID()}`, apiKey: undefined, tls, log })
  opened.push(starter)
  return { ...starter, warnings }
}
const freshId = () => randomUUID().replaceAll('-', '').slice(0, 24)
const request = (applicationId: string, requestId: string) => ({
  applicationId,
  userId: '6560f0c2a7b4c1d2e3f40517',
  url: 'https://jobs.example.com/offers/42?token=a-secret',
  requestId,
})

test('two requests for one application start one workflow and tell it twice', async () => {
  const { client } = await temporal('dev')
  const starter = starterAt(testTemporalAddress())
  const id = freshId()
  await starter.describeApplication(request(id, 'first'))
  await starter.describeApplication(request(id, 'second'))

  const workflow = client.workflow.getHandle(describeApplicationId(id))
  const { memo, staticSummary } = await workflow.describe()
  expect(memo).toEqual({ request_id: 'first' })
  expect(await staticSummary()).toBe('Describes an offer')
  const { events } = await workflow.fetchHistory()
  expect(events?.filter((event) => event.workflowExecutionSignaledEventAttributes)).toHaveLength(2)
  const text = await historyText(workflow)
  expect(text).toContain(id)
  expect(text).not.toContain('a-secret')
  await workflow.terminate()
})

test('two requests to erase a user start one workflow', async () => {
  const { client } = await temporal('dev')
  const starter = starterAt(testTemporalAddress())
  const userId = freshId()
  await Promise.all(['first', 'second'].map((requestId) => starter.eraseUser({ userId, requestId })))

  const workflow = client.workflow.getHandle(eraseUserId(userId))
  const { memo, staticSummary, type } = await workflow.describe()
  expect([type, await staticSummary(), ['first', 'second'].includes(String(memo?.request_id))]).toEqual(['eraseUser', 'Erases a user', true])
  await workflow.terminate()
})

test('two requests for one collection start one workflow, whose history names the record and nothing that was searched for', async () => {
  const { client } = await temporal('dev')
  const starter = starterAt(testTemporalAddress())
  const [collectionId, userId] = [freshId(), freshId()]
  await Promise.all(['first', 'second'].map((requestId) => starter.collectJobOffers({ collectionId, userId, requestId })))

  const workflow = client.workflow.getHandle(collectJobOffersId(collectionId))
  const { memo, staticSummary, type } = await workflow.describe()
  expect([type, await staticSummary()]).toEqual(['collectJobOffers', 'Collects job offers'])
  expect(['first', 'second']).toContain(memo?.request_id)
  const { events } = await workflow.fetchHistory()
  const input = events?.[0]?.workflowExecutionStartedEventAttributes?.input?.payloads?.[0]?.data
  expect(JSON.parse(Buffer.from(input ?? '').toString())).toEqual({ collection_id: collectionId })
  await workflow.terminate()
})

test('a collection’s run is cancelled; one that has ended or never began is left as it is', async () => {
  const { client } = await temporal('dev')
  const starter = starterAt(testTemporalAddress())
  const collectionId = freshId()
  await starter.collectJobOffers({ collectionId, userId: null, requestId: 'first' })
  await starter.cancelCollection({ collectionId })
  const workflow = client.workflow.getHandle(collectJobOffersId(collectionId))
  const { events } = await workflow.fetchHistory()
  expect(events?.filter((event) => event.workflowExecutionCancelRequestedEventAttributes)).toHaveLength(1)
  await workflow.terminate()
  for (const id of [collectionId, freshId()]) await starter.cancelCollection({ collectionId: id })
})

test('search attributes that Temporal does not know keep no workflow from starting', async () => {
  const { connection } = await temporal('dev')
  const namespace = await freshNamespace(connection)
  const starter = starterAt(testTemporalAddress(), namespace)
  const id = freshId()
  await starter.describeApplication(request(id, 'first'))
  const { status } = await new Client({ connection, namespace }).workflow.getHandle(describeApplicationId(id)).describe()
  expect(status.name).toBe('RUNNING')
  const told = expect.stringContaining('does not know the search attributes')
  expect(starter.warnings).toEqual([told])
  await starter.eraseUser({ userId: id, requestId: 'second' })
  await starter.collectJobOffers({ collectionId: id, userId: id, requestId: 'third' })
  expect(starter.warnings).toEqual([told, told, told])
})

test('Temporal away: the start and the health check fail at their deadlines, however long the next attempt would wait', async () => {
  const starter = starterAt('127.0.0.1:1')
  // Beside timers of the same process: what holds it up holds up both.
  const overrun = async (calls: Promise<unknown>[], deadlineMs: number) => {
    const done = Promise.allSettled(calls).then((results) => ({ results, at: performance.now() }))
    const [{ results, at }, due] = await Promise.all([done, delay(deadlineMs).then(() => performance.now())])
    for (const { status } of results) expect(status).toBe('rejected')
    return at - due
  }
  expect(await overrun([starter.health()], 1_000)).toBeLessThan(200)
  const [userId, collectionId, requestId] = [freshId(), freshId(), 'first']
  const starts = [
    starter.describeApplication(request(freshId(), requestId)),
    starter.eraseUser({ userId, requestId }),
    starter.collectJobOffers({ collectionId, userId, requestId }),
    starter.cancelCollection({ collectionId }),
  ]
  expect(await overrun(starts, 3_000)).toBeLessThan(200)
})

test('health answers how long Temporal took, in milliseconds', async () => {
  expect(await starterAt(testTemporalAddress()).health()).toBeGreaterThan(0)
})
