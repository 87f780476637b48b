import { activityInfo } from '@temporalio/activity'
import { type WorkflowClient, WorkflowNotFoundError } from '@temporalio/client'
import type { DescriptionWorkflows } from '../activities/maintaining/reconcile.ts'
import { describeApplicationId } from '../core/temporal/names.ts'
import { startDescription } from '../core/temporal/start-description.ts'

/** What reconciling asks of Temporal. What it starts carries the reconciling run's id in place of a request's. */
export function createDescriptionWorkflows(client: WorkflowClient, taskQueue: string): DescriptionWorkflows {
  return {
    async state(applicationId) {
      try {
        const { status } = await client.getHandle(describeApplicationId(applicationId)).describe()
        if (status.name === 'RUNNING' || status.name === 'CONTINUED_AS_NEW') return 'running'
        return status.name === 'COMPLETED' ? 'completed' : 'broken'
      } catch (error) {
        if (error instanceof WorkflowNotFoundError) return 'unknown'
        throw error
      }
    },

    start: (description) =>
      startDescription(client, taskQueue, { ...description, requestId: activityInfo().workflowExecution?.workflowId ?? 'reconcile' }, () => {}),
  }
}
