import { randomUUID } from 'node:crypto'
import { MockActivityEnvironment } from '@temporalio/testing'
import { expect, test } from 'vitest'
import { describeApplicationId } from '../core/temporal/names.ts'
import { temporal } from '../tests/support/run-workflow.ts'
import { createDescriptionWorkflows } from './description-workflows.ts'

const freshId = () => randomUUID().replaceAll('-', '').slice(0, 24)
const description = (applicationId: string) => ({ applicationId, userId: freshId(), url: 'https://jobs.example.com/1' })

async function inReconcile() {
  const { client } = await temporal('dev')
  const workflows = createDescriptionWorkflows(client.workflow, `test-${randomUUID()}`)
  const activity = new MockActivityEnvironment({ workflowExecution: { workflowId: 'reconcile-2026-11-23T12:00:00Z', runId: 'run' } })
  const start = (id: string) => activity.run(() => workflows.start(description(id)))
  return { workflow: (id: string) => client.workflow.getHandle(describeApplicationId(id)), state: workflows.state, start }
}

test('a workflow is unknown, runs once it was started, and broke when an operator terminated it', async () => {
  const { workflow, state, start } = await inReconcile()
  const id = freshId()
  expect(await state(id)).toBe('unknown')
  await start(id)
  expect(await state(id)).toBe('running')
  await workflow(id).terminate()
  expect(await state(id)).toBe('broken')
})

test('what reconciling starts names the run that started it', async () => {
  const { workflow, start } = await inReconcile()
  const id = freshId()
  await start(id)
  expect((await workflow(id).describe()).memo).toEqual({ request_id: 'reconcile-2026-11-23T12:00:00Z' })
  await workflow(id).terminate()
})
