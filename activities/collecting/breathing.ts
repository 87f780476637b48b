import { setImmediate as otherWork } from 'node:timers/promises'

/** Longer than this no work keeps the others of its process waiting. */
const HELD_MS = 8
/** Even the clock takes its time. */
const ASKED_PER_LOOK = 16

export type Breathing = ReturnType<typeof breathing>

/** Long work asks often whether it is time that others have their turn; asking costs next to nothing. */
export function breathing() {
  let [since, asked] = [performance.now(), 0]
  return {
    isDue: (): boolean => ++asked % ASKED_PER_LOOK === 0 && performance.now() - since > HELD_MS,
    async now(): Promise<void> {
      await otherWork()
      since = performance.now()
    },
  }
}
