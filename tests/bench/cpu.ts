import { existsSync, readFileSync } from 'node:fs'

/** What Linux counts processes' time in, a second. */
const TICKS = 100

/** Seconds of CPU that a process has used so far, user and system, all its threads; NaN where the system does not tell (no /proc). */
function cpuSecondsOf(pid: number): number {
  const file = `/proc/${pid}/stat`
  if (!existsSync(file)) return Number.NaN
  // The name of the program, in brackets, may hold spaces.
  const fields = readFileSync(file, 'utf8').split(') ').at(-1)?.split(' ') ?? []
  return (Number(fields[11]) + Number(fields[12])) / TICKS
}

/** Starts to count: answers how many seconds of CPU the process has used since then. */
export function countCpu(pid: number): () => number {
  const began = cpuSecondsOf(pid)
  return () => cpuSecondsOf(pid) - began
}
