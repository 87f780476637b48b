import { ApplicationFailure } from '@temporalio/common'
import { givenFields } from './given-fields.ts'

export type Check = (value: unknown) => boolean

export const isBoolean: Check = (value) => typeof value === 'boolean'
/** A hundred years are more than anybody means. */
export const isDays: Check = (value) => typeof value === 'number' && value >= 1 && value <= 36_500
export const isCount: Check = (value) => Number.isSafeInteger(value) && Number(value) >= 0

/**
 * What an operator gave of the fields that a workflow takes; null means absent, and so does no input at all.
 * @param sentence what is to be typed, with an example
 * @throws ApplicationFailure (never retried) that names what is wrong and says that sentence
 */
export function operatorInput<K extends string>(input: unknown, checks: Readonly<Record<K, Check>>, sentence: string): { [F in K]?: unknown } {
  const refused = (why: string) => ApplicationFailure.nonRetryable(`${why}. ${sentence}`, 'bad_input')
  const fields = givenFields(input)
  if (fields === undefined) throw refused('The input is no JSON object')
  for (const [name, value] of Object.entries(fields)) {
    if (!Object.hasOwn(checks, name)) throw refused(`There is no field "${name}"`)
    if (!checks[name as K](value)) throw refused(`"${name}" is wrong`)
  }
  return fields as { [F in K]?: unknown }
}
