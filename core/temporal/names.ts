/** Names that operators type and that both processes must spell alike. Workflows may import this file. */

/** Task queues are `TEMPORAL_TASK_QUEUE` (default `job-tracker`) and these suffixes. */
export const browserQueue = (taskQueue: string) => `${taskQueue}-browser`

/** Calls of the language model, at the rate that is configured for all workers. */
export const modelQueue = (taskQueue: string) => `${taskQueue}-model`

export const WORKFLOWS = {
  archiveOldApplications: 'archiveOldApplications',
  cleanJobOffers: 'cleanJobOffers',
  collectForSavedSearches: 'collectForSavedSearches',
  collectFromSource: 'collectFromSource',
  collectJobOffers: 'collectJobOffers',
  describeApplication: 'describeApplication',
  describeMissing: 'describeMissing',
  eraseUser: 'eraseUser',
  reconcile: 'reconcile',
  restoreApplications: 'restoreApplications',
} as const

/** The signal that says: the record was changed, read it again. */
export const REQUESTED_SIGNAL = 'requested'

/** Search attributes by which operators filter in the Web UI; the worker registers missing ones. All are keywords. */
export const SEARCH_ATTRIBUTES = { user: 'JobTrackerUser', host: 'JobTrackerHost', source: 'JobTrackerSource' } as const

/** One description at a time for an application, whoever asks. */
export const describeApplicationId = (applicationId: string) => `describe-application-${applicationId}`

/** One run at a time that describes what has no description. */
export const DESCRIBE_MISSING_ID = 'describe-missing'

/** One erasure at a time for a user, whoever asks. */
export const eraseUserId = (userId: string) => `erase-user-${userId}`

/** One run at a time for a collection, whoever asks. */
export const collectJobOffersId = (collectionId: string) => `collect-job-offers-${collectionId}`

/** The part of a collection's run that asks one source. */
export const collectFromSourceId = (source: string, collectionId: string) => `collect-${source}-${collectionId}`

/** The header by which an activity learns for which request it works. */
export const REQUEST_ID_HEADER = 'request_id'

/** The failure type that says: MongoDB could not be reached (worker/activity-interceptor.ts). */
export const DATABASE_AWAY = 'database_away'

/** The failure type that says: the record asks for something else by now, or for nothing (activities/crawling). */
export const STALE = 'stale'

/** The failure type that says: the host's turn is `wait_ms` (its first detail) away (activities/crawling/host-turns.ts). */
export const HOST_BUSY = 'host_busy'

/** The failure type that says: nobody asked for that user's erasure (activities/maintaining/erase.ts). */
export const NOT_ASKED_FOR = 'not_asked_for'

/** The failure type of an activity that ended because its worker was stopped. Temporal's own. */
export const WORKER_SHUTDOWN = 'WorkerShutdown'

/** Missing heartbeats, as a retry policy names them. Temporal's own. */
export const HEARTBEAT_TIMEOUT = 'TemporalTimeout:Heartbeat'

/** Of descriptions that nobody waits for: of 1 to 5, 3 is that of what is asked for now. */
export const LATE_PRIORITY = 4
