import { type ChildProcess, spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { cacheFolder } from '../cache.ts'
import { askHolder } from '../lock.ts'
import { freePort } from '../ports.ts'
import type { StackStatus } from '../start-stack.ts'

const PORTS = ['API_PORT', 'MONGODB_PORT', 'TEMPORAL_PORT', 'TEMPORAL_UI_PORT']

/** A data folder and ports of its own, as variables. */
export async function ownPlace() {
  const dataDir = await mkdtemp(join(tmpdir(), 'job-tracker-test-'))
  const ports = Object.fromEntries(await Promise.all(PORTS.map(async (name) => [name, String(await freePort())] as const)))
  const { MONGODB_URI: _uri, MONGO_HOST: _host, TEMPORAL_ADDRESS: _address, ...bare } = process.env
  const environment: Record<string, string | undefined> = { ...bare, CACHE_DIR: cacheFolder(process.env), DATA_DIR: dataDir, ...ports }
  return { dataDir, environment, remove: () => rm(dataDir, { recursive: true, force: true }) }
}

export interface RunningUp {
  process: ChildProcess
  /** All that it wrote so far. */
  output(): string
  /** Resolves once it wrote that; fails when it ends first. */
  wrote(text: string): Promise<void>
  exited: Promise<number | null>
  /** A signal to the whole process group, as the terminal's Ctrl-C is. */
  signalGroup(signal: NodeJS.Signals): void
}

/** `npm start` with stand-ins for API and worker, in a process group of its own. */
export function startUp(environment: Record<string, string | undefined>, args: string[] = []): RunningUp {
  const child = spawn(process.execPath, ['stack/bootstrap.mjs', 'stack/testing/up-with-stand-ins.ts', ...args], {
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
    detached: true,
  })
  let text = ''
  for (const stream of [child.stdout, child.stderr]) {
    stream.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk
      child.emit('wrote')
    })
  }
  const exited = once(child, 'close').then(([code]) => code as number | null)
  const wrote = async (wanted: string) => {
    while (!text.includes(wanted)) {
      const ended = await Promise.race([exited.then(() => true), once(child, 'wrote').then(() => false)])
      if (ended && !text.includes(wanted)) throw new Error(`It ended without having written "${wanted}":\n${text}`)
    }
  }
  return { process: child, output: () => text, wrote, exited, signalGroup: (signal) => process.kill(-(child.pid ?? 0), signal) }
}

/** The processes of the stack on that folder: the one that runs it, and its children. */
export async function processesOn(dataDir: string): Promise<{ stack: number; children: Record<string, number> }> {
  const { status } = (await askHolder<StackStatus>(dataDir)) ?? {}
  return { stack: status?.pid ?? 0, children: Object.fromEntries((status?.parts ?? []).map(({ name, pid }) => [name, pid])) }
}
