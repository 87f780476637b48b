import type { Context } from '@temporalio/activity'
import { ApplicationFailure, ApplicationFailureCategory, defaultPayloadConverter } from '@temporalio/common'
import type { ActivityInterceptorsFactory } from '@temporalio/worker'
import type { Activities } from '../activities/index.ts'
import { isDatabaseAwayError } from '../core/db/database-away.ts'
import { served } from '../core/served.ts'
import { DATABASE_AWAY, REQUEST_ID_HEADER } from '../core/temporal/names.ts'
import { createHeapPolicy } from './heap-policy.ts'

/** Of the activity that runs, for the lines that it writes to the worker's own log: the request it works for, and its workflow. */
export const servedActivity = (): Record<string, string | undefined> => served.getStore() ?? {}

const heap = createHeapPolicy()
/** Activities that read up to a thousand offers each. */
const HEAVY: ReadonlySet<string> = new Set<keyof Activities>(['saveStep'])

const TELL_AGAIN_MS = 60_000
let toldAt = Number.NEGATIVE_INFINITY

/** MongoDB's absence comes with every attempt of every activity: operators are told once a minute, the SDK's own lines (benign) are for debugging. */
function away(cause: Error, log: Context['log']): ApplicationFailure {
  if (performance.now() - toldAt >= TELL_AGAIN_MS) {
    toldAt = performance.now()
    log.warn('MongoDB is away: activities wait until it is back', { reason: cause.message })
  }
  return ApplicationFailure.create({ message: 'MongoDB is away', type: DATABASE_AWAY, cause, category: ApplicationFailureCategory.BENIGN })
}

/**
 * What every activity gets: log lines with the request's id; heartbeats where the workflow set a time-out for them, so that a dead worker is
 * noticed; and MongoDB's absence as a failure of its own type, which workflows wait out.
 */
export const activityInterceptor: ActivityInterceptorsFactory = (context) => {
  let requestId: string | undefined
  return {
    inbound: {
      async execute(input, next) {
        const header = input.headers[REQUEST_ID_HEADER]
        requestId = header && defaultPayloadConverter.fromPayload(header)
        const { heartbeatTimeoutMs, activityType, workflowExecution } = context.info
        const beating = heartbeatTimeoutMs === undefined ? undefined : setInterval(() => context.heartbeat(), heartbeatTimeoutMs / 4)
        try {
          const run = () => served.run({ request_id: requestId, activityType, workflowId: workflowExecution?.workflowId }, () => next(input))
          return await (HEAVY.has(activityType) ? heap.whileQuick(run) : run())
        } catch (error) {
          if (isDatabaseAwayError(error)) throw away(error as Error, context.log)
          throw error
        } finally {
          clearInterval(beating)
        }
      },
    },
    outbound: {
      getLogAttributes: (attributes, next) => ({ ...next(attributes), ...(requestId !== undefined && { request_id: requestId }) }),
    },
  }
}
