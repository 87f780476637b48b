import {
  MongoClientClosedError,
  MongoError,
  MongoNetworkError,
  MongoNotConnectedError,
  MongoServerClosedError,
  MongoServerError,
  MongoServerSelectionError,
  MongoTopologyClosedError,
} from 'mongodb'

/** A cleared pool is a network error; the pool's other errors are not exported. */
const CLASSES = [
  MongoNetworkError,
  MongoServerSelectionError,
  MongoNotConnectedError,
  MongoTopologyClosedError,
  MongoServerClosedError,
  MongoClientClosedError,
]
const NAMES = new Set(['MongoPoolClosedError', 'MongoWaitQueueTimeoutError'])

/** A server that shuts down, steps down or is not the primary (any more); a connection that breaks while a bulk is written to it. */
const AWAY_CODES = new Set<unknown>([91, 189, 10107, 11600, 11602, 13435, 'EPIPE', 'ECONNRESET', 'ECONNREFUSED'])

/**
 * Whether the operation failed because MongoDB could not be reached or was changing its primary, and may work later. What an error
 * wraps counts as well: that of a bulk write holds it as a server's answer.
 */
export function isDatabaseAwayError(error: unknown): boolean {
  if (!(error instanceof MongoError)) return false
  return (
    CLASSES.some((each) => error instanceof each) ||
    NAMES.has(error.name) ||
    AWAY_CODES.has(error.code) ||
    error.hasErrorLabel('RetryableWriteError') ||
    error.hasErrorLabel('RetryableError') ||
    isDatabaseAwayError(error.cause) ||
    (error instanceof MongoServerError && isDatabaseAwayError(error.errorResponse))
  )
}
