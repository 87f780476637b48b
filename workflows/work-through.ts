import { condition } from '@temporalio/workflow'

interface Work<T extends { id: string }> {
  /** How many are worked on at once. */
  most: number
  /** The next ones, without those at work; none: there are no others for now. */
  take: (except: readonly string[]) => Promise<readonly T[]>
  /** May bring more to take. */
  work: (one: T) => Promise<void>
  /** Nothing else is begun. */
  isOver: () => boolean
}

/**
 * Works on what there is, `most` at once, until there is no more or it is over, and until all that was begun has ended.
 * @throws the first error of `take` and `work`, once the others have ended
 */
export async function workThrough<T extends { id: string }>({ most, take, work, isOver }: Work<T>): Promise<void> {
  const atWork = new Map<string, Promise<void>>()
  let [waiting, failed]: [T[], { error: unknown } | undefined] = [[], undefined]
  const begin = (one: T) => {
    const ended = work(one)
      .catch((error: unknown) => {
        failed ??= { error }
      })
      .finally(() => atWork.delete(one.id))
    atWork.set(one.id, ended)
  }

  try {
    while (!isOver() && failed === undefined) {
      if (waiting.length === 0) waiting = [...(await take([...atWork.keys()]))]
      if (waiting.length === 0 && atWork.size === 0) break
      if (isOver()) break
      for (let next = atWork.size < most ? waiting.shift() : undefined; next; next = atWork.size < most ? waiting.shift() : undefined) begin(next)
      const busy = atWork.size
      await condition(() => atWork.size < busy)
    }
  } finally {
    await Promise.all(atWork.values())
  }
  if (failed !== undefined) throw (failed as { error: unknown }).error
}
