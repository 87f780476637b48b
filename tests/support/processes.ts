import { type ChildProcess, spawn } from 'node:child_process'
import { createInterface } from 'node:readline'

export interface RunningProgram {
  pid: number
  /** Its log lines so far, as they were written. */
  lines: string[]
  /** Resolves with the first line, past or future, that the pattern matches. */
  line(pattern: RegExp): Promise<string>
  /** Sends a signal and resolves with the exit code (null: killed) once it is gone. */
  end(signal: NodeJS.Signals): Promise<number | null>
}

/** Under load on a small machine a start takes half a minute. */
const READY_MS = 90_000
const running = new Set<ChildProcess>()

/** Starts the API or the worker as `npm start` does, and resolves when it says that it is ready. */
export async function startProgram(file: 'api/main.ts' | 'worker/main.ts', environment: Record<string, string>): Promise<RunningProgram> {
  const child = spawn(process.execPath, [file], {
    env: {
      ...{ PATH: process.env.PATH, HOME: process.env.HOME, ENVIRONMENT: 'test', LOG_LEVEL: 'info' },
      ...{ API_METRICS_PORT: '0', WORKER_METRICS_PORT: '0', ...environment },
    },
    stdio: ['ignore', 'pipe', 'pipe', 'ipc'],
  })
  running.add(child)
  const lines: string[] = []
  const waiting = new Set<(line: string) => void>()
  for (const stream of [child.stdout, child.stderr]) {
    if (stream)
      createInterface({ input: stream }).on('line', (line) => {
        lines.push(line)
        for (const hear of waiting) hear(line)
      })
  }
  const exited = new Promise<number | null>((resolve) =>
    child.once('exit', (code) => {
      running.delete(child)
      resolve(code)
    }),
  )
  await new Promise<void>((resolve, reject) => {
    const late = setTimeout(() => reject(new Error(`${file} is not ready:\n${lines.join('\n')}`)), READY_MS)
    child.once('message', () => {
      clearTimeout(late)
      resolve()
    })
    void exited.then((code) => reject(new Error(`${file} exited with ${code}:\n${lines.join('\n')}`)))
  })
  return {
    pid: child.pid ?? 0,
    lines,
    line: (pattern) =>
      new Promise((resolve) => {
        const hear = (line: string) => {
          if (!pattern.test(line)) return
          waiting.delete(hear)
          resolve(line)
        }
        const past = lines.find((line) => pattern.test(line))
        if (past !== undefined) return resolve(past)
        waiting.add(hear)
      }),
    end: (signal) => {
      child.kill(signal)
      return exited
    },
  }
}

/** Kills what a test left running. */
export const endPrograms = () => {
  for (const child of running) child.kill('SIGKILL')
}
