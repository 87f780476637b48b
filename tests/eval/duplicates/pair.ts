import type { SomeOffer } from '../../support/collected-offers.ts'

/** One offer of a pair, and when it was at its source: dates, `from` the day it was put up `until` it was seen last. */
export interface Side extends SomeOffer {
  from?: string
  until?: string
}

/** Two offers, and whether a person would say that they are the same opening. */
export interface Pair {
  /** What is hard about it. */
  kind: string
  same: boolean
  one: Side
  other: Side
}

/** A text's beginning, as aggregators cut it. */
export const teaser = (text: string | null | undefined, length: number): string => `${(text ?? '').slice(0, length).trim()}…`
