import { setFlagsFromString } from 'node:v8'

/** A worker that waits takes little memory: its heap is collected often. */
export const SMALL = ['--optimize-for-size', '--heap-growing-percent=0'] as const
/** One that reads thousands of offers spends a third of its time on that: its heap may grow, its old part by 40 % between two collections. */
export const QUICK = ['--no-optimize-for-size', '--heap-growing-percent=40'] as const

/** The next page of a collection comes within seconds. */
const QUIET_MS = 10_000

/**
 * What V8 is told of the heap, which it heeds from the next garbage collection on: to be quick while there is heavy work, small again once
 * there has been none for ten seconds.
 */
export function createHeapPolicy({ tell = setFlagsFromString, quietMs = QUIET_MS }: { tell?: (flag: string) => void; quietMs?: number } = {}) {
  let atWork = 0
  let isQuick = false
  let becomingSmall: NodeJS.Timeout | undefined

  return {
    /** Runs work that takes memory for a short time. */
    async whileQuick<T>(work: () => Promise<T>): Promise<T> {
      clearTimeout(becomingSmall)
      atWork += 1
      if (!isQuick) for (const flag of QUICK) tell(flag)
      isQuick = true
      try {
        return await work()
      } finally {
        atWork -= 1
        if (atWork === 0)
          becomingSmall = setTimeout(() => {
            isQuick = false
            for (const flag of SMALL) tell(flag)
          }, quietMs).unref()
      }
    },
  }
}
