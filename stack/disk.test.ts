import { execFile, spawnSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'

const cleanup: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const clean of cleanup.splice(0)) await clean()
})

const mounting = 'mount -t tmpfs -o size=20m tmpfs "$1" && shift && exec "$@"'
const canMount = process.platform === 'linux' && spawnSync('unshare', ['-rm', 'sh', '-c', mounting, 'sh', tmpdir(), 'true']).status === 0

/** Runs a module whose first argument is a folder on a disk of 20 MB. */
async function onSmallDisk(code: string, environment = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'job-tracker-test-'))
  cleanup.push(() => rm(folder, { recursive: true, force: true }))
  const node = [process.execPath, '--input-type=module', '-e', code, folder]
  return await new Promise<string>((ended) => {
    const options = { env: { ...process.env, DATA_DIR: folder, ...environment }, timeout: 20_000 }
    execFile('unshare', ['-rm', 'sh', '-c', mounting, 'sh', folder, ...node], options, (_error, stdout, stderr) => ended(stdout + stderr))
  })
}
const from = (file: string) => `await import(${JSON.stringify(import.meta.resolve(file))})`

test.runIf(canMount)('a start where there is too little room says how much is left and how much it needs', async () => {
  const output = await onSmallDisk(`const { runStack } = ${from('./run-stack.ts')}; await runStack([], process.env, [])`, {
    MONGODB_URI: '',
    TEMPORAL_ADDRESS: '',
  })
  expect(output.trim()).toMatch(/^The disk is nearly full: \S+ has \d+ MB left, and a start needs 100 MB\. Free some space, or .*--data-dir/)
})

test.runIf(canMount)('a part that ends without a word where nothing is left is told by the disk', async () => {
  const output = await onSmallDisk(`
    import { execFileSync } from 'node:child_process'
    const { startChild } = ${from('./supervise.ts')}
    const { untilReady } = ${from('./running-part.ts')}
    const folder = process.argv[1]
    try { execFileSync('dd', ['if=/dev/zero', 'of=' + folder + '/filler', 'bs=1M'], { stdio: 'ignore' }) } catch {}
    const child = startChild({ command: 'false', args: [], environment: process.env, logFile: folder + '/part.log' })
    await untilReady('MongoDB', child, async () => false).catch(({ message }) => console.log(message))`)
  expect(output.trim()).toBe('MongoDB found the disk full: free some space and run the same command again.')
})
