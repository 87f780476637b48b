import { type ChildProcess, spawn } from 'node:child_process'
import { closeSync, fstatSync, mkdirSync, openSync, readFileSync, renameSync, statSync } from 'node:fs'
import { dirname } from 'node:path'
import type { Environment } from './cache.ts'

/**
 * Runs "$@" in place of the shell, with a guard beside it: when the pipe on stdin ends without a line, whoever started the program
 * is gone (kill -9 included), and the guard stops it. A process group of its own keeps the terminal's Ctrl-C away.
 */
const GUARDED = `exec 9<&0
(
  exec 3<&- >/dev/null 2>&1
  read -r line <&9 && exit
  kill -TERM $$; waits=0
  while kill -0 $$ && [ $waits -lt 75 ]; do sleep 0.2; waits=$((waits + 1)); done
  kill -KILL $$
) &
exec 9<&-
exec "$@" </dev/null`

export interface ChildOptions {
  command: string
  args: readonly string[]
  environment: Environment
  /** Where its output goes; the terminal when absent. */
  logFile?: string | undefined
  /** Opens a channel for `process.send`. */
  ipc?: boolean
  cwd?: string
  /** How long it may take to stop before it is killed. */
  stopTimeoutMs?: number
}

export interface Child {
  pid: number
  process: ChildProcess
  exited: Promise<string>
  logFile?: string
  /** The last lines that this run wrote into its log file. */
  lastLines(): string
  stop(): Promise<void>
  kill(): void
}

/** Starts a program that never outlives this process. `exited` says how it ended: `exit code 1`, `signal SIGKILL`. */
export function startChild({ command, args, environment, logFile, ipc = false, cwd, stopTimeoutMs = 10_000 }: ChildOptions): Child {
  const log = logFile === undefined ? 'inherit' : openLog(logFile)
  const begun = typeof log === 'number' ? fstatSync(log).size : 0
  const child = spawn('/bin/sh', ['-c', GUARDED, 'sh', command, ...args], {
    stdio: ['pipe', log, log, ...(ipc ? ['ipc' as const] : [])],
    env: environment,
    detached: true,
    ...(cwd && { cwd }),
  })
  if (typeof log === 'number') closeSync(log)
  child.stdin?.on('error', () => {})
  const exited = new Promise<string>((ended) => {
    child.once('error', (error) => ended(error.message))
    child.once('exit', (code, signal) => {
      child.stdin?.end('done\n')
      ended(signal ? `signal ${signal}` : `exit code ${code}`)
    })
  })
  const pid = child.pid ?? 0
  const kill = () => {
    if (child.exitCode === null && child.signalCode === null) child.kill('SIGKILL')
  }
  return {
    pid,
    process: child,
    exited,
    lastLines: () => (logFile === undefined ? '' : tail(logFile, begun)),
    ...(logFile !== undefined && { logFile }),
    async stop() {
      child.kill('SIGTERM')
      const killing = setTimeout(kill, stopTimeoutMs)
      await exited
      clearTimeout(killing)
    },
    kill,
  }
}

function openLog(path: string): number {
  mkdirSync(dirname(path), { recursive: true })
  if ((statSync(path, { throwIfNoEntry: false })?.size ?? 0) > 5_000_000) renameSync(path, `${path}.old`)
  return openSync(path, 'a')
}

const tail = (path: string, begun: number) => readFileSync(path).subarray(begun).toString().trimEnd().split('\n').slice(-5).join('\n')
