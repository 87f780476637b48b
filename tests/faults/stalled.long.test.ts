import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { startMongodb } from '../../stack/mongodb.ts'
import { freePort } from '../../stack/ports.ts'
import type { RunningPart } from '../../stack/running-part.ts'
import { startTemporal } from '../../stack/temporal.ts'
import { createLedger } from '../support/ledger.ts'

import { html, type LocalSite, startLocalPages } from '../support/local-site.ts'
import { DATA_ENGINEER } from '../support/offer-page.ts'
import { endPrograms, startProgram } from '../support/processes.ts'
import { newRestClient } from '../support/rest-client.ts'
import { tcpProxy } from '../support/tcp-proxy.ts'

type Proxy = Awaited<ReturnType<typeof tcpProxy>>
const quiet = { environment: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' }, log: () => {} }

let folder: string
let parts: { mongodb: RunningPart; temporal: RunningPart }
let lines: { mongodb: Proxy; temporal: Proxy }
let site: LocalSite
let port: number
let environment: Record<string, string>

const proxyOf = (address: string) => tcpProxy({ host: '127.0.0.1', port: Number(address.split(':').at(-1)) })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'job-tracker-stalled-'))
  const [mongodb, temporal] = await Promise.all([
    startMongodb({ ...quiet, dataDir: folder, port: await freePort() }),
    startTemporal({ ...quiet, port: await freePort(), logFile: join(folder, 'temporal.log') }),
  ])
  parts = { mongodb, temporal }
  lines = { mongodb: await proxyOf(mongodb.address), temporal: await proxyOf(temporal.address) }
  site = await startLocalPages({ '/offer': html(DATA_ENGINEER) })
  port = await freePort()
  environment = {
    MONGODB_URI: `mongodb://127.0.0.1:${lines.mongodb.port}`,
    TEMPORAL_ADDRESS: `127.0.0.1:${lines.temporal.port}`,
    API_PORT: String(port),
    SECRET_KEY: 'a-secret-of-at-least-thirty-two-bytes',
    CRAWL_ALLOW_HOSTS: `127.0.0.1:${site.port}`,
    CRAWL_DELAY_MS: '0',
    DATA_DIR: folder,
  }
})
afterEach(() => {
  endPrograms()
  lines.mongodb.up()
  lines.temporal.up()
})
afterAll(async () => {
  await Promise.allSettled([lines?.mongodb.close(), lines?.temporal.close(), site?.close()])
  await Promise.allSettled([parts?.mongodb.stop(), parts?.temporal.stop()])
  await rm(folder, { recursive: true, force: true })
})

const api = () => `http://127.0.0.1:${port}`
const offer = () => ({ company: 'Acme', position: 'Data engineer', url: `${site.url}/offer` })

test('a MongoDB that takes connections and answers nothing: 503 within its patience, liveness up, nothing lost', { timeout: 240_000 }, async () => {
  await startProgram('api/main.ts', environment)
  const client = await newRestClient(api())
  const ledger = createLedger(client)
  ledger.start(4)
  await ledger.grown(20)
  lines.mongodb.stall()
  const asked = performance.now()
  const { status } = await client.request('GET', '/applications')
  expect(status).toBe(503)
  // The driver looks for a silent server every ten seconds, and gives it two.
  expect(performance.now() - asked).toBeLessThan(30_000)
  expect((await fetch(`${api()}/health/live`)).status).toBe(200)
  expect((await fetch(`${api()}/health/ready`)).status).toBe(503)
  lines.mongodb.up()
  await ledger.grown(20)
  await ledger.stop()
  await ledger.check()
})

test('a Temporal that takes connections and answers nothing: creates do not wait for it, and are served afterwards', async () => {
  await startProgram('api/main.ts', environment)
  await startProgram('worker/main.ts', environment)
  const client = await newRestClient(api())
  lines.temporal.stall()
  const asked = performance.now()
  const created = (await (await client.request('POST', '/applications', offer())).json()) as { _id: string; description_status: string }
  expect(performance.now() - asked).toBeLessThan(3_000)
  expect(created.description_status).toBe('pending')
  expect(await (await fetch(`${api()}/health/ready`)).json()).toMatchObject({ temporal: 'down' })
  lines.temporal.up()
  // The stalled start may come through by itself; else a worker that starts has it started.
  await startProgram('worker/main.ts', environment)
  expect(await client.described(created._id)).toMatchObject({ description_status: 'done' })
})

test('MongoDB away for a while under a worker that describes: the description comes once it is back, once', { timeout: 240_000 }, async () => {
  await startProgram('api/main.ts', { ...environment, MONGODB_URI: parts.mongodb.address })
  const worker = await startProgram('worker/main.ts', environment)
  const client = await newRestClient(api())
  lines.mongodb.down()
  const { _id } = (await (await client.request('POST', '/applications', offer())).json()) as { _id: string }
  await worker.line(/MongoDB is away: activities wait/)
  expect(await (await client.request('GET', `/applications/${_id}`)).json()).toMatchObject({ description: null })
  lines.mongodb.up()
  expect(await client.described(_id)).toMatchObject({ description_status: 'done', description_source: 'extracted' })
  await vi.waitFor(() => expect(site.hits.filter((hit) => hit === 'GET /offer').length).toBeGreaterThan(0))
  expect(await worker.end('SIGTERM')).toBe(0)
})
