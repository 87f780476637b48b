import { defaultPayloadConverter } from '@temporalio/common'
import { type WorkflowInterceptors, workflowInfo } from '@temporalio/workflow'
import { REQUEST_ID_HEADER } from '../core/temporal/names.ts'

// Of this workflow alone: the sandbox gives each workflow its own modules.
let current: string | undefined

const requestId = () => current ?? (workflowInfo().memo?.request_id as string | undefined)

/** From now on, log lines of the workflow and its activities carry this request; before, the one in the start's memo. */
export function serveRequest(id: string | undefined): void {
  if (id !== undefined) current = id
}

/** Found by the bundler: puts the request's id on log lines and into activity headers. */
export const interceptors = (): WorkflowInterceptors => ({
  outbound: [
    {
      getLogAttributes: (input, next) => ({ ...next(input), ...(requestId() !== undefined && { request_id: requestId() }) }),
      scheduleActivity: (input, next) => {
        const id = requestId()
        return next(
          id === undefined ? input : { ...input, headers: { ...input.headers, [REQUEST_ID_HEADER]: defaultPayloadConverter.toPayload(id) } },
        )
      },
    },
  ],
})
