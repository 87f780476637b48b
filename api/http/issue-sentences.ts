import type { z } from 'zod'
import type { Language } from '../../core/domain/offer-facts.ts'
import { say, type Text } from './messages.ts'

type Issue = z.core.$ZodIssue

const MAX_VALUES = 12

const REQUIRED: Text = { fr: 'ce champ est obligatoire', en: 'this field is required' }
const UNKNOWN: Text = { fr: 'champ inconnu', en: 'unknown field' }
const EMPTY: Text = { fr: 'ne doit pas être vide', en: 'must not be empty' }
const MALFORMED: Text = { fr: 'ce texte n’a pas la forme attendue', en: 'this text is not of the expected form' }
const INVALID: Text = { fr: 'cette valeur n’est pas acceptée', en: 'this value is not accepted' }
const ONCE: Text = { fr: 'une seule valeur est attendue', en: 'one value only is expected' }

const TYPES: Record<string, Text> = {
  string: { fr: 'du texte est attendu', en: 'text is expected' },
  number: { fr: 'un nombre est attendu', en: 'a number is expected' },
  int: { fr: 'un nombre entier est attendu', en: 'a whole number is expected' },
  boolean: { fr: 'true ou false est attendu', en: 'true or false is expected' },
  array: { fr: 'une liste est attendue', en: 'a list is expected' },
  object: { fr: 'un objet est attendu', en: 'an object is expected' },
}

const TAKES_SEVERAL = new Set<string>(['array', 'object'])

const AT_LEAST: Text = {
  fr: ({ bound }) => `un nombre d’au moins ${bound} est attendu`,
  en: ({ bound }) => `a number of at least ${bound} is expected`,
}
const AT_MOST: Text = {
  fr: ({ bound }) => `un nombre d’au plus ${bound} est attendu`,
  en: ({ bound }) => `a number of at most ${bound} is expected`,
}
const LEAST: Record<string, Text> = {
  string: { fr: size('fr', 'au moins', 'caractère'), en: size('en', 'at least', 'character') },
  array: { fr: size('fr', 'au moins', 'élément'), en: size('en', 'at least', 'item') },
  number: AT_LEAST,
  // Below what JavaScript counts exactly.
  int: AT_LEAST,
}
const MOST: Record<string, Text> = {
  string: { fr: size('fr', 'au plus', 'caractère'), en: size('en', 'at most', 'character') },
  array: { fr: size('fr', 'au plus', 'élément'), en: size('en', 'at most', 'item') },
  number: AT_MOST,
  int: AT_MOST,
}

/** What is wrong with a value, in words of our own, without a full stop. `input` is what was sent, as far as it reaches the value. */
export function sentenceOf(issue: Issue, input: unknown, language: Language): string {
  const value = valueAt(input, issue.path)
  if (issue.code === 'invalid_type' || issue.code === 'invalid_value') {
    if (value === undefined) return say(REQUIRED, language)
    if (Array.isArray(value) && !('expected' in issue && TAKES_SEVERAL.has(issue.expected))) return say(ONCE, language)
  }
  switch (issue.code) {
    case 'invalid_type':
      return say(TYPES[issue.expected] ?? INVALID, language)
    case 'invalid_value':
      return say(oneOf(issue.values), language)
    case 'too_small':
      if (issue.origin === 'string' && Number(issue.minimum) === 1) return say(EMPTY, language)
      return say(LEAST[issue.origin] ?? INVALID, language, { bound: Number(issue.minimum) })
    case 'too_big':
      return say(MOST[issue.origin] ?? INVALID, language, { bound: Number(issue.maximum) })
    case 'unrecognized_keys':
      return say(UNKNOWN, language)
    case 'invalid_format':
      return say(MALFORMED, language)
    case 'invalid_union': {
      const [first] = issue.errors.flat()
      return first === undefined ? say(INVALID, language) : sentenceOf(first, value, language)
    }
    default:
      return say(INVALID, language)
  }
}

/** A size in words: `au plus 300 caractères sont attendus`. */
function size(language: Language, atLeastOrMost: string, unit: string): (params: { bound?: string | number }) => string {
  const isOne = (bound: unknown) => Number(bound) === 1
  return language === 'fr'
    ? ({ bound }) => `${atLeastOrMost} ${bound} ${unit}${isOne(bound) ? ' est attendu' : 's sont attendus'}`
    : ({ bound }) => `${atLeastOrMost} ${bound} ${unit}${isOne(bound) ? ' is' : 's are'} expected`
}

/** What was sent there; the last that there is where a schema looked further than what was sent goes. */
const valueAt = (input: unknown, path: PropertyKey[]): unknown =>
  path.reduce((at, key) => (typeof at === 'object' && at !== null ? (at as Record<PropertyKey, unknown>)[key] : at), input)

function oneOf(values: readonly unknown[]): Text {
  const named = values.filter((value) => value !== '').slice(0, MAX_VALUES)
  const more = values.length > MAX_VALUES ? ', …' : ''
  const [fr, en] = [named.map((value) => `« ${value} »`).join(', ') + more, named.map((value) => `"${value}"`).join(', ') + more]
  return named.length === 1
    ? { fr: `la valeur ${fr} est attendue`, en: `the value ${en} is expected` }
    : { fr: `l’une de ces valeurs est attendue : ${fr}`, en: `one of these values is expected: ${en}` }
}
