import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { WorkflowHandle } from '@temporalio/client'
import { TestWorkflowEnvironment } from '@temporalio/testing'
import { Runtime, Worker } from '@temporalio/worker'
import { pino } from 'pino'
import { afterAll } from 'vitest'
import type { Activities } from '../../activities/index.ts'
import { browserQueue } from '../../core/temporal/names.ts'
import { activityInterceptor } from '../../worker/activity-interceptor.ts'
import { temporalLogger } from '../../worker/temporal-logger.ts'
import { workflowBundle } from '../../worker/workflow-bundle.ts'
import type * as workflows from '../../workflows/index.ts'
import { testTemporalAddress, timeSkippingServer } from './temporal.ts'

type WorkflowName = keyof typeof workflows

/** One line that a workflow or an activity logged. */
export type LogLine = Record<string, unknown> & { msg: string }

/** Everything that workflows and activities of this test file have logged. */
export const logged: LogLine[] = []

/** Where test files keep the workflows' bundle, so that it is made once for the whole suite. */
export const bundleFolder = join(tmpdir(), 'job-tracker-test-bundle')

const environments = new Map<'time-skipping' | 'dev', Promise<TestWorkflowEnvironment>>()

/** The server of the test file: one whose timers take no time, or the run's dev server, which knows all that Temporal does. */
export function temporal(kind: 'time-skipping' | 'dev'): Promise<TestWorkflowEnvironment> {
  const environment = environments.get(kind) ?? connected(kind)
  environments.set(kind, environment)
  return environment
}

async function connected(kind: 'time-skipping' | 'dev') {
  if (environments.size === 0) {
    const log = pino({ level: 'info' }, { write: (line: string) => logged.push(JSON.parse(line)) })
    Runtime.install({
      logger: temporalLogger(log),
      telemetryOptions: { logging: { filter: { core: 'ERROR', other: 'ERROR' } } },
      shutdownSignals: [],
    })
  }
  if (kind === 'dev') return TestWorkflowEnvironment.createFromExistingServer({ address: testTemporalAddress() })
  return TestWorkflowEnvironment.createTimeSkipping({ server: { executable: { type: 'existing-path', path: timeSkippingServer() } } })
}

afterAll(async () => {
  for (const environment of environments.values()) await (await environment).teardown()
})

export interface RunOptions {
  /** `time-skipping` unless the test needs what only the real server does, a cancelled activity for one. */
  on?: 'time-skipping' | 'dev'
  workflowId?: string
  memo?: Record<string, unknown>
  /** What happens while the workflow runs. */
  meanwhile?: (workflow: WorkflowHandle) => Promise<void>
}

/**
 * Runs a workflow to its end by a real worker, with the activities as given, and answers its result.
 * @throws WorkflowFailedError when the workflow fails or is cancelled
 */
export async function runWorkflow<N extends WorkflowName>(
  name: N,
  input: Parameters<(typeof workflows)[N]>[0],
  activities: Partial<Activities>,
  options: RunOptions = {},
): Promise<Awaited<ReturnType<(typeof workflows)[N]>>> {
  return (await runToHistory(name, input, activities, options)).result
}

/** The same, with the handle of the ended workflow, for its history. */
export async function runToHistory<N extends WorkflowName>(
  name: N,
  input: Parameters<(typeof workflows)[N]>[0],
  { renderPage, ...activities }: Partial<Activities>,
  { workflowId = `${name}-${randomUUID()}`, memo, meanwhile, on = 'time-skipping' }: RunOptions = {},
) {
  const { client, nativeConnection } = await temporal(on)
  const taskQueue = `test-${randomUUID()}`
  const common = { connection: nativeConnection, interceptors: { activity: [activityInterceptor] } }
  const worker = await Worker.create({ ...common, taskQueue, activities, workflowBundle: await workflowBundle(bundleFolder) })
  const browsers = renderPage && (await Worker.create({ ...common, taskQueue: browserQueue(taskQueue), activities: { renderPage } }))
  const run = async () => {
    const handle: WorkflowHandle = await client.workflow.start(name, {
      workflowId,
      taskQueue,
      args: [input],
      ...(memo && { memo }),
    })
    const [result] = await Promise.all([handle.result(), meanwhile?.(handle)])
    return { handle, result: result as Awaited<ReturnType<(typeof workflows)[N]>> }
  }
  return worker.runUntil(browsers ? () => browsers.runUntil(run) : run)
}

/** A promise, and what resolves it: for a test that decides when an activity goes on. */
export const gate = () => Promise.withResolvers<void>()
