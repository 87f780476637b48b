import { randomUUID } from 'node:crypto'
import type { WorkflowHandle } from '@temporalio/client'
import type { WORKFLOWS } from '../../core/temporal/names.ts'
import type { CollectStack, CollectWorker } from './collect-stack.ts'

/** What a run took, and how long its history became. */
export interface MeasuredRun<T> {
  ms: number
  result: T
  events: number
}

/** Runs a workflow to its end as an operator would. */
export async function runOn<T>({ client }: CollectStack, { taskQueue }: CollectWorker, workflow: keyof typeof WORKFLOWS, input: object) {
  const began = performance.now()
  const handle: WorkflowHandle = await client.workflow.start(workflow, { taskQueue, workflowId: `bench-${randomUUID()}`, args: [input] })
  const result = (await handle.result()) as T
  const ms = performance.now() - began
  return { ms, result, events: (await handle.describe()).historyLength } satisfies MeasuredRun<T>
}

/** From the trigger of a schedule to its run's end, in milliseconds. */
export async function triggerMs({ client }: CollectStack, scheduleId: string): Promise<number> {
  const schedule = client.schedule.getHandle(scheduleId)
  const runs = async () => (await schedule.describe()).info.recentActions.map(({ action }) => action.workflow.workflowId)
  const known = new Set(await runs())
  const began = Date.now()
  await schedule.trigger()
  for (;;) {
    const run = (await runs()).find((one) => !known.has(one))
    if (run === undefined) continue
    const handle = client.workflow.getHandle(run)
    await handle.result()
    const { closeTime } = await handle.describe()
    return (closeTime?.getTime() ?? Date.now()) - began
  }
}
