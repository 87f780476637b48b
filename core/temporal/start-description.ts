import type { WorkflowClient } from '@temporalio/client'
import { defineSearchAttributeKey, SearchAttributeType, type TypedSearchAttributes } from '@temporalio/common'
import { describeApplicationId, REQUESTED_SIGNAL, SEARCH_ATTRIBUTES, WORKFLOWS } from './names.ts'

export interface DescriptionStart {
  applicationId: string
  userId: string
  url: string | null
  /** Of the request that asked; the run's log lines carry it. */
  requestId: string
}

type Attributes = NonNullable<ConstructorParameters<typeof TypedSearchAttributes>[0]>

/**
 * Starts the application's description, or tells the one that runs to read the record again. Attributes that the server does not know are
 * left out: operators lose a filter, users lose nothing. Only the address's host is shown, since its path may hold a token.
 * @param onRefusedAttributes called when the server refused the search attributes
 */
export async function startDescription(
  client: Pick<WorkflowClient, 'signalWithStart'>,
  taskQueue: string,
  { applicationId, userId, url, requestId }: DescriptionStart,
  onRefusedAttributes: () => void,
): Promise<void> {
  const host = url === null ? undefined : URL.parse(url)?.host
  const start = (typedSearchAttributes: Attributes) =>
    client.signalWithStart(WORKFLOWS.describeApplication, {
      workflowId: describeApplicationId(applicationId),
      taskQueue,
      args: [{ application_id: applicationId }],
      signal: REQUESTED_SIGNAL,
      signalArgs: [{ request_id: requestId }],
      memo: { request_id: requestId },
      typedSearchAttributes: [...typedSearchAttributes] as Attributes,
      // Not the host: the address may change while the workflow runs.
      staticSummary: 'Describes an offer',
      staticDetails: `Application \`${applicationId}\`, asked by the request \`${requestId}\`.`,
    })
  try {
    await start([keyword(SEARCH_ATTRIBUTES.user, userId), ...(host ? [keyword(SEARCH_ATTRIBUTES.host, host)] : [])])
  } catch (error) {
    if (!isRefusedAttribute(error)) throw error
    onRefusedAttributes()
    await start([])
  }
}

const keyword = (name: string, value: string) => ({ key: defineSearchAttributeKey(name, SearchAttributeType.KEYWORD), value })

const INVALID_ARGUMENT = 3

/** The server's refusal of an unregistered attribute comes wrapped by the client. */
function isRefusedAttribute(error: unknown): boolean {
  const cause = error instanceof Error && error.cause instanceof Error ? error.cause : error
  return cause instanceof Error && 'code' in cause && cause.code === INVALID_ARGUMENT && /search attribute/i.test(cause.message)
}
