import type { Db } from 'mongodb'

const WRITES = new Set(['insertOne', 'updateOne', 'deleteOne', 'deleteMany', 'bulkWrite'])

/**
 * The database as a process has it to which something happens right before one of its writes to these collections.
 * @param at which write, from 1; it is done when `meanwhile` has ended, and not at all when that throws
 * @returns wasReached: whether there were so many writes; writes: how many there were
 */
export function interruptedAt(db: Db, names: readonly string[], at: number, meanwhile: () => Promise<unknown>) {
  const seen = { writes: 0, wasReached: false }
  const interrupted = <T extends object>(target: T): T =>
    new Proxy(target, {
      get(of, name) {
        const own: unknown = Reflect.get(of, name, of)
        if (typeof own !== 'function') return own
        if (!WRITES.has(String(name))) return own.bind(of)
        return async (...args: unknown[]) => {
          if (++seen.writes === at) {
            seen.wasReached = true
            await meanwhile()
          }
          return own.apply(of, args)
        }
      },
    })
  const own = { collection: (name: string) => (names.includes(name) ? interrupted(db.collection(name)) : db.collection(name)) }
  return Object.assign(seen, { db: own as unknown as Db })
}
