import { ApplicationFailure, defaultPayloadConverter } from '@temporalio/common'
import type { ActivityInterceptorsFactory } from '@temporalio/worker'
import { isDatabaseAwayError } from '../core/db/database-away.ts'
import { DATABASE_AWAY, REQUEST_ID_HEADER } from '../core/temporal/names.ts'

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
        const { heartbeatTimeoutMs } = context.info
        const beating = heartbeatTimeoutMs === undefined ? undefined : setInterval(() => context.heartbeat(), heartbeatTimeoutMs / 4)
        try {
          return await next(input)
        } catch (error) {
          if (isDatabaseAwayError(error)) throw ApplicationFailure.create({ message: 'MongoDB is away', type: DATABASE_AWAY, cause: error as Error })
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
