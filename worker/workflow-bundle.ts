import { execFile } from 'node:child_process'
import { createHash } from 'node:crypto'
import { globSync } from 'node:fs'
import { mkdir, readdir, readFile, rm } from 'node:fs/promises'
import { createRequire } from 'node:module'
import { join } from 'node:path'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'

const ROOT = fileURLToPath(new URL('..', import.meta.url))

/**
 * The workflows' code as the sandbox takes it. Bundling takes seconds and much memory, so it happens in a process of its own, and only when
 * the sources have changed since the bundle in `cacheDir` was made.
 * @throws Error with webpack's words when a workflow can't be bundled
 */
export async function workflowBundle(cacheDir: string): Promise<{ code: string }> {
  const name = `workflows-${await sourcesHash()}.js`
  const file = join(cacheDir, name)
  const cached = await readFile(file, 'utf8').catch(() => undefined)
  if (cached !== undefined) return { code: cached }

  await mkdir(cacheDir, { recursive: true })
  await promisify(execFile)(process.execPath, [join(ROOT, 'worker/bundle-workflows.ts'), file])
  const code = await readFile(file, 'utf8')
  for (const other of await readdir(cacheDir))
    if (other !== name && /^workflows-\w+\.js$/.test(other)) await rm(join(cacheDir, other), { force: true })
  return { code }
}

/** Of all that a bundle may hold: our own sources, how they are bundled, and the SDK's version. */
async function sourcesHash(): Promise<string> {
  const hash = createHash('sha256')
  for (const path of globSync(['{workflows,core}/**/*.ts', 'worker/bundle-workflows.ts'], { cwd: ROOT, exclude: ['**/*.test.ts'] }).sort()) {
    hash.update(`${path}\n`).update(await readFile(join(ROOT, path)))
  }
  hash.update(await readFile(createRequire(import.meta.url).resolve('@temporalio/worker/package.json')))
  return hash.digest('hex').slice(0, 16)
}
