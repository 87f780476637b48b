import { randomUUID } from 'node:crypto'
import { setTimeout as delay } from 'node:timers/promises'
import { WorkflowFailedError, type WorkflowHandle } from '@temporalio/client'
import type { WORKFLOWS } from '../core/temporal/names.ts'
import { StackError } from './stack-error.ts'
import type { AtTemporal } from './with-temporal.ts'

/** A workflow that an operator runs by hand. */
export interface Maintenance {
  workflow: keyof typeof WORKFLOWS
  /** What its id begins with: `archive-by-hand`. */
  name: string
  input: object
  summary: string
}

const LOOK_MS = 500
const QUERY_MS = 5_000
const PATIENCE_MS = 15_000

/**
 * Runs a workflow, tells its progress whenever that changes, and answers its result. Interrupted, the run goes on.
 * @throws StackError when it fails, with what it says
 */
export async function runMaintenance(
  { workflow, name, input, summary }: Maintenance,
  { client, config, pageOf }: AtTemporal,
  say: (line: string) => void,
): Promise<unknown> {
  const workflowId = `${name}-${new Date().toISOString().slice(0, 19)}Z-${randomUUID().slice(0, 4)}`
  const handle = await client.workflow.start(workflow, {
    workflowId,
    taskQueue: config.temporal.taskQueue,
    args: [input],
    memo: { request_id: workflowId },
    staticSummary: summary,
    staticDetails: 'Asked from a terminal.',
  })
  say(`Runs as ${workflowId}: ${pageOf(workflowId)}`)
  const ended = new AbortController()
  try {
    const [result] = await Promise.all([handle.result().finally(() => ended.abort()), tellProgress(handle, { client, config }, say, ended.signal)])
    return result
  } catch (error) {
    if (error instanceof WorkflowFailedError) throw new StackError(`It failed: ${error.cause?.message ?? error.message}`, { cause: error })
    throw error
  }
}

type Place = Pick<AtTemporal, 'client' | 'config'>

async function tellProgress(handle: WorkflowHandle, { client, config }: Place, say: (line: string) => void, ended: AbortSignal): Promise<void> {
  const { workflow } = client
  const { taskQueue } = config.temporal
  const started = performance.now()
  let [told, hasWarned] = ['', false]
  while (!ended.aborted) {
    await delay(LOOK_MS, undefined, { signal: ended }).catch(() => {})
    if (ended.aborted) return
    // A query needs a worker: without one it would wait.
    const seen = await workflow.connection.withDeadline(Date.now() + QUERY_MS, () => handle.query<object>('progress')).catch(() => undefined)
    if (seen === undefined) {
      if (!hasWarned && performance.now() - started > PATIENCE_MS)
        say(`No worker answers on the task queue ${taskQueue} (TEMPORAL_TASK_QUEUE): is one running there? The run waits for it.`)
      hasWarned ||= performance.now() - started > PATIENCE_MS
      continue
    }
    const line = progressLine(seen)
    if (line !== told && line !== '') say(line)
    told = line
  }
}

/** Counts of a progress in one line: `step merge; merge: compared 200, found 3`. */
export function progressLine(progress: object): string {
  const parts = Object.entries(progress).flatMap(([name, value]) => {
    if (typeof value === 'number' || name === 'step') return [`${name} ${value}`]
    if (typeof value !== 'object' || value === null || Array.isArray(value)) return []
    const counts = Object.entries(value).filter(([, count]) => typeof count === 'number' && count > 0)
    return counts.length === 0 ? [] : [`${name}: ${counts.map(([what, count]) => `${what} ${count}`).join(', ')}`]
  })
  return parts.join('; ')
}
