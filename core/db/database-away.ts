import { MongoError } from 'mongodb'

const AWAY = /^Mongo(ServerSelection|Network|NetworkTimeout|PoolCleared|PoolClearedOnNetwork|NotConnected|TopologyClosed)Error$/

/** Whether the operation failed because MongoDB could not be reached or was changing its primary, and may work later. */
export const isDatabaseAwayError = (error: unknown): boolean =>
  error instanceof MongoError && (AWAY.test(error.name) || error.hasErrorLabel('RetryableWriteError') || error.hasErrorLabel('RetryableError'))
