import { execFile, execFileSync, spawn } from 'node:child_process'
import { once } from 'node:events'
import { cp, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'

const cleanup: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const clean of cleanup.splice(0)) await clean()
})

const lockOf = (version: string) => JSON.stringify({ packages: { '': {}, 'node_modules/node': { version } } })
/** Stands for npm: notes each call, and installs the Node of this test. */
const installing = `echo "$1" >> calls; sleep 0.3; mkdir -p node_modules/node/bin; ln -sf ${process.execPath} node_modules/node/bin/node`

/** A clone with a lock file, nothing installed, and an npm of its own. */
async function freshClone(npm = installing) {
  const root = await mkdtemp(join(tmpdir(), 'job-tracker-test-'))
  cleanup.push(() => rm(root, { recursive: true, force: true }))
  await mkdir(join(root, 'bin'))
  await cp('stack/bootstrap.mjs', join(root, 'stack', 'bootstrap.mjs'))
  await writeFile(join(root, 'package-lock.json'), lockOf('1.0.0'))
  await writeFile(
    join(root, 'program.ts'),
    'const code: number = 7\nconsole.log("runs", process.argv.slice(2).join(), process.execPath)\nprocess.exit(code)\n',
  )
  await writeFile(join(root, 'bin', 'npm'), `#!/bin/sh\n${npm}\n`, { mode: 0o755 })
  const run = (PATH = `${join(root, 'bin')}:/usr/bin:/bin`) =>
    new Promise<{ code: unknown; output: string }>((ended) => {
      execFile(process.execPath, ['stack/bootstrap.mjs', 'program.ts', 'one', 'two'], { cwd: root, env: { PATH } }, (error, stdout, stderr) =>
        ended({ code: error?.code ?? 0, output: stdout + stderr }),
      )
    })
  const calls = () => readFile(join(root, 'calls'), 'utf8').catch(() => '')
  const start = () => {
    const child = spawn(process.execPath, ['stack/bootstrap.mjs', 'program.ts'], {
      cwd: root,
      env: { PATH: `${join(root, 'bin')}:/usr/bin:/bin` },
      stdio: 'ignore',
    })
    cleanup.push(async () => void child.kill('SIGKILL'))
    return child
  }
  const installs = async () => (await calls()).split('\n').filter((call) => call === 'ci').length
  return { root, run, start, calls, installs }
}

test('a fresh clone is installed once, and the program runs under the pinned Node with its arguments and its exit code', async () => {
  const { root, run, installs } = await freshClone()
  const first = await run()
  expect(first.output).toContain('Installing packages (npm ci)')
  expect(first.output).toContain(`runs one,two ${process.execPath}`)
  expect(first.code).toBe(7)

  expect((await run()).output).not.toContain('Installing')
  expect(await installs()).toBe(1)

  await writeFile(join(root, 'package-lock.json'), lockOf('2.0.0'))
  await run()
  expect(await installs()).toBe(2)
})

test('two at the same time install once', async () => {
  const { run, installs } = await freshClone()
  const both = await Promise.all([run(), run()])
  expect(both.map(({ code }) => code)).toEqual([7, 7])
  expect(await installs()).toBe(1)
})

test('what npm itself installed from the same lock file is taken as it is', async () => {
  const { root, run, installs } = await freshClone()
  await mkdir(join(root, 'node_modules', 'node', 'bin'), { recursive: true })
  await symlink(process.execPath, join(root, 'node_modules', 'node', 'bin', 'node'))
  await writeFile(join(root, 'node_modules', '.package-lock.json'), lockOf('1.0.0'))
  expect((await run()).code).toBe(7)
  expect(await installs()).toBe(0)
})

test('under an old Node the optional packages that npm leaves out are added, also to what npm itself installed', async () => {
  const { root, run, calls } = await freshClone('echo "$1" >> calls; mkdir -p node_modules/wanting')
  const lock = { packages: { '': { optionalDependencies: { wanting: '1.0.0' } }, 'node_modules/wanting': { version: '1.0.0', optional: true } } }
  await mkdir(join(root, 'node_modules', 'node', 'bin'), { recursive: true })
  await symlink(process.execPath, join(root, 'node_modules', 'node', 'bin', 'node'))
  await writeFile(join(root, 'package-lock.json'), JSON.stringify(lock))
  await writeFile(join(root, 'node_modules', '.package-lock.json'), JSON.stringify({ packages: {} }))
  expect((await run()).code).toBe(7)
  expect(await calls()).toBe('install\n')
  await run()
  expect(await calls()).toBe('install\n')
})

test('Ctrl-C during the install waits for npm, and a start beside an npm whose start was killed waits too', async () => {
  const slow = `echo "$1" >> calls; trap 'sleep 0.3; echo cleaned >> calls; exit 1' INT TERM; while [ ! -e go ] && [ -e calls ]; do sleep 0.05; done
mkdir -p node_modules/node/bin; ln -sf ${process.execPath} node_modules/node/bin/node; cp package-lock.json node_modules/.package-lock.json; echo done >> calls`
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
  ] as const) {
    const { start, calls } = await freshClone(slow)
    const interrupted = start()
    await expect.poll(calls).toBe('ci\n')
    interrupted.kill(signal)
    expect((await once(interrupted, 'exit'))[0]).toBe(code)
    expect(await calls()).toBe('ci\ncleaned\n')
  }
  const { root, start, run, calls } = await freshClone(slow)
  const killed = start()
  await expect.poll(calls).toBe('ci\n')
  killed.kill('SIGKILL')
  await once(killed, 'exit')
  const next = run()
  setTimeout(() => void writeFile(join(root, 'go'), ''), 600)
  expect((await next).code).toBe(7)
  expect(await calls()).toBe('ci\ndone\n')
})

test('where install scripts are off, the pinned Node is completed, or the own one used when it is new enough', async () => {
  const blocked = 'echo "$1" >> calls; mkdir -p node_modules/node'
  const rebuilding = await freshClone(
    `${blocked}; if [ "$1" = rebuild ]; then mkdir -p node_modules/node/bin && ln -sf ${process.execPath} node_modules/node/bin/node; fi`,
  )
  expect((await rebuilding.run()).output).toContain('npm rebuild node')
  const without = await freshClone(blocked)
  expect((await without.run()).code).toBe(7)
})

test('no network, no room, no npm and an old Node are one sentence each', async () => {
  const failing = async (stderr: string) => (await (await freshClone(`echo "${stderr}" >&2; exit 1`)).run()).output.trim().split('\n').at(-1)
  expect(await failing('npm error code ENOTFOUND')).toBe(
    'There is no network to install the packages: connect to the internet and run the same command again.',
  )
  expect(await failing('npm error code ENOSPC')).toBe('The disk is full: free about 1 GB and run the same command again.')
  const { run, root } = await freshClone()
  expect((await run('/nowhere')).output).toContain('npm is missing: install it')
  const old = `Object.defineProperty(process, 'versions', { value: { ...process.versions, node: '18.1.0' } })`
  await writeFile(join(root, 'old.cjs'), old)
  expect(() => execFileSync(process.execPath, ['-r', './old.cjs', 'stack/bootstrap.mjs', 'program.ts'], { cwd: root, stdio: 'pipe' })).toThrow(
    'Node 18.1.0 is too old: install Node 20 or newer',
  )
})
