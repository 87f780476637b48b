import { defaultPayloadConverter, defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common'
import { type WorkflowInterceptors, workflowInfo } from '@temporalio/workflow'
import { REQUEST_ID_HEADER, SEARCH_ATTRIBUTES } from '../core/temporal/names.ts'
import { ACTIVITY_SUMMARIES } from './activity-summaries.ts'

const USER = defineSearchAttributeKey(SEARCH_ATTRIBUTES.user, SearchAttributeType.KEYWORD)

// Of this workflow alone: the sandbox gives each workflow its own modules.
let current: string | undefined

const requestId = () => current ?? (workflowInfo().memo?.request_id as string | undefined)

/** From now on, log lines of the workflow and its activities carry this request; before, the one in the start's memo. */
export function serveRequest(id: string | undefined): void {
  if (id !== undefined) current = id
}

/**
 * Found by the bundler: puts the request's id on log lines, into activity headers and the memos of child workflows. Children are found by the
 * same user, too, where Temporal has taken the attribute, and each activity says what it does.
 */
export const interceptors = (): WorkflowInterceptors => ({
  outbound: [
    {
      getLogAttributes: (input, next) => ({ ...next(input), ...(requestId() !== undefined && { request_id: requestId() }) }),
      scheduleActivity: (input, next) => {
        const id = requestId()
        const headers = id === undefined ? input.headers : { ...input.headers, [REQUEST_ID_HEADER]: defaultPayloadConverter.toPayload(id) }
        const summary = input.options.summary ?? ACTIVITY_SUMMARIES[input.activityType as keyof typeof ACTIVITY_SUMMARIES]
        return next({ ...input, headers, options: { ...input.options, ...(summary !== undefined && { summary }) } })
      },
      startChildWorkflowExecution: (input, next) => {
        const { options } = input
        const [id, user] = [requestId(), workflowInfo().typedSearchAttributes.get(USER)]
        const memo = id === undefined ? options.memo : { request_id: id, ...options.memo }
        const attributes = user !== undefined && options.typedSearchAttributes === undefined && [{ key: USER, value: user }]
        return next({
          ...input,
          options: { ...options, ...(memo && { memo }), ...(attributes && { typedSearchAttributes: attributes }) },
        })
      },
    },
  ],
})
