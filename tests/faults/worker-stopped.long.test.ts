import { execFileSync } from 'node:child_process'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { findBrowser } from '../../stack/browser.ts'
import { type OperatedStack, startOperatedStack } from '../support/operated-stack.ts'
import { startProgram } from '../support/processes.ts'

/** A worker that is silent for so long is taken for dead (workflows/outlasting.ts). */
const HEARTBEAT_MS = 10_000

let stack: OperatedStack

beforeAll(async () => {
  const browser = await findBrowser({ environment: process.env, log: () => {} })
  stack = await startOperatedStack({ environment: { CHROMIUM_PATH: browser?.executablePath ?? expect.fail('a browser is needed for this test') } })
})
afterEach(() => stack.release())
afterAll(() => stack?.stop())

const recordOf = async (id: string) => (await (await stack.client.request('GET', `/applications/${id}`)).json()) as Record<string, unknown>
const asked = (path: string) => stack.site.hits.filter((hit) => hit === `GET ${path}`).length
const hasAsked = (path: string, times: number) => vi.waitFor(() => expect(asked(path)).toBe(times), { timeout: 60_000, interval: 100 })

test('a worker stopped past its heartbeat: another does its work, and what it brings late is refused', async () => {
  stack.hold('/stopped')
  const id = await stack.apply('/stopped')
  await hasAsked('/stopped', 1)
  process.kill(stack.worker.pid, 'SIGSTOP')
  const stoppedAt = Date.now()
  const other = await startProgram('worker/main.ts', stack.environment)
  try {
    // The other one asks the site again, at its turn: the stopped one’s lease of the host has run out by then.
    await hasAsked('/stopped', 2)
    expect(Date.now() - stoppedAt).toBeGreaterThan(HEARTBEAT_MS / 2)
    stack.release()
    expect(await stack.client.described(id)).toMatchObject({ description_status: 'done', description_source: 'extracted' })
    const settled = await recordOf(id)

    process.kill(stack.worker.pid, 'SIGCONT')
    // It finds its page answered, tries to bring it, and is told that nobody waits for it.
    await stack.worker.line(/not found on completion|Activity not found|already completed|a page was (not )?read/i)
    await delay(2_000)
    expect(await recordOf(id)).toEqual(settled)
    const handle = stack.temporal.workflow.getHandle(`describe-application-${id}`)
    const { events = [] } = await handle.fetchHistory()
    const completed = (events ?? []).filter((event) => event.activityTaskCompletedEventAttributes)
    const scheduled = (events ?? []).filter((event) => event.activityTaskScheduledEventAttributes)
    const ended = (events ?? []).filter((event) => event.activityTaskTimedOutEventAttributes ?? event.activityTaskFailedEventAttributes)
    // Each activity has one end, the one that timed out too.
    expect(completed.length + ended.length).toBe(scheduled.length)
    expect((await handle.describe()).status.name).toBe('COMPLETED')
    expect(await stack.temporal.workflow.count(`WorkflowId = 'describe-application-${id}'`)).toMatchObject({ count: 1 })
  } finally {
    await other.end('SIGTERM')
  }
})

test('a worker stopped while it saves offers: each is in the catalogue once, and the counts are those of one run', async () => {
  stack.hold()
  const id = await stack.collect('data engineer')
  await vi.waitFor(() => expect(stack.site.hits.some((hit) => hit.includes('/v1/boards/acme'))).toBe(true), { timeout: 30_000, interval: 20 })
  stack.release()
  // Some way into reading and saving.
  await delay(30)
  process.kill(stack.worker.pid, 'SIGSTOP')
  const other = await startProgram('worker/main.ts', stack.environment)
  try {
    await (await stack.client.request('GET', `/job-offers/collections/${id}`, undefined, { Accept: 'text/event-stream' })).text()
    process.kill(stack.worker.pid, 'SIGCONT')
    await delay(2_000)
    const collection = (await (await stack.client.request('GET', `/job-offers/collections/${id}`)).json()) as Record<string, unknown>
    expect(collection).toMatchObject({ status: 'done', found: 3, saved: 3, updated: 0 })
    const offers = (await (await stack.client.request('GET', '/job-offers?company=Acme')).json()) as { id: string }[]
    expect(new Set(offers.map(({ id }) => id)).size).toBe(offers.length)
    expect(offers.length).toBe(3)
  } finally {
    await other.end('SIGTERM')
  }
})

test('the browser killed while it shows a page: the next attempt launches another, and the description comes', async () => {
  const path = '/needs-a-script'
  stack.scripted.add(path)
  stack.hold('/held-offer')
  const id = await stack.apply(path)
  await hasAsked('/held-offer', 1)
  const browsers = browsersOf(stack.worker.pid)
  expect(browsers.length).toBeGreaterThan(0)
  for (const pid of browsers) process.kill(pid, 'SIGKILL')
  stack.release()
  expect(await stack.client.described(id)).toMatchObject({ description_status: 'done', description: expect.stringContaining('chaînes de données') })
  expect(browsersOf(stack.worker.pid).some((pid) => browsers.includes(pid))).toBe(false)
})

/** Process ids of a worker's browsers themselves, not of their tabs and helpers. */
function browsersOf(worker: number): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid=,args='], { encoding: 'utf8' }).trim().split('\n')
  const processes = rows.map((row) => /^\s*(\d+)\s+(\d+)\s+(.*)$/.exec(row)?.slice(1) ?? [])
  const below = (parent: number): string[][] =>
    processes.filter(([, ppid]) => Number(ppid) === parent).flatMap((row) => [row, ...below(Number(row[0]))])
  return below(worker)
    .filter(([, , args = '']) => /chrom/i.test(args) && !args.includes('--type='))
    .map(([pid]) => Number(pid))
}
