import { mkdir } from 'node:fs/promises'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { readConfig } from '../core/config.ts'
import type { Environment, Log } from './cache.ts'
import { findAnyEngine, findEngine, type MongodbEngine } from './find-mongodb.ts'
import { accepts, externalPart, type RunningPart, untilReady } from './running-part.ts'
import { explained } from './stack-error.ts'
import { keepDatabase, readKeptDatabase } from './stack-file.ts'
import { startChild } from './supervise.ts'

export interface MongodbOptions {
  /** Data, log and the note of the engine go here. */
  dataDir: string
  port: number
  environment: Environment
  log: Log
  /** Further arguments for the engine that is found. */
  extraArguments?: (engine: MongodbEngine['engine']) => string[]
}

/** Whether the environment names a MongoDB that runs elsewhere. */
export const hasExternalMongodb = (environment: Environment) => Boolean(environment.MONGODB_URI?.trim() || environment.MONGO_HOST?.trim())

/**
 * MongoDB, ready: the external one where the environment names it, else the engine that the data folder was begun with,
 * else the best that can be had. Its `address` is a URI.
 * @throws StackError when the engine cannot be had or does not start.
 */
export async function startMongodb({ dataDir, port, environment, log, extraArguments }: MongodbOptions): Promise<RunningPart> {
  if (hasExternalMongodb(environment)) return externalPart('MongoDB', readConfig(environment).mongodb.uri)
  try {
    const kept = await readKeptDatabase(dataDir)
    const engine = kept ? await findEngine(kept, { environment, log }) : await findAnyEngine({ environment, log })
    const folder = kept?.folder ?? `mongodb-${engine.engine}`
    if (!kept) await keepDatabase(dataDir, { engine: engine.engine, version: engine.version, folder })
    const logFile = join(dataDir, 'logs', 'mongodb.log')
    return await startEngine(engine, { folder: join(dataDir, folder), logFile, port, environment, extraArguments: extraArguments?.(engine.engine) })
  } catch (error) {
    throw explained(error)
  }
}

/** Starts one engine on its folder, and waits until it answers. */
export async function startEngine(
  engine: MongodbEngine,
  {
    folder,
    logFile,
    port,
    environment,
    extraArguments = [],
  }: { folder: string; logFile: string; port: number; environment: Environment; extraArguments?: string[] | undefined },
): Promise<RunningPart> {
  await mkdir(folder, { recursive: true })
  const args = [...engineArguments(engine, folder, port), ...extraArguments]
  const child = startChild({ command: engine.program, args, environment, logFile, stopTimeoutMs: 20_000 })
  const uri = `mongodb://127.0.0.1:${port}`
  await untilReady('MongoDB', child, async () => (await accepts(port)) && (await answers(uri)))
  const what = `${engine.engine} ${engine.version} (${engine.source})`
  return { name: 'MongoDB', what, address: uri, ...child }
}

/** Little memory: one person's data. Commits are synced, so that acknowledged writes survive a power cut too. */
function engineArguments({ engine }: MongodbEngine, folder: string, port: number): string[] {
  const shared = ['--port', String(port)]
  return engine === 'mongod'
    ? [...shared, '--bind_ip', '127.0.0.1', '--dbpath', folder, '--wiredTigerCacheSizeGB', '0.25', '--nounixsocket', '--quiet']
    : [
        ...shared,
        '--host',
        '127.0.0.1',
        '--storage-path',
        folder,
        '--standalone',
        '--sync-on-commit',
        '--cache-size',
        '128M',
        '--log-level',
        'WARNING',
      ]
}

async function answers(uri: string): Promise<boolean> {
  const client = new MongoClient(uri, { serverSelectionTimeoutMS: 1_000, connectTimeoutMS: 1_000, directConnection: true })
  try {
    await client.db('admin').command({ ping: 1 })
    return true
  } catch {
    return false
  } finally {
    await client.close()
  }
}
