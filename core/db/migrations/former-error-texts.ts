import type { DescriptionErrorCode } from '../../domain/application-rules.ts'
import { plain } from './former-values.ts'

/**
 * How the texts began that the former backend stored as a description when it could not write one, in plain() form, and today's code
 * for each. A text that is none of them counts as the user's, so this list is exact rather than long.
 */
const ERROR_TEXTS: readonly [beginning: string, code: DescriptionErrorCode][] = [
  ['la generation automatique de description necessite une cle api', 'invalid_key'],
  ['la generation automatique de la description necessite une cle api', 'invalid_key'],
  ['erreur lors de la generation de la description', 'model_unavailable'],
  ['erreur lors de la generation automatique de la description', 'model_unavailable'],
  ['une erreur est survenue lors de la generation de la description', 'model_unavailable'],
  ['impossible de generer la description', 'model_unavailable'],
  ['impossible de generer une description', 'model_unavailable'],
]
/** Whoever writes on after such a beginning has something of their own to say. */
const LONGEST_ERROR_TEXT = 600

/** The code of the failure that a former description tells of; undefined for a description. */
export function formerErrorCode(description: string): DescriptionErrorCode | undefined {
  if (description.length > LONGEST_ERROR_TEXT) return undefined
  const text = plain(description)
  return ERROR_TEXTS.find(([beginning]) => text.startsWith(beginning))?.[1]
}
