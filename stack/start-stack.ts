import { mkdir, rm } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { fileURLToPath } from 'node:url'
import { API_ENVIRONMENT, API_FLAGS } from './api-memory.ts'
import { type FoundBrowser, findBrowser } from './browser.ts'
import type { Environment, Log } from './cache.ts'
import { checkRoom } from './disk.ts'
import { checkExternal } from './external.ts'
import { forgetRunning, noteRunning, sweepMemoryFolders, waitForFormerParts, wasKilled } from './former-parts.ts'
import { askHolder, tryLock } from './lock.ts'
import { type MetricsPlace, metricsPlaces } from './metrics-ports.ts'
import { startMongodb } from './mongodb.ts'
import { checkPorts } from './ports.ts'
import { type Program, startProgram } from './program.ts'
import type { RunningPart } from './running-part.ts'
import { readStackSettings, type StackSettings } from './settings.ts'
import { explained, StackError } from './stack-error.ts'
import { startTemporal } from './temporal.ts'
import { watchProgram } from './watch-program.ts'

export interface StackOptions {
  environment: Environment
  log: Log
  /** Keeps nothing. */
  memory?: boolean
  /** API and worker are started again when a source file changes. */
  watch?: boolean
  /** What runs on MongoDB and Temporal; API and worker unless a test says otherwise. */
  programs?: readonly Program[]
}

/** Where a running stack is, as it tells whoever asks (`npm run stack -- status`, the demo). */
export interface StackStatus {
  pid: number
  apiUrl: string
  uiUrl: string
  temporalAddress: string
  /** Of the MongoDB that it started; another's address may hold a password. */
  mongodbPort: number
  parts: { name: string; what: string; pid: number }[]
}

export interface RunningStack {
  settings: StackSettings
  parts: readonly RunningPart[]
  browser: FoundBrowser | undefined
  /** Where API and worker tell their metrics. */
  metrics: readonly MetricsPlace[]
  status(): StackStatus
  /** The first part that ended although nobody stopped it. */
  died: Promise<{ part: RunningPart; how: string }>
  /** Stops all parts in order: API, worker, Temporal, MongoDB. Calling it again waits for the same. */
  stop(): Promise<void>
  /** Ends all parts at once. */
  kill(): void
}

const root = dirname(dirname(fileURLToPath(import.meta.url)))
const PROGRAMS: readonly Program[] = [
  { name: 'API', file: 'api/main.ts', flags: API_FLAGS, defaults: API_ENVIRONMENT },
  { name: 'Worker', file: 'worker/main.ts' },
]

/**
 * Brings everything up, and answers when all of it is ready. When one part fails, those that started are stopped again.
 * @throws StackError with the sentence that says what to do.
 */
export async function startStack({ environment, log, memory = false, watch = false, programs = PROGRAMS }: StackOptions): Promise<RunningStack> {
  const settings = readStackSettings(environment, { memory })
  const { dataDir } = settings
  const services: RunningPart[] = []
  const processes: RunningPart[] = []
  let browser: FoundBrowser | undefined
  let metrics: readonly MetricsPlace[] = []
  let stopping: Promise<void> | undefined

  const status = (): StackStatus => ({
    pid: process.pid,
    apiUrl: settings.apiUrl,
    uiUrl: settings.programEnvironment.TEMPORAL_UI_URL ?? '',
    temporalAddress: settings.programEnvironment.TEMPORAL_ADDRESS ?? '',
    mongodbPort: settings.ports.mongodb,
    parts: [...processes, ...services].map(({ name, what, pid }) => ({ name, what, pid })),
  })
  const release = await holdDataDir(dataDir, status)
  const noteParts = () =>
    noteRunning(
      dataDir,
      status()
        .parts.map(({ pid }) => pid)
        .filter(Boolean),
    )
  const stopAll = async () => {
    for (const part of processes) await part.stop()
    await Promise.all(services.map((part) => part.stop()))
    await (memory ? rm(dataDir, { recursive: true, force: true }) : forgetRunning(dataDir))
    await release()
  }
  const stop = () => {
    stopping ??= stopAll()
    return stopping
  }

  try {
    await checkExternal(environment)
    const killed = wasKilled(dataDir)
    if (killed) await waitForFormerParts(dataDir, log)
    if (memory) await sweepMemoryFolders()
    await checkRoom(dataDir)
    await checkPorts(settings.listening, { patienceMs: killed ? 6_000 : 0 })
    await noteParts()
    const begun = async (part: Promise<RunningPart>) => {
      services.push(await part)
      services.sort((one, other) => other.name.localeCompare(one.name))
      await noteParts()
    }
    const logFile = join(dataDir, 'logs', 'temporal.log')
    const dbFile = memory ? undefined : join(dataDir, 'temporal.db')
    const { temporal: port, temporalUi: uiPort } = settings.ports
    await allStarted([
      begun(startMongodb({ dataDir, port: settings.ports.mongodb, environment, log })),
      begun(startTemporal({ dbFile, logFile, port, uiPort, environment, log })),
      findBrowser({ environment, log }).then((found) => {
        browser = found
      }),
    ])
    metrics = await metricsPlaces(settings.ports, environment)
    const ports = Object.fromEntries(metrics.map(({ variable, port }) => [variable, String(port)]))
    const given = { ...environment, ...settings.programEnvironment, ...ports, ...(browser && { CHROMIUM_PATH: browser.executablePath }) }
    const start = async (program: Program) => {
      const context = { root, environment: given, log }
      return await (watch ? watchProgram(program, context) : startProgram(program, context))
    }
    const results = await Promise.allSettled(programs.map(start))
    processes.push(...results.flatMap((result) => (result.status === 'fulfilled' ? [result.value] : [])))
    await noteParts()
    const failure = results.find((result) => result.status === 'rejected')
    if (failure) throw failure.reason
  } catch (error) {
    await stop()
    throw explained(error)
  }

  const parts = [...processes, ...services]
  const died = Promise.race(
    parts.map(async (part) => {
      const how = await part.exited
      return stopping ? await new Promise<never>(() => {}) : { part, how }
    }),
  )
  const kill = () => {
    for (const part of parts) part.kill()
  }
  return { settings, parts, browser, metrics, status, died, stop, kill }
}

/** When one fails, the others may come so far within a while that they can be stopped. */
async function allStarted(starting: Promise<unknown>[]): Promise<void> {
  try {
    await Promise.all(starting)
  } catch (error) {
    const settled = new AbortController()
    await Promise.race([Promise.allSettled(starting), delay(10_000, undefined, { signal: settled.signal })]).finally(() => settled.abort())
    throw error
  }
}

async function holdDataDir(dataDir: string, status: () => StackStatus): Promise<() => Promise<void>> {
  try {
    await mkdir(dataDir, { recursive: true })
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code === 'EEXIST')
      throw new StackError(`${dataDir} is a file: choose a folder with \`--data-dir\` (or DATA_DIR).`)
    throw explained(error)
  }
  const lock = await tryLock(dataDir, status)
  if (lock) return () => lock.release()
  const holder = await askHolder<StackStatus>(dataDir)
  throw new StackError(
    `Job Tracker runs already on ${dataDir} (process ${holder?.status.pid ?? 'unknown'}): stop it with Ctrl-C there, or give this one its own folder and ports (npm start -- --help).`,
  )
}
