import { distance } from 'fastest-levenshtein'
import type { Pair } from './pair.ts'

const RATIO = 0.82
const JACCARD = 0.65

/** The former backend's rule: alike letters of title and company, words of the description in common. */
export function formerlySame({ one, other }: Pair): boolean {
  const alike = (a: string | null | undefined, b: string | null | undefined) => ratio((a ?? '').toLowerCase(), (b ?? '').toLowerCase()) >= RATIO
  return alike(one.title, other.title) && alike(one.company, other.company) && jaccard(one.description ?? '', other.description ?? '') >= JACCARD
}

function ratio(one: string, other: string): number {
  const longest = Math.max(one.length, other.length)
  return longest === 0 ? 1 : 1 - distance(one, other) / longest
}

function jaccard(one: string, other: string): number {
  const [a, b] = [one, other].map((text) => new Set(text.toLowerCase().match(/[\p{L}\p{N}]+/gu) ?? [])) as [Set<string>, Set<string>]
  const common = [...a].filter((word) => b.has(word)).length
  const all = a.size + b.size - common
  return all === 0 ? 1 : common / all
}
