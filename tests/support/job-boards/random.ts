import { createHash } from 'node:crypto'

/** Numbers that look random and are the same at every run (mulberry32). */
export interface Random {
  /** From 0 to below `count`. */
  below(count: number): number
  pick<T>(items: readonly T[]): T
  /** Different ones, in any order. */
  some<T>(items: readonly T[], count: number): T[]
}

export function randomFrom(seed: number): Random {
  let state = seed >>> 0
  const next = () => {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), state | 1)
    mixed ^= mixed + Math.imul(mixed ^ (mixed >>> 7), mixed | 61)
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (count: number) => Math.floor(next() * count)
  return {
    below,
    pick: (items) => items[below(items.length)] as (typeof items)[number],
    some(items, count) {
      const left = [...items]
      return Array.from({ length: Math.min(count, left.length) }, () => left.splice(below(left.length), 1)[0] as (typeof items)[number])
    },
  }
}

/** An id in the shape of a UUID that belongs to one number. */
export function uuidOf(n: number): string {
  const hex = createHash('sha256').update(String(n)).digest('hex')
  return [hex.slice(0, 8), hex.slice(8, 12), `4${hex.slice(13, 16)}`, `8${hex.slice(17, 20)}`, hex.slice(20, 32)].join('-')
}
