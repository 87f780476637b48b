import { randomUUID } from 'node:crypto'
import { MockActivityEnvironment } from '@temporalio/testing'
import { expect, test } from 'vitest'
import { eraseUserId } from '../core/temporal/names.ts'
import { startErasure } from '../core/temporal/start-erasure.ts'
import { temporal } from '../tests/support/run-workflow.ts'
import { createErasureWorkflows } from './erasure-workflows.ts'

test('an erasure that nobody runs is started in the name of the reconciling run, and again when an operator ended it', async () => {
  const { client } = await temporal('dev')
  const erasures = createErasureWorkflows(client.workflow, `test-${randomUUID()}`)
  const activity = new MockActivityEnvironment({ workflowExecution: { workflowId: 'reconcile-2026-11-23T12:00:00Z', runId: 'run' } })
  const userId = randomUUID().replaceAll('-', '').slice(0, 24)
  const workflow = client.workflow.getHandle(eraseUserId(userId))

  expect(await erasures.isErasing(userId)).toBe(false)
  for (const _ of ['first', 'again']) {
    await activity.run(() => erasures.erase(userId))
    expect(await erasures.isErasing(userId)).toBe(true)
    expect((await workflow.describe()).memo).toEqual({ request_id: 'reconcile-2026-11-23T12:00:00Z' })
    await workflow.terminate()
    expect(await erasures.isErasing(userId)).toBe(false)
  }
})

test('an erasure that runs is joined, whoever asks again', async () => {
  const { client } = await temporal('dev')
  const userId = randomUUID().replaceAll('-', '').slice(0, 24)
  const workflow = client.workflow.getHandle(eraseUserId(userId))
  const ask = (requestId: string) => startErasure(client.workflow, `test-${randomUUID()}`, { userId, requestId }, () => {})
  await ask('first')
  const { runId } = await workflow.describe()
  await ask('again')
  expect(await workflow.describe()).toMatchObject({ runId, memo: { request_id: 'first' } })
  await workflow.terminate()
})
