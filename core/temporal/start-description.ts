import type { WorkflowClient } from '@temporalio/client'
import { describeApplicationId, LATE_PRIORITY, REQUESTED_SIGNAL, SEARCH_ATTRIBUTES, WORKFLOWS } from './names.ts'
import { keyword, startedWith } from './search-attributes.ts'

export interface DescriptionStart {
  applicationId: string
  userId: string
  url: string | null
  /** Of the request that asked; the run's log lines carry it. */
  requestId: string
  /** Nobody waits for it any more: what others wait for goes before. */
  isLate?: boolean
}

/**
 * Starts the application's description, or tells the one that runs to read the record again. Attributes that the server does not know are
 * left out: operators lose a filter, users lose nothing. Only the address's host is shown, since its path may hold a token.
 * @param onRefusedAttributes called when the server refused the search attributes
 */
export async function startDescription(
  client: Pick<WorkflowClient, 'signalWithStart'>,
  taskQueue: string,
  { applicationId, userId, url, requestId, isLate = false }: DescriptionStart,
  onRefusedAttributes: () => void,
): Promise<void> {
  const host = url === null ? undefined : URL.parse(url)?.host
  const attributes = [keyword(SEARCH_ATTRIBUTES.user, userId), ...(host ? [keyword(SEARCH_ATTRIBUTES.host, host)] : [])]
  await startedWith(attributes, onRefusedAttributes, async (typedSearchAttributes) => {
    await client.signalWithStart(WORKFLOWS.describeApplication, {
      workflowId: describeApplicationId(applicationId),
      taskQueue,
      args: [{ application_id: applicationId }],
      signal: REQUESTED_SIGNAL,
      signalArgs: [{ request_id: requestId }],
      memo: { request_id: requestId },
      typedSearchAttributes,
      ...(isLate && { priority: { priorityKey: LATE_PRIORITY } }),
      // Not the host: the address may change while the workflow runs.
      staticSummary: 'Describes an offer',
      staticDetails: `Application \`${applicationId}\`, asked by the request \`${requestId}\`.`,
    })
  })
}
