import { execFileSync } from 'node:child_process'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { isAlive } from '../../core/is-alive.ts'
import { findBrowser } from '../../stack/browser.ts'
import { type InterruptedStack, startInterruptedStack } from '../support/interrupted-stack.ts'
import { endPrograms, startProgram } from '../support/processes.ts'
import { newRestClient } from '../support/rest-client.ts'

let stack: InterruptedStack

beforeAll(async () => {
  stack = await startInterruptedStack()
})
afterEach(endPrograms)
afterAll(() => stack?.stop())

test('what was recorded while Temporal was away under a running worker is started by reconcile', async () => {
  let temporal = await stack.startTemporal()
  try {
    await startProgram('api/main.ts', stack.environment)
    await startProgram('worker/main.ts', stack.environment)
    const client = await newRestClient(stack.api)
    await temporal.stop()
    const { _id } = (await (await client.request('POST', '/applications', stack.offer('/later'))).json()) as { _id: string }
    temporal = await stack.startTemporal()
    await stack.reconcileNow()
    expect(await client.described(_id)).toMatchObject({ description_status: 'done' })
  } finally {
    await temporal.stop()
  }
})

test('a worker killed while its browser works: the browser goes with it, and another one brings the description', async () => {
  const browser = await findBrowser({ environment: process.env, log: () => {} })
  expect(browser, 'a browser is needed for this test').toBeDefined()
  const withBrowser = { ...stack.environment, CHROMIUM_PATH: browser?.executablePath ?? '' }
  const temporal = await stack.startTemporal()
  try {
    await startProgram('api/main.ts', stack.environment)
    const worker = await startProgram('worker/main.ts', withBrowser)
    const client = await newRestClient(stack.api)
    const { asked, release } = stack.hold()
    const { _id } = (await (await client.request('POST', '/applications', stack.offer('/script'))).json()) as { _id: string }
    await asked
    const browsers = descendantsOf(worker.pid)
    expect(browsers.length).toBeGreaterThan(1)
    await worker.end('SIGKILL')
    await gone(browsers)
    release()
    const next = await startProgram('worker/main.ts', withBrowser)
    expect(await client.described(_id)).toMatchObject({ description_status: 'done', description: expect.stringContaining('chaînes de données') })
    expect(await stack.runsOf(_id)).toEqual(['COMPLETED'])

    const warm = descendantsOf(next.pid)
    expect(warm.length).toBeGreaterThan(1)
    expect(await next.end('SIGTERM')).toBe(0)
    await gone(warm)
  } finally {
    await temporal.stop()
  }
})

test('an API that starts while MongoDB is away serves once it is there', async () => {
  await stack.stopDatabase()
  await startProgram('api/main.ts', stack.environment)
  expect((await fetch(`${stack.api}/health/ready`)).status).toBe(503)
  await stack.startDatabase()
  await vi.waitFor(async () => expect((await fetch(`${stack.api}/health/ready`)).status).toBe(200), { timeout: 15_000, interval: 250 })
  await newRestClient(stack.api)
})

/** Process ids of those that a process started, and those that these started. */
function descendantsOf(pid: number): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n')
  const processes = rows.map((row) => row.trim().split(/\s+/).map(Number))
  return processes.flatMap(([child, parent]) => (parent === pid && child !== undefined ? [child, ...descendantsOf(child)] : []))
}

/** Killed processes take a moment to go. */
const gone = (pids: number[]) => vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), 10_000)
