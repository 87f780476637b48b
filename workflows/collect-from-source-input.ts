import { ApplicationFailure } from '@temporalio/common'
import { givenFields } from './given-fields.ts'

export interface CollectFromSource {
  collection_id: string
  source: string
  /** All of it from the beginning; without it, what failed or was not asked for. */
  again?: boolean
}

const EXAMPLE = '"collection_id":"6560f0c2a7b4c1d2e3f40516","source":"greenhouse"'

/**
 * The input of `collectFromSource`.
 * @throws ApplicationFailure (never retried) that shows an operator the JSON to type
 */
export function collectFromSourceInput(given: unknown): { collectionId: string; source: string; again: boolean } {
  const { collection_id, source, again = false } = givenFields(given) ?? {}
  const isId = typeof collection_id === 'string' && /^[0-9a-f]{24}$/i.test(collection_id)
  if (isId && typeof source === 'string' && /^[a-z0-9-]{1,40}$/.test(source) && typeof again === 'boolean')
    return { collectionId: collection_id.toLowerCase(), source, again }
  throw ApplicationFailure.nonRetryable(
    `This workflow takes a collection's id (24 hex digits) and one of its sources: {${EXAMPLE}}, or, to ask for all of it again, {${EXAMPLE},"again":true}.`,
    'bad_input',
  )
}
