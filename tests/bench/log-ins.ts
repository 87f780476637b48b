import type { ApiStack } from './api-stack.ts'
import { type Load, type Measure, measureSound, together } from './load.ts'

export interface WithLogIns {
  idle: Measure
  busy: Measure
  /** How many log-ins were answered, and how long one took, in seconds. */
  logIns: number
  logInSeconds: number
}

const AT_ONCE = 20

/** Measures a path alone, and while so many log-ins run at once, in turn. */
export async function measureDuringLogIns(stack: ApiStack, path: string, { rounds, ...load }: Load & { rounds: number }): Promise<WithLogIns> {
  const measured: { idle: Measure; busy: Measure }[] = []
  const took: number[] = []
  for (let round = 0; round < rounds; round++) {
    const idle = await measureSound(stack.api, path, load)
    const end = keepLoggingIn(stack, took)
    const busy = await measureSound(stack.api, path, load).finally(end)
    measured.push({ idle, busy })
  }
  return {
    idle: together(measured.map(({ idle }) => idle)),
    busy: together(measured.map(({ busy }) => busy)),
    logIns: took.length,
    logInSeconds: took.reduce((total, seconds) => total + seconds, 0) / took.length,
  }
}

/** Has the same number of log-ins under way until it is told to end; those are waited for then. */
function keepLoggingIn({ logInOther }: ApiStack, took: number[]): () => Promise<void> {
  let going = true
  const people = Array.from({ length: AT_ONCE }, async () => {
    while (going) {
      const began = performance.now()
      await logInOther()
      took.push((performance.now() - began) / 1_000)
    }
  })
  return async () => {
    going = false
    await Promise.all(people)
  }
}
