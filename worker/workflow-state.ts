import { type WorkflowClient, WorkflowNotFoundError } from '@temporalio/client'
import type { WorkflowState } from '../activities/maintaining/reconcile.ts'

/** What Temporal knows of the workflow with that id, as it is now. */
export async function workflowState(client: WorkflowClient, workflowId: string): Promise<WorkflowState> {
  try {
    const { status } = await client.getHandle(workflowId).describe()
    if (status.name === 'RUNNING' || status.name === 'CONTINUED_AS_NEW') return 'running'
    return status.name === 'COMPLETED' ? 'completed' : 'broken'
  } catch (error) {
    if (error instanceof WorkflowNotFoundError) return 'unknown'
    throw error
  }
}
