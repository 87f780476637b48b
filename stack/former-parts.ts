import { existsSync } from 'node:fs'
import { readdir, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { isAlive } from '../core/is-alive.ts'
import type { Log } from './cache.ts'
import { askHolder } from './lock.ts'

/** The start of the names of folders that keep nothing. */
export const MEMORY_FOLDER = join(tmpdir(), 'job-tracker-memory-')

/** As long as a guard gives what it stops. */
const patienceMs = 20_000
const noteOf = (dataDir: string) => join(dataDir, 'running.json')

/** Notes the processes that run on the folder; whoever is killed leaves the note behind. */
export const noteRunning = (dataDir: string, pids: readonly number[]): Promise<void> => writeFile(noteOf(dataDir), JSON.stringify(pids))

export const forgetRunning = (dataDir: string): Promise<void> => rm(noteOf(dataDir), { force: true })

/** Whether the stack that had this folder was killed, so that its parts may still be stopping. */
export const wasKilled = (dataDir: string): boolean => existsSync(noteOf(dataDir))

/** After a kill -9 the guards need some seconds to stop the parts: waits for those that the note names. */
export async function waitForFormerParts(dataDir: string, log: Log): Promise<void> {
  const deadline = Date.now() + patienceMs
  for (let waits = 0; Date.now() < deadline && (await runningOn(dataDir)).length > 0; waits++) {
    if (waits === 5) log('The last start was killed: waiting until its parts have stopped.')
    await delay(100)
  }
}

async function runningOn(dataDir: string): Promise<number[]> {
  try {
    return (JSON.parse(await readFile(noteOf(dataDir), 'utf8')) as number[]).filter(isAlive)
  } catch {
    return []
  }
}

/** Removes the folders of killed stacks that were to keep nothing. */
export async function sweepMemoryFolders(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const folder = join(tmpdir(), name)
    if (!folder.startsWith(MEMORY_FOLDER)) continue
    const { uid, mtimeMs } = await stat(folder).catch(() => ({ uid: -1, mtimeMs: 0 }))
    const settled = uid === process.getuid?.() && Date.now() - mtimeMs > 10_000
    if (!settled || (await askHolder(folder)) || (await runningOn(folder)).length > 0) continue
    await rm(folder, { recursive: true, force: true }).catch(() => {})
  }
}
