import { arch, platform } from 'node:os'
import { join } from 'node:path'
import { cacheFolder, type Environment, findOnPath, isExecutable, type Log } from './cache.ts'
import { downloadProgram, failedLately, fetchText, noteFailure, reasonOf } from './download.ts'
import { withLock } from './lock.ts'
import { findInstalled, installFromPypi } from './python.ts'
import { versionOf } from './run-program.ts'
import { StackError, sentenceOf } from './stack-error.ts'
import type { EngineName } from './stack-file.ts'

/** The pinned mongod; docker-compose.yml has the same one. */
export const MONGODB_VERSION = '8.0.29'
export const SECANTUSDB_VERSION = '0.7.0b3'

/** A MongoDB server that can be started here. */
export interface MongodbEngine {
  engine: EngineName
  version: string
  program: string
  /** For people: `official download`, `PATH`. */
  source: string
}

interface Search {
  environment: Environment
  log: Log
}

const secantusdb = (version: string) => ({ name: 'secantusdb', version, program: 'secantusd-py' })
const series = (version: string) => version.split('.').slice(0, 2).join('.')

/** What a data folder needs when it has no database yet: mongod where one can be had, else secantusdb. */
export async function findAnyEngine({ environment, log }: Search): Promise<MongodbEngine> {
  const local = await findLocalMongod({ environment, log }, (version) => Number.parseInt(version, 10) >= 7)
  if (local) return local
  const fallback = secantusdb(SECANTUSDB_VERSION)
  const installed = await findInstalled(fallback, environment)
  if (!(installed && (await failedLately(cacheFolder(environment), 'mongod')))) {
    const downloaded = await downloadMongod(MONGODB_VERSION, { environment, log })
    if (typeof downloaded !== 'string') return downloaded
    log(`The official MongoDB cannot be downloaded (${downloaded}); secantusdb takes its place.`)
  }
  return await findSecantusdb(SECANTUSDB_VERSION, { environment, log })
}

/**
 * The engine that wrote the data, in the same series (mongod) or version (secantusdb).
 * @throws StackError that says how to go on when it cannot be had.
 */
export async function findEngine(wanted: { engine: EngineName; version: string }, { environment, log }: Search): Promise<MongodbEngine> {
  if (wanted.engine === 'secantusdb') {
    if (environment.MONGOD_BINARY?.trim()) log('MONGOD_BINARY goes unused: the data are in secantusdb, until `npm run stack -- copy-database` takes them to mongod.') // biome-ignore format: one sentence
    return await findSecantusdb(wanted.version, { environment, log })
  }
  const local = await findLocalMongod({ environment, log }, (version) => series(version) === series(wanted.version))
  if (local) return local
  const version = series(wanted.version) === series(MONGODB_VERSION) ? MONGODB_VERSION : wanted.version
  const downloaded = await downloadMongod(version, { environment, log })
  if (typeof downloaded !== 'string') return downloaded
  throw new StackError(
    `The data were written by mongod ${series(wanted.version)}, which is not here and cannot be downloaded (${downloaded}): connect to the internet or set ` +
      'MONGOD_BINARY, or, where it runs, take the data along with `npm run stack -- copy-database --to secantusdb`.',
  )
}

async function findSecantusdb(version: string, { environment, log }: Search): Promise<MongodbEngine> {
  const wanted = secantusdb(version)
  const program = (await findInstalled(wanted, environment)) ?? (await installFromPypi(wanted, environment, log))
  return { engine: 'secantusdb', version, program, source: 'PyPI, in place of mongod' }
}

async function findLocalMongod({ environment, log }: Search, suits: (version: string) => boolean): Promise<MongodbEngine | undefined> {
  const given = environment.MONGOD_BINARY
  if (given && !(await isExecutable(given))) throw new StackError(`MONGOD_BINARY is wrong: ${given} is not a program.`)
  const candidates = given
    ? [{ program: given, source: 'MONGOD_BINARY' }]
    : [
        { program: await findOnPath('mongod', environment), source: 'PATH' },
        { program: cachedMongod(MONGODB_VERSION, environment), source: 'official download' },
      ]
  for (const { program, source } of candidates) {
    if (!program || !(await isExecutable(program))) continue
    const version = await mongodVersion(program, environment)
    if (version && suits(version)) return { engine: 'mongod', version, program, source }
    if (source !== 'official download') log(`${program} is left alone: ${version ? `its version is ${version}` : 'it does not run here'}.`)
  }
  return undefined
}

async function mongodVersion(program: string, environment: Environment): Promise<string | undefined> {
  return /^db version v(\d+\.\d+\.\d+)/m.exec((await versionOf(program, environment)) ?? '')?.[1]
}

const cachedMongod = (version: string, environment: Environment) => join(cacheFolder(environment), `mongod-${version}`)

/** The downloaded mongod, or the reason why there is none. */
async function downloadMongod(version: string, { environment, log }: Search): Promise<MongodbEngine | string> {
  const target = cachedMongod(version, environment)
  try {
    await withLock(target, async () => {
      if (await isExecutable(target)) return
      const url = await archiveUrl(version, environment)
      const sha256 = (await fetchText(`${url}.sha256`)).split(/\s/, 1)[0] ?? ''
      await downloadProgram({ name: `MongoDB ${version}`, url, sha256, file: 'bin/mongod', target }, environment, log)
    })
    if (await mongodVersion(target, environment)) return { engine: 'mongod', version, program: target, source: 'official download' }
    throw new Error('it does not run on this system')
  } catch (error) {
    if (sentenceOf(error)) throw error
    await noteFailure(cacheFolder(environment), 'mongod', reasonOf(error))
    return reasonOf(error)
  }
}

/** Which archive suits this system is known by mongodb-memory-server-core; `MONGOMS_DOWNLOAD_MIRROR` is where it is taken from. */
async function archiveUrl(version: string, environment: Environment): Promise<string> {
  const { MongoBinaryDownloadUrl } = await import('mongodb-memory-server-core/lib/util/MongoBinaryDownloadUrl.js')
  const { getOS } = await import('mongodb-memory-server-core/lib/util/getos/index.js')
  const url = new URL(await new MongoBinaryDownloadUrl({ platform: platform(), arch: arch(), version, os: await getOS() }).getDownloadUrl())
  const mirror = environment.MONGOMS_DOWNLOAD_MIRROR
  return mirror ? `${mirror.replace(/\/$/, '')}${url.pathname}` : url.href
}
