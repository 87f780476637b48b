import { ApplicationFailure } from '@temporalio/common'
import { givenFields } from './given-fields.ts'

/**
 * The id that a workflow bound to a record was given.
 * @param more what else may be given, as JSON: shown where the input is wrong
 * @throws ApplicationFailure (never retried) that shows an operator the JSON to type.
 */
export function recordId<K extends string>(input: unknown, field: K, more?: string): string {
  const given = givenFields(input)?.[field]
  if (typeof given === 'string' && /^[0-9a-f]{24}$/i.test(given)) return given.toLowerCase()
  const example = `"${field}":"6560f0c2a7b4c1d2e3f40516"`
  const or = more === undefined ? '' : `, or {${example},${more}}`
  throw ApplicationFailure.nonRetryable(`This workflow takes the record's id: {${example}}${or} (24 hex digits).`, 'bad_input')
}
