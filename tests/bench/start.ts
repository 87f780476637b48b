import { spawn } from 'node:child_process'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { askHolder } from '../../stack/lock.ts'
import type { StackStatus } from '../../stack/start-stack.ts'

export interface Start {
  /** From the command to the line that says that all is ready. */
  seconds: number
  status: StackStatus
  stop(): Promise<void>
}

/** Types `npm start` in a folder, as a person would, and waits until it says that it is ready. */
export async function startAndTime(cwd: string, environment: Record<string, string>): Promise<Start> {
  const dataDir = environment.DATA_DIR ?? join(cwd, '.data')
  const began = performance.now()
  const npm = spawn('npm', ['start'], { cwd, env: { ...process.env, ...environment, DATA_DIR: dataDir }, stdio: ['ignore', 'pipe', 'inherit'] })
  const exited = new Promise<void>((resolve) => npm.once('exit', () => resolve()))
  const lines = createInterface({ input: npm.stdout })
  await new Promise<void>((resolve, reject) => {
    lines.on('line', (line) => {
      if (/download|install/i.test(line)) console.log(`  ${line}`)
      if (line.startsWith('Job Tracker is ready')) resolve()
    })
    npm.once('exit', (code) => reject(new Error(`npm start ended with ${code}`)))
  })
  const seconds = (performance.now() - began) / 1_000
  const holder = await askHolder<StackStatus>(dataDir)
  if (!holder) throw new Error('the stack says that it is ready and does not answer')
  return {
    seconds,
    status: holder.status,
    async stop() {
      process.kill(holder.status.pid, 'SIGINT')
      await exited
    },
  }
}
