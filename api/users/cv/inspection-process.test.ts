import { execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { fileURLToPath } from 'node:url'
import { expect, onTestFinished, test, vi } from 'vitest'
import { slowPdf } from '../../../tests/support/cv-bombs.ts'

const PROGRAM = fileURLToPath(new URL('./inspection-process.ts', import.meta.url))

test('it ends at a deadline of its own', async () => {
  const child = spawn(process.execPath, [PROGRAM, 'pdf', '-500'], { stdio: ['pipe', 'ignore', 'inherit', 'ipc'] })
  onTestFinished(() => void child.kill('SIGKILL'))
  // The file never comes whole.
  child.stdin?.write(slowPdf().subarray(0, 100))
  expect(await once(child, 'exit')).toEqual([0, null])
})

test('it ends with the process that waits for it, even when that one is killed', async () => {
  const program = `
    import { createCvInspection } from '${new URL('./inspection.ts', import.meta.url).href}'
    import { slowPdf } from '${new URL('../../../tests/support/cv-bombs.ts', import.meta.url).href}'
    await createCvInspection({ deadlineMs: 60_000 })(slowPdf(), 'pdf')`
  const waiting = spawn(process.execPath, ['--input-type=module-typescript', '--eval', program], { stdio: ['ignore', 'ignore', 'inherit'] })
  onTestFinished(() => void waiting.kill('SIGKILL'))
  const inspecting = await vi.waitFor(() => childOf(waiting.pid), { timeout: 10_000 })
  // It reads by now: what it was sent is there whole.
  await vi.waitFor(() => expect(secondsOf(inspecting)).toBeGreaterThan(0), { timeout: 10_000 })
  waiting.kill('SIGKILL')
  await vi.waitFor(() => expect(secondsOf(inspecting)).toBeUndefined(), { timeout: 1_500, interval: 100 })
})

const processes = () =>
  execFileSync('ps', ['-eo', 'pid=,ppid=,time=,stat='], { encoding: 'utf8' })
    .trim()
    .split('\n')
    .map((row) => row.trim().split(/\s+/))
    .filter(([, , , state]) => !state?.startsWith('Z'))

function childOf(pid: number | undefined): string {
  const found = processes().find(([, parent]) => parent === String(pid))?.[0]
  if (found === undefined) throw new Error('not started yet')
  return found
}

/** How long a process has computed; undefined when there is none (any more). */
function secondsOf(pid: string): number | undefined {
  const time = processes().find(([id]) => id === pid)?.[2]
  return time === undefined ? undefined : Number(time.split(':').at(-1))
}
