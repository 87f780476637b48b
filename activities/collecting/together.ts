import { LeaseLost } from '../../core/db/lease-repository.ts'

type InTurn<Turn> = <T>(work: (turn: Turn) => Promise<T>, waiting?: { signal?: AbortSignal }) => Promise<T>

interface Doing<Item, Result, Turn> {
  /** Runs work while nobody else's runs. */
  inTurn: InTurn<Turn>
  /** Does all of these, and answers the result of each; undefined: nothing is done, and it is to be tried again. */
  work: (items: readonly Item[], turn: Turn) => Promise<readonly Result[] | undefined>
  /** What an item needs for itself: batches that need the same are not done together. */
  needs: (item: Item) => readonly string[]
  /** Items at once, unless one batch has more. */
  most: number
}

interface Batch<Item, Result> {
  items: readonly Item[]
  results: readonly Result[] | undefined
  /** Ends the wait for a turn of its own. */
  done: AbortController
}

/**
 * Has batches that wait for their turn at the same time done together, in the turn of the first of them. What fails together is tried with
 * that one's batch alone: the others fail, or don't, in turns of their own.
 * @returns of a batch, what `work` answers; throws what it throws, or the signal's reason
 */
export function createTogether<Item, Result, Turn>({ inTurn, work, needs, most }: Doing<Item, Result, Turn>) {
  const waiting = new Set<Batch<Item, Result>>()

  function whoIsWith(own: Batch<Item, Result>): Batch<Item, Result>[] {
    const needed = new Set(own.items.flatMap(needs))
    let count = own.items.length
    const others = [...waiting].filter((other) => {
      const theirs = other.items.flatMap(needs)
      if (other === own || count + other.items.length > most || theirs.some((need) => needed.has(need))) return false
      count += other.items.length
      for (const need of theirs) needed.add(need)
      return true
    })
    return [own, ...others]
  }

  async function doTogether(batches: readonly Batch<Item, Result>[], turn: Turn): Promise<void> {
    const results = await work(
      batches.flatMap(({ items }) => items),
      turn,
    )
    let from = 0
    for (const batch of batches) {
      batch.results = results?.slice(from, from + batch.items.length)
      from += batch.items.length
      if (batch.results !== undefined) batch.done.abort()
    }
  }

  return async (items: readonly Item[], signal?: AbortSignal): Promise<readonly Result[] | undefined> => {
    const own: Batch<Item, Result> = { items, results: undefined, done: new AbortController() }
    waiting.add(own)
    try {
      const ends = signal === undefined ? own.done.signal : AbortSignal.any([signal, own.done.signal])
      await inTurn((turn) => oneOrAll(own, turn), { signal: ends })
      return own.results
    } catch (error) {
      if (own.results === undefined) throw error
      return own.results
    } finally {
      waiting.delete(own)
    }
  }

  async function oneOrAll(own: Batch<Item, Result>, turn: Turn): Promise<void> {
    const batches = whoIsWith(own)
    try {
      await doTogether(batches, turn)
    } catch (error) {
      if (batches.length === 1 || error instanceof LeaseLost) throw error
      await doTogether([own], turn)
    }
  }
}
