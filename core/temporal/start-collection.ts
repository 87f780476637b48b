import { type WorkflowClient, WorkflowNotFoundError } from '@temporalio/client'
import { collectJobOffersId, SEARCH_ATTRIBUTES, WORKFLOWS } from './names.ts'
import { keyword, startedWith } from './search-attributes.ts'

export interface CollectionStart {
  collectionId: string
  /** Who asked first; null: nobody in particular, such as the schedule. */
  userId: string | null
  /** Of the request that asked; the run's log lines carry it. */
  requestId: string
}

/**
 * Starts the run of a collection; one that runs is joined. What is searched for stays in MongoDB: it may be personal, and histories are kept.
 * @param onRefusedAttributes called when the server refused the search attributes
 */
export async function startCollection(
  client: Pick<WorkflowClient, 'start'>,
  taskQueue: string,
  { collectionId, userId, requestId }: CollectionStart,
  onRefusedAttributes: () => void,
): Promise<void> {
  const attributes = userId === null ? [] : [keyword(SEARCH_ATTRIBUTES.user, userId)]
  await startedWith(attributes, onRefusedAttributes, (typedSearchAttributes) =>
    client.start(WORKFLOWS.collectJobOffers, {
      workflowId: collectJobOffersId(collectionId),
      taskQueue,
      args: [{ collection_id: collectionId }],
      workflowIdConflictPolicy: 'USE_EXISTING',
      memo: { request_id: requestId },
      typedSearchAttributes,
      staticSummary: 'Collects job offers',
      staticDetails: `Collection \`${collectionId}\`, asked by the request \`${requestId}\`.`,
    }),
  )
}

/** Ends the run of a collection; one that has ended, or never began, is left as it is. */
export async function cancelCollection(client: Pick<WorkflowClient, 'getHandle'>, collectionId: string): Promise<void> {
  try {
    await client.getHandle(collectJobOffersId(collectionId)).cancel()
  } catch (error) {
    if (!(error instanceof WorkflowNotFoundError)) throw error
  }
}
