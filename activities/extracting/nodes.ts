import { readLine } from './plain-text.ts'

/** Structured data as it comes: nothing about it is certain. */
export type Json = unknown
export type Node = Record<string, Json>

/** What forms and scripts write where nothing is said. */
const UNSAID =
  /^\s*(?:n\/a|n\.a\.?|null|undefined|tbd|tbc|non (?:renseign|pr[ée]cis|communiqu)[ée]e?s?|not (?:specified|provided|available)|unspecified|-+|\?+)\s*$/i
const MAX_UNSAID_LENGTH = 30

export const isUnsaid = (text: string): boolean => text.trim() === '' || (text.length <= MAX_UNSAID_LENGTH && UNSAID.test(text))

export function isNode(value: Json): value is Node {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The value as a list: absent is empty, one is a list of one. */
export function list(value: Json): Json[] {
  if (value === null || value === undefined) return []
  return Array.isArray(value) ? value.flat(3) : [value]
}

/** What a value says in words: a string, a number, or the name of a node; null when nothing. Not trimmed, not decoded. */
export function rawText(value: Json): string | null {
  if (typeof value === 'string') return isUnsaid(value) ? null : value
  if (typeof value === 'number') return String(value)
  if (Array.isArray(value)) return value.map(rawText).find((text) => text !== null) ?? null
  if (!isNode(value)) return null
  for (const key of ['@value', 'name', 'value', 'title', 'description']) {
    const text = typeof value[key] === 'object' ? null : rawText(value[key])
    if (text !== null) return text
  }
  return null
}

/** The value itself, out of a list of one and out of `{"@value": …}`: a date or a number may be typed. */
export function scalarOf(value: Json): Json {
  const [first] = list(value)
  return isNode(first) ? (first['@value'] ?? first.value) : first
}

/** One clean line of what a value says; null when nothing. */
export function lineOf(value: Json, maxLength = 300): string | null {
  const text = rawText(value)
  return text === null ? null : readLine(text, maxLength)
}

/** A clean line of each thing that a value lists, each once. */
export function linesOf(value: Json, maxLength = 300): string[] {
  const lines = list(value).map((item) => lineOf(item, maxLength))
  return [...new Set(lines.filter((line) => line !== null))]
}
