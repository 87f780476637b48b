import { activityInfo } from '@temporalio/activity'
import type { WorkflowClient } from '@temporalio/client'
import type { ErasureWorkflows } from '../activities/maintaining/reconcile.ts'
import { eraseUserId } from '../core/temporal/names.ts'
import { startErasure } from '../core/temporal/start-erasure.ts'
import { workflowState } from './workflow-state.ts'

/** What reconciling asks of Temporal for erasures. What it starts carries the reconciling run's id in place of a request's. */
export function createErasureWorkflows(client: WorkflowClient, taskQueue: string): ErasureWorkflows {
  return {
    isErasing: async (userId) => (await workflowState(client, eraseUserId(userId))) === 'running',
    erase: (userId) => startErasure(client, taskQueue, { userId, requestId: activityInfo().workflowExecution?.workflowId ?? 'reconcile' }, () => {}),
  }
}
