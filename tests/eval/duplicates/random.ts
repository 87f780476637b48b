export type Random = ReturnType<typeof createRandom>

/** Numbers that look random and are the same for the same seed (mulberry32). */
export function createRandom(seed: number) {
  let state = seed >>> 0
  /** 0 to 1, 1 excluded. */
  function next(): number {
    state = (state + 0x6d2b79f5) >>> 0
    let mixed = Math.imul(state ^ (state >>> 15), 1 | state)
    mixed = (mixed + Math.imul(mixed ^ (mixed >>> 7), 61 | mixed)) ^ mixed
    return ((mixed ^ (mixed >>> 14)) >>> 0) / 2 ** 32
  }
  const below = (limit: number): number => Math.floor(next() * limit)
  return {
    next,
    below,
    between: (from: number, to: number): number => from + below(to - from + 1),
    one: <T>(values: readonly [T, ...T[]] | readonly T[]): T => values[below(values.length)] as T,
    /** So many of them, in another order. */
    some: <T>(values: readonly T[], count: number): T[] =>
      values
        .map((value) => [next(), value] as const)
        .toSorted(([a], [b]) => a - b)
        .slice(0, count)
        .map(([, value]) => value),
  }
}
