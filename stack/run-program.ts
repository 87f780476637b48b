import { type ChildProcess, spawn } from 'node:child_process'
import { text } from 'node:stream/consumers'
import type { Environment } from './cache.ts'

export interface Output {
  stdout: string
  stderr: string
}

/** Programs that run now, each a process group of its own: Ctrl-C reaches none of them, so they are ended with this process. */
const running = new Set<ChildProcess>()
process.once('exit', () => {
  for (const child of running) killGroup(child)
})

/**
 * Runs a program to its end, at most `timeoutMs`, and ends all that it started with it.
 * @throws an error with what the program wrote in `stdout` and `stderr`.
 */
export async function runProgram(
  program: string,
  args: readonly string[],
  { timeoutMs, environment, onLine }: { timeoutMs: number; environment: Environment; onLine?: (line: string) => void },
): Promise<Output> {
  const child = spawn(program, args, { stdio: ['ignore', 'pipe', 'pipe'], env: environment, detached: true })
  running.add(child)
  const ended = new Promise<string>((end, failed) => {
    child.once('error', failed)
    child.once('exit', (code, signal) => end(signal ?? String(code)))
  })
  const timeout = setTimeout(() => killGroup(child), timeoutMs)
  if (onLine) child.stdout.setEncoding('utf8').on('data', (chunk: string) => chunk.split(/[\r\n]+/).filter(Boolean).forEach(onLine)) // biome-ignore format: one line reads better
  try {
    const [how, stdout, stderr] = await Promise.all([ended, text(child.stdout), text(child.stderr)])
    if (how !== '0') throw Object.assign(new Error(`${program} ended with ${how}: ${stderr.trim().split('\n').at(-1)}`), { stdout, stderr })
    return { stdout, stderr }
  } finally {
    clearTimeout(timeout)
    running.delete(child)
  }
}

function killGroup(child: ChildProcess): void {
  try {
    if (child.pid) process.kill(-child.pid, 'SIGKILL')
  } catch {
    // It ended meanwhile.
  }
}

/** What the program prints for `--version`; undefined when it does not run here. */
export async function versionOf(program: string, environment: Environment): Promise<string | undefined> {
  const output = await runProgram(program, ['--version'], { timeoutMs: 10_000, environment }).catch(() => undefined)
  return output?.stdout
}
