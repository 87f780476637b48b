import { type ActivityOptions, sleep } from '@temporalio/workflow'
import { DATABASE_AWAY, HEARTBEAT_TIMEOUT, HOST_BUSY, WORKER_SHUTDOWN } from '../core/temporal/names.ts'
import { hostBusyMs, isDatabaseAway, isWorkerLost } from './description-failure.ts'

/** Workers that a step may lose: a page that kills whoever reads it must have its end. */
const MAX_LOST_WORKERS = 5

/**
 * Activities that only write and read records. Not local ones: MongoDB may be away for hours, which operators see as a pending activity with
 * its last error and which must hold no workflow task open; eager dispatch spares the same round trip. No other limit, since a record must get
 * its end.
 */
export const onRecord = {
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '15 seconds' },
} as const satisfies ActivityOptions

/**
 * Activities that fetch and read pages. A dead worker is noticed by its missing heartbeats (worker/activity-interceptor.ts). A day is how long
 * the page store keeps a page. The attempts are the page's: `outlasting` counts what is no fault of it.
 */
export const onPage = {
  startToCloseTimeout: '30 seconds',
  scheduleToCloseTimeout: '1 day',
  heartbeatTimeout: '10 seconds',
  retry: {
    initialInterval: '1 second',
    maximumAttempts: 3,
    nonRetryableErrorTypes: [DATABASE_AWAY, HOST_BUSY, WORKER_SHUTDOWN, HEARTBEAT_TIMEOUT],
  },
} as const satisfies ActivityOptions

/** A page whose host stays busy for longer has no turn. Longer than the longest pause that is waited for (activities/crawling/response-rules.ts). */
export const MAX_WAIT_MS = 30 * 60_000

/**
 * Runs an activity again once MongoDB is back, another worker takes over, or it is its turn at the host. `onceBack`, an activity of the record,
 * waits for MongoDB as long as it takes, so that no site is asked over and over meanwhile; the growing pause is for what is back and away again.
 */
export async function outlasting<T>(onceBack: () => Promise<unknown>, run: () => Promise<T>): Promise<T> {
  for (let [lost, pauseS, waitedMs] = [0, 1, 0]; ; ) {
    try {
      return await run()
    } catch (error) {
      const busyMs = hostBusyMs(error)
      if (busyMs !== undefined) {
        waitedMs += busyMs
        if (waitedMs > MAX_WAIT_MS) throw error
        await sleep(busyMs, { summary: 'Until its turn at the host' })
        continue
      }
      const isLost = isWorkerLost(error)
      if (isLost ? ++lost === MAX_LOST_WORKERS : !isDatabaseAway(error)) throw error
      await onceBack()
      await sleep(pauseS * 1_000, { summary: isLost ? 'The worker was lost' : 'MongoDB was away' })
      pauseS = Math.min(pauseS * 2, 60)
    }
  }
}
