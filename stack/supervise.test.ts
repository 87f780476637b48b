import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { createInterface } from 'node:readline'
import { expect, test } from 'vitest'
import { startChild } from './supervise.ts'

const environment = process.env
const node = (code: string) => ({ command: process.execPath, args: ['-e', code], environment })
const groupIsGone = (pid: number) => {
  try {
    process.kill(-pid, 0)
    return false
  } catch {
    return true
  }
}
const gone = (pid: number) => expect.poll(() => groupIsGone(pid), { timeout: 5_000, interval: 20 }).toBe(true)

test('a child that ends by itself says how, and its guard goes with it', async () => {
  const child = startChild(node('process.exitCode = 3'))
  expect(await child.exited).toBe('exit code 3')
  await gone(child.pid)
})

test('its process id is the program itself, so a signal reaches it', async () => {
  const child = startChild(node('setInterval(() => {}, 1000)'))
  process.kill(child.pid, 'SIGKILL')
  expect(await child.exited).toBe('signal SIGKILL')
  await gone(child.pid)
})

test('the last lines are those of this run, not of the one before', async () => {
  const folder = await mkdtemp(join(tmpdir(), 'job-tracker-test-'))
  const logFile = join(folder, 'part.log')
  await startChild({ ...node('console.log("the run before")'), logFile }).exited
  const child = startChild({ ...node('console.log("this run, é")'), logFile })
  await child.exited
  expect(child.lastLines()).toBe('this run, é')
  await rm(folder, { recursive: true })
})

test('stopping asks first, and ends what does not listen', async () => {
  const options = node("process.on('SIGTERM', () => {}); setInterval(() => {}, 1000); process.send('ready')")
  const child = startChild({ ...options, ipc: true, stopTimeoutMs: 200 })
  await once(child.process, 'message')
  await child.stop()
  expect(await child.exited).toBe('signal SIGKILL')
})

test('a child outlives neither a parent that was killed with -9 nor one that just ended', async () => {
  const grandchild = `setInterval(() => {}, 1000)`
  const parent = (end: string) => `
    const { startChild } = await import(${JSON.stringify(import.meta.resolve('./supervise.ts'))})
    const child = startChild({ command: process.execPath, args: ['-e', ${JSON.stringify(grandchild)}], environment: process.env })
    console.log(child.pid)
    ${end}`
  for (const end of ['', 'setTimeout(() => process.exit(0), 50)']) {
    const process_ = spawn(process.execPath, ['--input-type=module', '-e', parent(end)], { stdio: ['ignore', 'pipe', 'inherit'] })
    const [line] = await once(createInterface({ input: process_.stdout }), 'line')
    expect(groupIsGone(Number(line))).toBe(false)
    if (end === '') process_.kill('SIGKILL')
    await gone(Number(line))
  }
})

test("the terminal's Ctrl-C does not reach it: it leads a process group of its own", async () => {
  const child = startChild({ ...node('process.send(String(process.ppid)); setInterval(() => {}, 1000)'), ipc: true })
  await once(child.process, 'message')
  expect(groupIsGone(child.pid)).toBe(false)
  await child.stop()
})
