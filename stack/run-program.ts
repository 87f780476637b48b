import { execFile } from 'node:child_process'
import type { Environment } from './cache.ts'

export interface Output {
  stdout: string
  stderr: string
}

/**
 * Runs a program to its end, at most `timeoutMs`.
 * @throws the error of execFile, with what the program wrote in `stdout` and `stderr`.
 */
export function runProgram(program: string, args: readonly string[], options: { timeoutMs: number; environment: Environment }): Promise<Output> {
  const { timeoutMs, environment } = options
  return new Promise((resolve, reject) => {
    execFile(program, args, { timeout: timeoutMs, killSignal: 'SIGKILL', env: environment, maxBuffer: 2 ** 24 }, (error, stdout, stderr) => {
      if (error) reject(Object.assign(error, { stdout, stderr }))
      else resolve({ stdout, stderr })
    })
  })
}

/** What the program prints for `--version`; undefined when it does not run here. */
export async function versionOf(program: string, environment: Environment): Promise<string | undefined> {
  const output = await runProgram(program, ['--version'], { timeoutMs: 10_000, environment }).catch(() => undefined)
  return output?.stdout
}
