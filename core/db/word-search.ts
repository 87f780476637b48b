import type { Document } from 'mongodb'
import { queryWords } from '../domain/text-rules.ts'

/** How many candidates a word search looks at before it stops early. */
export const MAX_CANDIDATES = 10_000

const escaped = (word: string) => word.replace(/[.+^$*?()[\]{}|\\/-]/g, '\\$&')

/** Conditions by which every word of `text` begins a word of the field; `prefix` names the field within the indexed array. */
export function wordConditions(field: string, text: string, prefix = ''): { word: string; condition: Document }[] {
  return queryWords(text).map((word) => ({ word, condition: { [field]: { $regex: `^${escaped(prefix + word)}` } } }))
}

/**
 * The conditions of several texts, each with its prefix within the array. Undefined when a text has signs only, which no word begins
 * with: that finds nothing.
 */
export function fieldConditions(
  field: string,
  ...texts: [text: string | undefined, prefix: string][]
): ReturnType<typeof wordConditions> | undefined {
  const given = texts.flatMap(([text, prefix]) => (text?.trim() ? [wordConditions(field, text, prefix)] : []))
  return given.some((conditions) => conditions.length === 0) ? undefined : given.flat()
}

/**
 * The first stages of a bounded word search: at most 10,000 candidates of the longest word, found by its index under `owner`
 * (equality conditions that lead the same index), then every other condition.
 */
export function wordSearchStages(
  owner: Document,
  words: { word: string; condition: Document }[],
  rest: Document,
  maxCandidates = MAX_CANDIDATES,
): Document[] {
  const [longest, ...others] = [...words].sort((a, b) => b.word.length - a.word.length)
  if (longest === undefined) return [{ $match: { ...owner, ...rest } }]
  const remaining = [rest, ...others.map(({ condition }) => condition)].filter((condition) => Object.keys(condition).length > 0)
  return [
    { $match: { ...owner, ...longest.condition } },
    { $limit: maxCandidates },
    ...(remaining.length > 0 ? [{ $match: { $and: remaining } }] : []),
  ]
}
