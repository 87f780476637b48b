import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { existsSync } from 'node:fs'
import { readdir, readFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { fileURLToPath } from 'node:url'
import { pino } from 'pino'
import type { BrowserContext } from 'playwright'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { testBrowser } from '../../tests/support/browser.ts'
import { type BrowserPool, type BrowserPoolOptions, createBrowserPool } from './browser-pool.ts'
import { createEgressProxy, type EgressProxy } from './egress-proxy.ts'

const log = pino({ level: 'silent' })
const { signal } = new AbortController()
let egress: EgressProxy
let executablePath: string
const open: BrowserPool[] = []

beforeAll(async () => {
  egress = await createEgressProxy({ allowHosts: [], log })
  executablePath = await testBrowser()
})
afterEach(async () => {
  await Promise.all(open.splice(0).map((pool) => pool.close()))
})
afterAll(() => egress.close())

function poolWith(options: Partial<BrowserPoolOptions> = {}): BrowserPool {
  const pool = createBrowserPool({ executablePath, sandbox: undefined, proxyUrl: egress.url, userAgent: 'JobTracker/test', log, ...options })
  open.push(pool)
  return pool
}

/** The pid of the browser's main process: it leads its process group. */
async function pidOf(context: BrowserContext): Promise<number> {
  const session = await context.browser()?.newBrowserCDPSession()
  const { processInfo } = (await session?.send('SystemInfo.getProcessInfo')) ?? { processInfo: [] }
  return processInfo.find(({ type }) => type === 'browser')?.id as number
}

/** Living processes of a process group. */
async function groupOf(leader: number): Promise<number[]> {
  const pids = (await readdir('/proc')).filter((name) => /^\d+$/.test(name))
  const stats = await Promise.all(pids.map((pid) => readFile(`/proc/${pid}/stat`, 'utf8').catch(() => '')))
  const fields = stats.map((stat) => stat.slice(stat.lastIndexOf(')') + 2).split(' '))
  return pids.map(Number).filter((_pid, i) => fields[i]?.[0] !== 'Z' && Number(fields[i]?.[2]) === leader)
}

const homes = async (worker = process.pid) => (await readdir(tmpdir())).filter((name) => RegExp(`^job-tracker-browser-\\w+-${worker}-`).test(name))

/** The name of the browser's profile folder, which is none of its home's. */
const profileOf = async (pid: number) => /user-data-dir=(.+?)\0/.exec(await readFile(`/proc/${pid}/cmdline`, 'utf8'))?.[1] as string

test('one browser serves page after page, until it is old', async () => {
  const pool = poolWith({ recycleAfterPages: 2 })
  const pids: number[] = []
  for (let page = 0; page < 3; page += 1) pids.push(await pool.withContext(signal, pidOf))
  expect(pids[0]).toBe(pids[1])
  expect(pids[2]).not.toBe(pids[0])
  await vi.waitFor(async () => expect(await groupOf(pids[0] as number)).toEqual([]))
})

test('whether the sandbox works here is tried once, not with each browser', async () => {
  const said: string[] = []
  const pool = poolWith({ recycleAfterPages: 1, log: pino({ level: 'warn' }, { write: (line) => said.push(JSON.parse(line).msg) }) })
  for (let page = 0; page < 2; page += 1) await pool.withContext(signal, async () => {})
  expect(said.filter((line) => line.includes('sandbox')).length).toBeLessThanOrEqual(1)
})

test('after close no process and no folder is left', async () => {
  const before = await homes()
  const pool = poolWith()
  const pid = await pool.withContext(signal, pidOf)
  expect((await groupOf(pid)).length).toBeGreaterThan(1)
  await pool.close()
  expect(await groupOf(pid)).toEqual([])
  expect((await homes()).filter((home) => !before.includes(home))).toEqual([])
  await expect(pool.withContext(signal, pidOf)).rejects.toMatchObject({ failure: 'not_a_page' })
})

test('an idle browser is closed, and the next page gets another', async () => {
  const pool = poolWith({ idleMs: 20 })
  const pid = await pool.withContext(signal, pidOf)
  await vi.waitFor(async () => expect(await groupOf(pid)).toEqual([]), { timeout: 5_000 })
  expect(await pool.withContext(signal, pidOf)).not.toBe(pid)
})

test('a killed browser fails its page retryably, leaves no child, and the next page gets another', async () => {
  const pool = poolWith()
  let pid = 0
  const killed = pool.withContext(signal, async (context) => {
    pid = await pidOf(context)
    const page = await context.newPage()
    const hanging = page.evaluate(() => new Promise(() => {}))
    process.kill(pid, 'SIGKILL')
    return hanging
  })
  await expect(killed).rejects.toMatchObject({ failure: 'unreachable', params: { reason: 'browser' }, retryable: true })
  expect(await pool.withContext(signal, pidOf)).not.toBe(pid)
  await vi.waitFor(async () => expect(await groupOf(pid)).toEqual([]))
})

test('a browser that hangs is killed after its page', { timeout: 20_000 }, async () => {
  const pool = poolWith()
  const pid = await pool.withContext(signal, async (context) => {
    const leader = await pidOf(context)
    process.kill(-leader, 'SIGSTOP')
    return leader
  })
  await vi.waitFor(async () => expect(await groupOf(pid)).toEqual([]), { timeout: 5_000 })
  expect(await pool.withContext(signal, pidOf)).not.toBe(pid)
})

test('a worker that is killed takes its browser with it; its folders go when the next one starts', { timeout: 20_000 }, async () => {
  const module = fileURLToPath(new URL('browser-process.ts', import.meta.url))
  const code = `const { launchBrowser } = await import(${JSON.stringify(module)})
    const { pid } = await launchBrowser(${JSON.stringify({ executablePath, sandbox: 'off', proxyUrl: egress.url })})
    console.log(pid)
    setInterval(() => {}, 1000)`
  const worker = spawn(process.execPath, ['--input-type=module', '-e', code], { stdio: ['ignore', 'pipe', 'inherit'] })
  const [line] = await once(worker.stdout, 'data')
  const pid = Number(line)
  expect((await groupOf(pid)).length).toBeGreaterThan(1)
  const profile = await profileOf(pid)
  expect(await homes(worker.pid)).toHaveLength(1)
  worker.kill('SIGKILL')
  await vi.waitFor(async () => expect(await groupOf(pid)).toEqual([]), { timeout: 5_000 })

  const pool = poolWith()
  await vi.waitFor(async () => expect([await homes(worker.pid), existsSync(profile)]).toEqual([[], false]), { timeout: 5_000 })
  expect(await pool.withContext(signal, pidOf)).toBeGreaterThan(0)
})

test('no more pages are open at once than there are places; who gives up waiting takes none', async () => {
  const pool = poolWith({ maxPages: 1 })
  const { promise: finished, resolve: finish } = Promise.withResolvers<void>()
  const order: string[] = []
  const first = pool.withContext(signal, () => finished.then(() => order.push('first')))
  const impatient = new AbortController()
  const second = pool.withContext(impatient.signal, async () => order.push('second'))
  const third = pool.withContext(signal, async () => order.push('third'))
  impatient.abort(new Error('gave up'))
  await expect(second).rejects.toThrow('gave up')
  finish()
  await Promise.all([first, third])
  expect(order).toEqual(['first', 'third'])
})

test("the browser sees nothing of this process's environment", async () => {
  const pid = await poolWith().withContext(signal, pidOf)
  const names = (await readFile(`/proc/${pid}/environ`, 'utf8'))
    .split('\0')
    .map((entry) => entry.split('=')[0])
    .filter(Boolean)
  expect(names.toSorted()).toEqual(['HOME', 'LANG', 'PATH', 'TMPDIR'])
})

test('without a browser a page fails for good, with a broken one it may be tried again', async () => {
  const work = async () => 'page'
  await expect(poolWith({ executablePath: undefined }).withContext(signal, work)).rejects.toMatchObject({
    params: { reason: 'no_browser' },
    retryable: false,
  })
  await expect(poolWith({ executablePath: '/nonexistent' }).withContext(signal, work)).rejects.toMatchObject({
    params: { reason: 'browser' },
    retryable: true,
  })
})
