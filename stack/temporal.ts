import { existsSync } from 'node:fs'
import { mkdir } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { readConfig } from '../core/config.ts'
import type { Environment, Log } from './cache.ts'
import { findTemporal } from './find-temporal.ts'
import { runProgram } from './run-program.ts'
import { accepts, externalPart, type RunningPart, untilReady } from './running-part.ts'
import { explained } from './stack-error.ts'
import { startChild } from './supervise.ts'

export { findTimeSkippingServer } from './find-temporal.ts'

export interface TemporalOptions {
  /** The SQLite file that keeps histories and schedules; in memory when absent. */
  dbFile?: string | undefined
  port: number
  /** No Web UI when absent. */
  uiPort?: number | undefined
  environment: Environment
  log: Log
  /** Its output; the terminal when absent. */
  logFile?: string | undefined
}

/** Whether the environment names a Temporal that runs elsewhere. */
export const hasExternalTemporal = (environment: Environment) => Boolean(environment.TEMPORAL_ADDRESS?.trim())

/** What the embedded Temporal has no use for: certificates and keys are for one that runs elsewhere. */
const ACCESS = /^TEMPORAL_(API_KEY|TLS_\w+)$/

/** Those that are set, emptied: .env then can't set them again. */
export const withoutTemporalAccess = (environment: Environment): Environment =>
  Object.fromEntries(
    Object.keys(environment)
      .filter((name) => ACCESS.test(name))
      .map((name) => [name, '']),
  )

/** `temporal` reads variables of its own, some of which are spelt like ours. */
const withoutTemporalVariables = (environment: Environment): Environment =>
  Object.fromEntries(Object.entries(environment).filter(([name]) => !name.startsWith('TEMPORAL_')))

/**
 * Temporal, ready: the external one where `TEMPORAL_ADDRESS` names it, else the dev server. Its `address` is host:port.
 * @throws StackError when the program cannot be had or does not start.
 */
export async function startTemporal({ dbFile, port, uiPort, environment, log, logFile }: TemporalOptions): Promise<RunningPart> {
  if (hasExternalTemporal(environment)) return externalPart('Temporal', environment.TEMPORAL_ADDRESS ?? '')
  try {
    const { program, what } = await findTemporal({ environment, log })
    const unused = Object.keys(environment).filter((name) => ACCESS.test(name) && environment[name]?.trim())
    if (unused.length > 0)
      log(`${unused.join(', ')} go${unused.length === 1 ? 'es' : ''} unused: set TEMPORAL_ADDRESS too for a Temporal of your own.`)
    const own = withoutTemporalVariables(environment)
    const fresh = dbFile === undefined || !existsSync(dbFile)
    if (dbFile) await mkdir(dirname(dbFile), { recursive: true })
    const namespace = environment.TEMPORAL_NAMESPACE?.trim() || 'default'
    const args = serverArguments({ dbFile, port, uiPort, namespace })
    const child = startChild({
      command: program,
      args,
      environment: own,
      logFile: logFile ?? (dbFile && join(dirname(dbFile), 'logs', 'temporal.log')),
    })
    const address = `127.0.0.1:${port}`
    const operate = (...command: string[]) =>
      runProgram(program, ['operator', ...command, '--address', address], { timeoutMs: 5_000, environment: own })
    const healthy = () => operate('cluster', 'health').then((output) => /SERVING/.test(output.stdout), () => false) // biome-ignore format: one line reads better
    await untilReady('Temporal', child, async () => (await accepts(port)) && (await healthy()))
    // The dev server forgets finished workflows after a day; people look at them longer.
    const { retentionDays } = readConfig(environment).temporal
    if (fresh || environment.TEMPORAL_RETENTION_DAYS?.trim())
      await operate('namespace', 'update', '--namespace', namespace, '--retention', `${retentionDays}d`).catch(() => {})
    return { name: 'Temporal', what, address, ...child }
  } catch (error) {
    throw explained(error)
  }
}

function serverArguments({
  dbFile,
  port,
  uiPort,
  namespace,
}: {
  dbFile: string | undefined
  port: number
  uiPort: number | undefined
  namespace: string
}) {
  return [
    ...['server', 'start-dev', '--ip', '127.0.0.1', '--port', String(port), '--namespace', namespace, '--log-level', 'warn'],
    ...(uiPort === undefined ? ['--headless'] : ['--ui-port', String(uiPort)]),
    ...(dbFile === undefined ? [] : ['--db-filename', dbFile, '--sqlite-pragma', 'journal_mode=wal', '--sqlite-pragma', 'synchronous=normal']),
  ]
}
