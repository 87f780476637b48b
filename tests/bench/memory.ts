import { execFileSync } from 'node:child_process'
import { existsSync, readFileSync } from 'node:fs'

const KIB_PER_MIB = 1_024

/**
 * Memory of a process and those it started, in MiB: the proportional set size where the system tells it (Linux; what processes share counts
 * once), else the resident set size.
 */
export function memoryOf(pid: number): number {
  return tree(pid).reduce((total, process) => total + ownMemory(process), 0)
}

function ownMemory(pid: number): number {
  const rollup = `/proc/${pid}/smaps_rollup`
  try {
    const pss = existsSync(rollup) ? /^Pss:\s+(\d+) kB/m.exec(readFileSync(rollup, 'utf8'))?.[1] : undefined
    return Number(pss ?? execFileSync('ps', ['-o', 'rss=', '-p', String(pid)], { encoding: 'utf8' })) / KIB_PER_MIB
  } catch {
    // It has ended since it was listed: a browser's processes come and go.
    return 0
  }
}

function tree(pid: number): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n')
  const parents = rows.map((row) => row.trim().split(/\s+/).map(Number))
  const below = (parent: number): number[] => parents.flatMap(([child, of]) => (of === parent && child !== undefined ? [child, ...below(child)] : []))
  return [pid, ...below(pid)]
}
