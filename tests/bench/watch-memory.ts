import { memoryOf } from './memory.ts'

const EVERY_MS = 500

export interface MemoryWatch {
  /** Ends the watch: MiB of the process and of those it started, every half a second. */
  end(): number[]
}

export function watchMemory(pid: number): MemoryWatch {
  const samples: number[] = []
  const timer = setInterval(() => samples.push(memoryOf(pid)), EVERY_MS)
  return {
    end() {
      clearInterval(timer)
      return [...samples, memoryOf(pid)]
    },
  }
}

export const most = (samples: readonly number[]): number => Math.max(...samples)

/** The most in the last third of the time, as a multiple of the most in the first. */
export function growthOf(samples: readonly number[]): number {
  const third = Math.ceil(samples.length / 3)
  return most(samples.slice(-third)) / most(samples.slice(0, third))
}
