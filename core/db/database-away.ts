import { MongoError } from 'mongodb'

const AWAY = /^Mongo(ServerSelection|Network|NetworkTimeout|PoolCleared|PoolClearedOnNetwork|NotConnected|TopologyClosed|ClientClosed)Error$/

/** A server that shuts down, steps down or is not the primary (any more). */
const AWAY_CODES = new Set<unknown>([91, 189, 10107, 11600, 11602, 13435])

/** Whether the operation failed because MongoDB could not be reached or was changing its primary, and may work later. */
export const isDatabaseAwayError = (error: unknown): boolean =>
  error instanceof MongoError &&
  (AWAY.test(error.name) || AWAY_CODES.has(error.code) || error.hasErrorLabel('RetryableWriteError') || error.hasErrorLabel('RetryableError'))
