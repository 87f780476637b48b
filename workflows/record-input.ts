import { ApplicationFailure } from '@temporalio/common'
import { type Check, operatorInput } from './operator-input.ts'

const isRecordId: Check = (value) => typeof value === 'string' && /^[0-9a-f]{24}$/i.test(value)

/**
 * The id that a workflow bound to a record was given, and what else was.
 * @param more what else may be given; `example` of what operators may give, as JSON: shown where the input is wrong
 * @throws ApplicationFailure (never retried) that shows an operator the JSON to type
 */
export function recordInput<K extends string>(
  input: unknown,
  field: K,
  more: Readonly<Record<string, { check: Check; example?: string }>> = {},
): { id: string; given: Readonly<Record<string, unknown>> } {
  const example = `"${field}":"6560f0c2a7b4c1d2e3f40516"`
  const others = Object.entries(more).flatMap(([name, other]) => (other.example === undefined ? [] : [`"${name}":${other.example}`]))
  const or = others.length === 0 ? '' : `, or {${[example, ...others].join(',')}}`
  const sentence = `This workflow takes the record's id: {${example}}${or} (24 hex digits).`
  const checks = Object.fromEntries(Object.entries(more).map(([name, { check }]) => [name, check]))
  const given = operatorInput<string>(input, { [field]: isRecordId, ...checks }, sentence)
  if (given[field] === undefined) throw ApplicationFailure.nonRetryable(sentence, 'bad_input')
  return { id: String(given[field]).toLowerCase(), given }
}
