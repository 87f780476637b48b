import { rmSync } from 'node:fs'
import { mkdtemp, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { TestProject } from 'vitest/node'
import { startMongodb } from '../../stack/mongodb.ts'
import { freePort } from '../../stack/ports.ts'
import type { RunningPart } from '../../stack/running-part.ts'
import { findTimeSkippingServer, startTemporal } from '../../stack/temporal.ts'

/** Where a server (or the program of one) is, or the sentence that says why there is none. */
export type Provided = { address: string } | { error: string }

declare module 'vitest' {
  export interface ProvidedContext {
    mongodb: Provided
    temporal: Provided
    timeSkippingServer: Provided
  }
}

/** What each project gets; the others start a stack of their own or need none. */
const needs: Record<string, (keyof typeof servers)[]> = {
  route: ['mongodb'],
  workflow: ['mongodb', 'temporal', 'timeSkippingServer'],
  stack: ['mongodb'],
}

const servers = {
  mongodb: {
    variable: 'TEST_MONGODB_URI',
    start: async (log: Log) => {
      const dataDir = await folder()
      const extraArguments = await keepingWhatExpires(dataDir)
      return kept(await startMongodb({ dataDir, port: await freePort(), environment: process.env, log, extraArguments }))
    },
  },
  temporal: {
    variable: 'TEST_TEMPORAL_ADDRESS',
    start: async (log: Log) =>
      kept(await startTemporal({ port: await freePort(), environment: process.env, log, logFile: join(await folder(), 'temporal.log') })),
  },
  timeSkippingServer: {
    variable: 'TEST_TIME_SKIPPING_SERVER',
    start: (log: Log) => findTimeSkippingServer({ environment: process.env, log }),
  },
}

type Log = (line: string) => void
const running: RunningPart[] = []
const folders: string[] = []

/**
 * Starts what the project's tests need, once for the whole run: the variable hands it to the next project. A server that can't
 * start fails the tests that ask for it, no others.
 */
export async function setup(project: TestProject): Promise<() => Promise<void>> {
  const wanted = needs[project.name] ?? []
  if (wanted.length > 0) process.once('exit', stopAtOnce)
  for (const name of wanted) {
    const { variable, start } = servers[name]
    try {
      process.env[variable] ??= await start((line) => project.vitest.logger.log(line))
      project.provide(name, { address: process.env[variable] })
    } catch (error) {
      project.provide(name, { error: error instanceof Error ? error.message : String(error) })
    }
  }
  return async () => {
    await Promise.allSettled(running.map((part) => part.stop()))
    stopAtOnce()
  }
}

/** The last resort, when the run is interrupted: nothing here may wait. */
function stopAtOnce() {
  for (const part of running.splice(0)) part.kill()
  for (const path of folders.splice(0)) rmSync(path, { recursive: true, force: true, maxRetries: 5 })
}

function kept(part: RunningPart): string {
  running.push(part)
  return part.address
}

/**
 * Arguments that have a server keep what its TTL indexes would delete, however old it is: tests play on days of their own, long past by the
 * server's clock.
 */
async function keepingWhatExpires(folder: string): Promise<(engine: 'mongod' | 'secantusdb') => string[]> {
  const file = join(folder, 'secantusdb.toml')
  await writeFile(file, '[storage]\nttl_sweep_seconds = 0.0\n')
  return (engine) => (engine === 'mongod' ? ['--setParameter', 'ttlMonitorEnabled=false'] : ['--config', file])
}

async function folder(): Promise<string> {
  const path = await mkdtemp(join(tmpdir(), 'job-tracker-test-'))
  folders.push(path)
  return path
}
