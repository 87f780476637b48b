import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common'
import { upsertSearchAttributes, workflowInfo } from '@temporalio/workflow'
import { SEARCH_ATTRIBUTES } from '../core/temporal/names.ts'

const HOST = defineSearchAttributeKey(SEARCH_ATTRIBUTES.host, SearchAttributeType.KEYWORD)

/** Has operators find the run by the host that it reads now. Where the server did not take the attribute at the start, it is left alone. */
export function showHost(host: string): void {
  const shown = workflowInfo().typedSearchAttributes.get(HOST)
  if (shown !== undefined && shown !== host) upsertSearchAttributes([{ key: HOST, value: host }])
}
