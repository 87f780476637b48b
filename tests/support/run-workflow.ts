import { randomUUID } from 'node:crypto'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import type { Connection, WorkflowHandle } from '@temporalio/client'
import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common'
import { TestWorkflowEnvironment } from '@temporalio/testing'
import { Runtime, Worker } from '@temporalio/worker'
import { pino } from 'pino'
import { afterAll } from 'vitest'
import type { Activities } from '../../activities/index.ts'
import { browserQueue, modelQueue, REQUESTED_SIGNAL, SEARCH_ATTRIBUTES } from '../../core/temporal/names.ts'
import { activityInterceptor } from '../../worker/activity-interceptor.ts'
import { registerSearchAttributes } from '../../worker/search-attributes.ts'
import { temporalLogger } from '../../worker/temporal-logger.ts'
import { workflowBundle } from '../../worker/workflow-bundle.ts'
import type * as workflows from '../../workflows/index.ts'
import { testTemporalAddress, timeSkippingServer } from './temporal.ts'

const HOST = defineSearchAttributeKey(SEARCH_ATTRIBUTES.host, SearchAttributeType.KEYWORD)

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

/** A namespace nobody has used: without search attributes, schedules or workflows. Answers its name once it can be used. */
export async function freshNamespace({ workflowService }: Connection): Promise<string> {
  const namespace = `test-${randomUUID()}`
  await workflowService.registerNamespace({ namespace, workflowExecutionRetentionPeriod: { seconds: 86_400 as never } })
  const usable = () => workflowService.listWorkflowExecutions({ namespace }).then(() => true, () => false) // biome-ignore format: one line reads better
  while (!(await usable())) await delay(100)
  return namespace
}

export interface RunOptions {
  /** `time-skipping` unless the test needs what only the real server does, a cancelled activity for one. */
  on?: 'time-skipping' | 'dev'
  /** Starts it as the API does, by the signal of this request. */
  requestId?: string
  /** The name that this kind of record's workflow has; without one, any. */
  workflowId?: string
  /** The host that operators find the run by at its start. Needs the dev server. */
  host?: string
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
  { renderPage, renderStep, askModel, ...activities }: Partial<Activities>,
  { on = 'time-skipping', requestId, workflowId = `${name}-${randomUUID()}`, host, meanwhile }: RunOptions = {},
): Promise<Awaited<ReturnType<(typeof workflows)[N]>>> {
  const { client, nativeConnection } = await temporal(on)
  const taskQueue = `test-${randomUUID()}`
  const interceptors = { activity: [activityInterceptor] }
  const common = { connection: nativeConnection, interceptors, maxHeartbeatThrottleInterval: 1_000 }
  const worker = await Worker.create({ ...common, taskQueue, activities, workflowBundle: await workflowBundle(bundleFolder) })
  const ofBrowsers = { ...(renderPage && { renderPage }), ...(renderStep && { renderStep }) }
  const hasBrowsers = Object.keys(ofBrowsers).length > 0
  const browsers = hasBrowsers && (await Worker.create({ ...common, taskQueue: browserQueue(taskQueue), activities: ofBrowsers }))
  const models = askModel && (await Worker.create({ ...common, taskQueue: modelQueue(taskQueue), activities: { askModel } }))

  const start = {
    workflowId,
    taskQueue,
    args: [input],
    ...(host && { typedSearchAttributes: [{ key: HOST, value: host }] }),
  }
  if (host !== undefined) await registerSearchAttributes(nativeConnection, 'default', pino({ level: 'silent' }))
  const by = requestId && { memo: { request_id: requestId }, signal: REQUESTED_SIGNAL, signalArgs: [{ request_id: requestId }] }
  const run = async () => {
    const handle: WorkflowHandle = by ? await client.workflow.signalWithStart(name, { ...start, ...by }) : await client.workflow.start(name, start)
    const [result] = await Promise.all([handle.result(), meanwhile?.(handle)])
    return result as Awaited<ReturnType<(typeof workflows)[N]>>
  }
  const beside = [browsers, models].filter((one) => typeof one === 'object')
  const all = beside.reduce<() => Promise<unknown>>((inner, one) => () => one.runUntil(inner), run)
  return worker.runUntil<unknown>(all) as Promise<Awaited<ReturnType<(typeof workflows)[N]>>>
}

/** A promise, and what resolves it: for a test that decides when an activity goes on. */
export const gate = () => Promise.withResolvers<void>()
