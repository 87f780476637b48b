import { activityInfo } from '@temporalio/activity'
import type { WorkflowClient } from '@temporalio/client'
import type { CollectionWorkflows } from '../activities/maintaining/reconcile-collections.ts'
import { collectFromSourceId, collectJobOffersId } from '../core/temporal/names.ts'
import { startCollection } from '../core/temporal/start-collection.ts'
import { workflowState } from './workflow-state.ts'

/** What reconciling asks of Temporal for collections. What it starts carries the reconciling run's id in place of a request's. */
export function createCollectionWorkflows(client: WorkflowClient, taskQueue: string): CollectionWorkflows {
  const isRunning = async (workflowId: string) => (await workflowState(client, workflowId)) === 'running'
  return {
    state: (collectionId) => workflowState(client, collectJobOffersId(collectionId)),
    isHolding: isRunning,
    isAsking: (source, collectionId) => isRunning(collectFromSourceId(source, collectionId)),
    start: ({ collectionId, userId }) =>
      startCollection(client, taskQueue, { collectionId, userId, requestId: activityInfo().workflowExecution?.workflowId ?? 'reconcile' }, () => {}),
  }
}
