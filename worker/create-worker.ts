import { type NativeConnection, Worker, type WorkerOptions } from '@temporalio/worker'
import type { Activities } from '../activities/index.ts'
import { browserQueue, modelQueue } from '../core/temporal/names.ts'
import { activityInterceptor } from './activity-interceptor.ts'

export interface Workers {
  /** Works until `shutdown`, then resolves; rejects when one of the workers can't go on. */
  run(): Promise<void>
  /** Takes no more tasks; those at work have a few seconds. */
  shutdown(): void
}

/** The workers of this process: one for everything, one for the pages that need a browser, and where there is a model one for its calls. */
export async function createWorkers({
  connection,
  namespace,
  taskQueue,
  activities: { renderPage, renderStep, askModel, ...activities },
  browserPages,
  modelCalls,
  workflowBundle,
}: {
  connection: NativeConnection
  namespace: string
  taskQueue: string
  activities: Activities
  /** Pages in the browser at once: each takes 100 to 300 MB. */
  browserPages: number
  /** Undefined: there is no model, and no worker for its calls. */
  modelCalls?: { perMinute: number; atOnce: number } | undefined
  workflowBundle: { code: string }
}): Promise<Workers> {
  const common = {
    connection,
    namespace,
    interceptors: { activity: [activityInterceptor] },
    // With a heartbeat an activity learns that it was cancelled: people who cancel wait for that.
    maxHeartbeatThrottleInterval: '1 second',
    shutdownGraceTime: '4 seconds',
    shutdownForceTime: '7 seconds',
  } as const satisfies Partial<WorkerOptions>
  const main = await Worker.create({
    ...common,
    taskQueue,
    activities,
    workflowBundle,
    // Caps for a small machine: a cached workflow takes memory, each poller a connection stream.
    maxCachedWorkflows: 100,
    maxConcurrentWorkflowTaskExecutions: 20,
    maxConcurrentWorkflowTaskPolls: 3,
    // Most of them wait for hosts or for MongoDB: forty more take some 15 MB, and nobody else waits behind them.
    maxConcurrentActivityTaskExecutions: 60,
    maxConcurrentActivityTaskPolls: 3,
  })
  const browsers = await Worker.create({
    ...common,
    taskQueue: browserQueue(taskQueue),
    activities: { renderPage, renderStep },
    maxConcurrentActivityTaskExecutions: browserPages,
    maxConcurrentActivityTaskPolls: 1,
  })
  const models =
    modelCalls &&
    (await Worker.create({
      ...common,
      taskQueue: modelQueue(taskQueue),
      activities: { askModel },
      // Temporal holds it for all workers of the queue.
      maxTaskQueueActivitiesPerSecond: modelCalls.perMinute / 60,
      maxConcurrentActivityTaskExecutions: modelCalls.atOnce,
      maxConcurrentActivityTaskPolls: 1,
    }))
  const workers = [main, browsers, ...(models ? [models] : [])]
  const shutdown = () => {
    for (const worker of workers) if (worker.getState() === 'RUNNING') worker.shutdown()
  }
  return {
    async run() {
      const runs = workers.map((worker) => worker.run())
      await Promise.all(runs).finally(shutdown)
      await Promise.allSettled(runs)
    },
    shutdown,
  }
}
