import type { Lease } from './lease-repository.ts'

/** Then all is asked for again, whoever wrote meanwhile without the lease: a process that was frozen, somebody by hand. */
const KEPT_MS = 60_000
/** Some megabytes. */
const MOST = 50_000

type Turn = Pick<Lease, 'turn'>

/**
 * What a process knows that no document has, so that it need not ask again: many offers of one company ask for the same. Who holds a lease
 * alone writes these keys, so it is true for as long as nobody else has had the lease.
 */
export function createAbsentKeys(clock: () => number = () => performance.now()) {
  const absent = new Set<string>()
  let latest = Number.NaN
  let since = Number.NEGATIVE_INFINITY

  function forget(): void {
    absent.clear()
    since = clock()
  }

  return {
    forget,

    /** Those that some document may have. */
    maybeThere(keys: readonly string[], { turn }: Turn): string[] {
      const isNext = turn === latest || turn === latest + 1
      if (!isNext || clock() - since > KEPT_MS || absent.size > MOST) forget()
      latest = turn
      return keys.filter((key) => !absent.has(key))
    },

    /** No document has these: it was asked for under the lease of `maybeThere`. */
    note(keys: Iterable<string>): void {
      for (const key of keys) absent.add(key)
    },

    /** Documents with these are about to be written. */
    written(keys: Iterable<string>): void {
      for (const key of keys) absent.delete(key)
    },
  }
}
