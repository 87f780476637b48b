import type { WorkflowClient } from '@temporalio/client'
import { eraseUserId, SEARCH_ATTRIBUTES, WORKFLOWS } from './names.ts'
import { keyword, startedWith } from './search-attributes.ts'

export interface ErasureStart {
  userId: string
  /** Of the request that asked; the run's log lines carry it. */
  requestId: string
}

/**
 * Starts the erasure of a user; one that runs is joined.
 * @param onRefusedAttributes called when the server refused the search attributes
 */
export async function startErasure(
  client: Pick<WorkflowClient, 'start'>,
  taskQueue: string,
  { userId, requestId }: ErasureStart,
  onRefusedAttributes: () => void,
): Promise<void> {
  await startedWith([keyword(SEARCH_ATTRIBUTES.user, userId)], onRefusedAttributes, (typedSearchAttributes) =>
    client.start(WORKFLOWS.eraseUser, {
      workflowId: eraseUserId(userId),
      taskQueue,
      args: [{ user_id: userId }],
      workflowIdConflictPolicy: 'USE_EXISTING',
      memo: { request_id: requestId },
      typedSearchAttributes,
      staticSummary: 'Erases a user',
      staticDetails: `User \`${userId}\`, asked by the request \`${requestId}\`.`,
    }),
  )
}
