import { Context } from '@temporalio/activity'

/** The run of the workflow that the activity works for: a reset makes another one, a retry does not. */
export const thisRun = (): string => Context.current().info.workflowExecution?.runId ?? ''
