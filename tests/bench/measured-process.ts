import { fork } from 'node:child_process'
import { once } from 'node:events'
import { openSync } from 'node:fs'
import { memoryOf } from './memory.ts'

export interface MeasuredProcess {
  url: string
  /** What it has used so far, in microseconds: user and system, all its threads. */
  cpuUs(): Promise<number>
  /** In MiB. */
  memory(): number
  stop(): Promise<void>
}

const USAGE = new URL('./report-usage.ts', import.meta.url).href

/**
 * Starts a program that listens on API_PORT and says so by a message; what it writes goes to a file, as a service's log does.
 * @throws Error when it ends before that
 */
export async function startMeasured(
  { file, flags = [] }: { file: string; flags?: readonly string[] },
  environment: Record<string, string> & { API_PORT: string },
  logFile: string,
): Promise<MeasuredProcess> {
  const log = openSync(logFile, 'a')
  const child = fork(file, {
    execArgv: [...flags, '--import', USAGE],
    env: { PATH: process.env.PATH, HOME: process.env.HOME, ...environment },
    stdio: ['ignore', log, log, 'ipc'],
  })
  const exited = once(child, 'exit')
  await Promise.race([
    once(child, 'message'),
    exited.then(([code]) => {
      throw new Error(`${file} ended with ${code}: see ${logFile}`)
    }),
  ])
  return {
    url: `http://127.0.0.1:${environment.API_PORT}`,
    async cpuUs() {
      const answer = once(child, 'message')
      child.send('usage')
      const [{ cpuUs }] = (await answer) as [{ cpuUs: number }]
      return cpuUs
    },
    memory: () => memoryOf(child.pid ?? 0),
    async stop() {
      child.kill('SIGTERM')
      await exited
    },
  }
}
