import { defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common'
import { upsertSearchAttributes } from '@temporalio/workflow'
import { SEARCH_ATTRIBUTES } from '../core/temporal/names.ts'

const SOURCE = defineSearchAttributeKey(SEARCH_ATTRIBUTES.source, SearchAttributeType.KEYWORD)

/** Has operators find the run by its source. Only where Temporal knows the attribute: it would hold the run up. */
export const showSource = (source: string): void => upsertSearchAttributes([{ key: SOURCE, value: source }])
