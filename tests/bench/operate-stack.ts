import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import type { WorkflowHandle } from '@temporalio/client'
import type { WORKFLOWS } from '../../core/temporal/names.ts'
import type { CollectStack, Place } from './collect-stack.ts'

const PATIENCE_MS = 60_000
const LOOK_MS = 20

/** What a run took, and how long its history became. */
export interface MeasuredRun<T> {
  ms: number
  result: T
  events: number
}

/** Runs a workflow to its end as an operator would. */
export async function runOn<T>({ client }: CollectStack, { taskQueue }: Pick<Place, 'taskQueue'>, workflow: keyof typeof WORKFLOWS, input: object) {
  const began = performance.now()
  const handle: WorkflowHandle = await client.workflow.start(workflow, { taskQueue, workflowId: `bench-${randomUUID()}`, args: [input] })
  const result = (await handle.result()) as T
  const ms = performance.now() - began
  return { ms, result, events: (await handle.describe()).historyLength } satisfies MeasuredRun<T>
}

/** From the trigger of a schedule to its run's end, in milliseconds. */
export async function triggerMs({ client }: CollectStack, scheduleId: string): Promise<number> {
  const schedule = client.schedule.getHandle(scheduleId)
  const runs = async () => (await schedule.describe()).info.recentActions.map(({ action }) => action.workflow)
  const known = new Set((await runs()).map(({ firstExecutionRunId }) => firstExecutionRunId))
  const began = Date.now()
  await schedule.trigger()
  for (; Date.now() < began + PATIENCE_MS; await delay(LOOK_MS)) {
    const run = (await runs()).find(({ firstExecutionRunId }) => !known.has(firstExecutionRunId))
    if (run === undefined) continue
    const handle = client.workflow.getHandle(run.workflowId, run.firstExecutionRunId)
    await handle.result()
    const { closeTime } = await handle.describe()
    // Runs are named by the second of their start: the next one is to have another name.
    await delay(1_100)
    return (closeTime?.getTime() ?? Date.now()) - began
  }
  throw new Error(`Temporal did not start ${scheduleId} within ${PATIENCE_MS / 1_000} s`)
}
