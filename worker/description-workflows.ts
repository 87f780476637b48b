import { activityInfo } from '@temporalio/activity'
import type { WorkflowClient } from '@temporalio/client'
import type { DescriptionWorkflows } from '../activities/maintaining/reconcile.ts'
import { describeApplicationId } from '../core/temporal/names.ts'
import { startDescription } from '../core/temporal/start-description.ts'
import { workflowState } from './workflow-state.ts'

/** What reconciling asks of Temporal. What it starts carries the reconciling run's id in place of a request's. */
export function createDescriptionWorkflows(client: WorkflowClient, taskQueue: string): DescriptionWorkflows {
  return {
    state: (applicationId) => workflowState(client, describeApplicationId(applicationId)),

    start: (description) =>
      startDescription(client, taskQueue, { ...description, requestId: activityInfo().workflowExecution?.workflowId ?? 'reconcile' }, () => {}),
  }
}
