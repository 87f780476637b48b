import { afterAll, beforeAll, expect, test } from 'vitest'
import { startCrawledWeb } from '../../tests/support/crawled-web.ts'
import { testDatabase } from '../../tests/support/mongo.ts'
import { createHostTurns, HostBusy } from './host-turns.ts'

const { signal } = new AbortController()
let web: Awaited<ReturnType<typeof startCrawledWeb>>
beforeAll(async () => {
  web = await startCrawledWeb(testDatabase().db)
})
afterAll(() => web.close())

const worker = (leaseMs: number) => createHostTurns({ hosts: web.hosts, now: web.now, log: web.log, leaseMs })
const options = { gapMs: 0, patienceMs: 2_000, signal }

test('the turn of a worker that died comes free with its lease', async () => {
  const start = performance.now()
  await web.hosts.take('died.example:443', { gapMs: 0, leaseMs: 300, now: web.now() })
  const turn = await worker(300).take('died.example:443', options)
  expect(performance.now() - start).toBeGreaterThanOrEqual(299)
  await turn.end()
})

test('a worker that lives keeps its turn for longer than a lease', async () => {
  const turn = await worker(500).take('alive.example:443', options)
  await expect(worker(500).take('alive.example:443', { ...options, patienceMs: 1_200 })).rejects.toBeInstanceOf(HostBusy)
  await turn.end()
  await (await worker(500).take('alive.example:443', options)).end()
})

test('a turn that was lost meanwhile is not taken from who has it now', async () => {
  const [host, now] = ['lost.example:443', web.now()]
  const taken = await web.hosts.take(host, { gapMs: 0, leaseMs: -1, now })
  const second = await worker(5_000).take(host, options)
  await web.hosts.give(host, (taken as { token: string }).token, { nextAt: now })
  expect(await web.hosts.take(host, { gapMs: 0, leaseMs: 1, now: web.now() })).toMatchObject({ isHeld: true })
  await second.end()
})

test('of many workers at once one has the turn', async () => {
  const takes = Array.from({ length: 20 }, () => web.hosts.take('rush.example:443', { gapMs: 0, leaseMs: 5_000, now: web.now() }))
  expect((await Promise.all(takes)).filter((taken) => 'token' in taken)).toHaveLength(1)
})

test('in one worker those who came first go first', async () => {
  const turns = worker(5_000)
  const order: number[] = []
  const asked = [1, 2, 3, 4].map(async (place) => {
    const turn = await turns.take('queue.example:443', options)
    order.push(place)
    await turn.end()
  })
  await Promise.all(asked)
  expect(order).toEqual([1, 2, 3, 4])
})

test('who went without a turn blocks nobody behind: the host is asked again as soon as its pause is over', async () => {
  const [host, turns] = ['left.example:443', worker(5_000)]
  await (await turns.take(host, options)).end()
  await web.hosts.pause(host, new Date(web.now().getTime() + 400))
  await expect(turns.take(host, { ...options, patienceMs: 50 })).rejects.toMatchObject({ name: 'HostBusy', isPaused: true })
  await (await turns.take(host, options)).end()
})

test('a pause is never shortened', async () => {
  const host = 'pause.example:443'
  await (await worker(5_000).take(host, options)).end()
  await web.hosts.pause(host, new Date(web.now().getTime() + 60_000))
  await web.hosts.pause(host, new Date(web.now().getTime() + 1_000))
  const missed = await web.hosts.take(host, { gapMs: 0, leaseMs: 1, now: web.now() })
  expect(missed).toMatchObject({ waitMs: expect.closeTo(60_000, -3), isHeld: false })
})

test('a gap of many minutes is a wait like any other', async () => {
  const gap = { ...options, gapMs: 600_000 }
  await (await worker(5_000).take('slow.example:443', gap)).end()
  await expect(worker(5_000).take('slow.example:443', gap)).rejects.toMatchObject({
    name: 'HostBusy',
    waitMs: expect.closeTo(600_000, -4),
    isPaused: false,
  })
})
