import { Context } from '@temporalio/activity'

/** Aborted when the activity that runs is cancelled. */
export const cancelled = (): AbortSignal => Context.current().cancellationSignal
