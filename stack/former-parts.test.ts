import { existsSync } from 'node:fs'
import { mkdtemp, rm, utimes } from 'node:fs/promises'
import { expect, test } from 'vitest'
import { forgetRunning, MEMORY_FOLDER, noteRunning, sweepMemoryFolders, waitForFormerParts, wasKilled } from './former-parts.ts'
import { tryLock } from './lock.ts'
import { startChild } from './supervise.ts'

const idle = () => startChild({ command: 'sleep', args: ['60'], environment: process.env })

test('a start waits for what a killed one left running, and for nothing after a clean end', async () => {
  const folder = await mkdtemp(MEMORY_FOLDER)
  const child = idle()
  await noteRunning(folder, [child.pid])
  expect(wasKilled(folder)).toBe(true)
  let waited = false
  const waiting = waitForFormerParts(folder, () => {}).then(() => {
    waited = true
  })
  // A round through the operating system: long enough for a wait that is none.
  await startChild({ command: 'true', args: [], environment: process.env }).exited
  expect(waited).toBe(false)
  await child.stop()
  await waiting

  await forgetRunning(folder)
  expect(wasKilled(folder)).toBe(false)
  await rm(folder, { recursive: true })
})

test('folders of killed stacks that were to keep nothing are removed, those in use stay', async () => {
  const [dead, held, stopping, young] = [await mkdtemp(MEMORY_FOLDER), await mkdtemp(MEMORY_FOLDER), await mkdtemp(MEMORY_FOLDER), await mkdtemp(MEMORY_FOLDER)] // biome-ignore format: one line reads better
  const child = idle()
  await noteRunning(stopping, [child.pid])
  await noteRunning(dead, [2 ** 22 + 1])
  for (const folder of [dead, held, stopping]) await utimes(folder, 0, 0)
  const lock = await tryLock(held, () => ({ pid: process.pid }))
  try {
    await sweepMemoryFolders()
    expect([dead, held, stopping, young].map(existsSync)).toEqual([false, true, true, true])
  } finally {
    await Promise.all([lock?.release(), child.stop()])
    for (const folder of [held, stopping, young]) await rm(folder, { recursive: true, force: true })
  }
})
