import { execFileSync } from 'node:child_process'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, Connection } from '@temporalio/client'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { isAlive } from '../../core/is-alive.ts'
import { findBrowser } from '../../stack/browser.ts'
import { startMongodb } from '../../stack/mongodb.ts'
import type { RunningPart } from '../../stack/running-part.ts'
import { startTemporal } from '../../stack/temporal.ts'
import { type LocalSite, startLocalSite } from '../support/local-site.ts'
import { endPrograms, startProgram } from '../support/processes.ts'
import { newRestClient } from '../support/rest-client.ts'
import { freePort } from '../support/test-stack.ts'

const OFFER = `<!doctype html><html lang="fr"><title>Data engineer</title><script type="application/ld+json">${JSON.stringify({
  '@context': 'https://schema.org',
  '@type': 'JobPosting',
  title: 'Data engineer',
  description: '<p>Vos missions : construire des chaînes de données fiables, avec une équipe de six personnes, à Lyon.</p>',
  datePosted: '2026-11-01',
  hiringOrganization: { '@type': 'Organization', name: 'Acme' },
})}</script><h1>Data engineer</h1></html>`

/** Empty until its script has had the offer from /held. */
const SCRIPT = `<!doctype html><html lang="fr"><title>Offre</title><div id="root"></div><script>
  fetch('/held').then((answer) => answer.text()).then((html) => document.write(html))
</script></html>`
const HTML = { 'Content-Type': 'text/html; charset=utf-8' }

let folder: string
let site: LocalSite
let mongodb: RunningPart
let ports: { mongodb: number; temporal: number; ui: number; api: number }
let environment: Record<string, string>
/** Resolves a held answer of the site: pages under /held wait for it. */
let release: () => void
let asked: () => void
let onAsked: Promise<void>
let held: Promise<void>

const quiet = { environment: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' }, log: () => {} }
const mongodbOf = (port: number) => startMongodb({ ...quiet, dataDir: folder, port })
const temporalOf = () => startTemporal({ ...quiet, dbFile: join(folder, 'temporal.db'), port: ports.temporal, uiPort: ports.ui })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'job-tracker-faults-'))
  const [a, b, c, d] = await Promise.all([freePort(), freePort(), freePort(), freePort()])
  ports = { mongodb: a, temporal: b, ui: c, api: d }
  hold()
  site = await startLocalSite(async (request, response) => {
    if (request.url === '/script') return void response.writeHead(200, HTML).end(SCRIPT)
    if (request.url === '/held') {
      asked()
      await held
    }
    response.writeHead(200, HTML).end(OFFER)
  })
  mongodb = await mongodbOf(ports.mongodb)
  environment = {
    MONGODB_URI: mongodb.address,
    TEMPORAL_ADDRESS: `127.0.0.1:${ports.temporal}`,
    API_PORT: String(ports.api),
    SECRET_KEY: 'a-secret-of-at-least-thirty-two-bytes',
    CRAWL_ALLOW_HOSTS: `127.0.0.1:${site.port}`,
    CRAWL_DELAY_MS: '0',
    DATA_DIR: folder,
  }
})

afterEach(endPrograms)

afterAll(async () => {
  await Promise.allSettled([mongodb?.stop(), site?.close()])
  await rm(folder, { recursive: true, force: true })
})

const api = () => `http://127.0.0.1:${ports.api}`
const offer = (path: string) => ({ company: 'Acme', position: 'Data engineer', url: `${site.url}${path}` })

test('an application created while Temporal is away is described once Temporal is back', async () => {
  await startProgram('api/main.ts', environment)
  const client = await newRestClient(api())
  const sent = performance.now()
  const response = await client.request('POST', '/applications', offer('/away'))
  expect(performance.now() - sent).toBeLessThan(2_000)
  const application = (await response.json()) as { _id: string; description_status: string }
  expect([response.status, application.description_status]).toEqual([201, 'pending'])
  expect(await (await fetch(`${api()}/health/ready`)).json()).toMatchObject({ status: 'degraded', temporal: 'down' })

  const temporal = await temporalOf()
  try {
    await startProgram('worker/main.ts', environment)
    expect(await client.described(application._id)).toMatchObject({
      description_status: 'done',
      description_source: 'extracted',
      description: expect.stringContaining('chaînes de données'),
    })
    expect(site.hits.filter((hit) => hit === 'GET /away')).toHaveLength(1)
  } finally {
    await temporal.stop()
  }
})

test('what was recorded while Temporal was away under a running worker is started by reconcile', async () => {
  let temporal = await temporalOf()
  try {
    await startProgram('api/main.ts', environment)
    await startProgram('worker/main.ts', environment)
    const client = await newRestClient(api())
    await temporal.stop()
    const { _id } = (await (await client.request('POST', '/applications', offer('/later'))).json()) as { _id: string }
    temporal = await temporalOf()
    await reconcileNow()
    expect(await client.described(_id)).toMatchObject({ description_status: 'done' })
  } finally {
    await temporal.stop()
  }
})

test('a worker killed while it fetches: the description comes anyway, once', async () => {
  const temporal = await temporalOf()
  try {
    await startProgram('api/main.ts', environment)
    const worker = await startProgram('worker/main.ts', environment)
    const client = await newRestClient(api())
    hold()
    const { _id } = (await (await client.request('POST', '/applications', offer('/held'))).json()) as { _id: string }
    await onAsked
    await worker.end('SIGKILL')
    release()
    await startProgram('worker/main.ts', environment)
    expect(await client.described(_id)).toMatchObject({ description_status: 'done', description_source: 'extracted' })
    expect(await runsOf(_id)).toEqual(['COMPLETED'])
  } finally {
    await temporal.stop()
  }
})

test('a worker killed while its browser works: the browser goes with it, and another one brings the description', async () => {
  const browser = await findBrowser(quiet)
  expect(browser, 'a browser is needed for this test').toBeDefined()
  const withBrowser = { ...environment, CHROMIUM_PATH: browser?.executablePath ?? '' }
  const temporal = await temporalOf()
  try {
    await startProgram('api/main.ts', environment)
    const worker = await startProgram('worker/main.ts', withBrowser)
    const client = await newRestClient(api())
    hold()
    const { _id } = (await (await client.request('POST', '/applications', offer('/script'))).json()) as { _id: string }
    await onAsked
    const browsers = descendantsOf(worker.pid)
    expect(browsers.length).toBeGreaterThan(1)
    await worker.end('SIGKILL')
    await gone(browsers)
    release()
    const next = await startProgram('worker/main.ts', withBrowser)
    expect(await client.described(_id)).toMatchObject({ description_status: 'done', description: expect.stringContaining('chaînes de données') })
    expect(await runsOf(_id)).toEqual(['COMPLETED'])

    const warm = descendantsOf(next.pid)
    expect(warm.length).toBeGreaterThan(1)
    expect(await next.end('SIGTERM')).toBe(0)
    await gone(warm)
  } finally {
    await temporal.stop()
  }
})

test('an API that starts while MongoDB is away serves once it is there', async () => {
  await mongodb.stop()
  await startProgram('api/main.ts', environment)
  expect((await fetch(`${api()}/health/ready`)).status).toBe(503)
  mongodb = await mongodbOf(ports.mongodb)
  await vi.waitFor(async () => expect((await fetch(`${api()}/health/ready`)).status).toBe(200), { timeout: 15_000, interval: 250 })
  await newRestClient(api())
})

test('MongoDB away: a fast 503, liveness up, and all that was acknowledged is there afterwards', async () => {
  const program = await startProgram('api/main.ts', environment)
  const client = await newRestClient(api())
  const ledger: string[] = []
  for (let n = 0; n < 20; n++) {
    const response = await client.request('POST', '/applications', { company: `Acme ${n}`, position: 'Dev' })
    if (response.status === 201) ledger.push(((await response.json()) as { _id: string })._id)
  }
  expect(ledger).toHaveLength(20)
  process.kill(mongodb.pid, 'SIGKILL')
  await mongodb.exited
  const asked = performance.now()
  const refused = await client.request('GET', '/applications')
  expect([refused.status, refused.headers.get('Content-Type')]).toEqual([503, 'application/problem+json'])
  expect(performance.now() - asked).toBeLessThan(5_000)
  expect((await fetch(`${api()}/health/live`)).status).toBe(200)
  expect((await fetch(`${api()}/health/ready`)).status).toBe(503)

  mongodb = await mongodbOf(ports.mongodb)
  const kept = (await (await client.request('GET', '/applications?limit=200')).json()) as { _id: string }[]
  expect(kept.map(({ _id }) => _id).sort()).toEqual(ledger.sort())
  expect(await program.end('SIGTERM')).toBe(0)
})

function hold(): void {
  onAsked = new Promise((resolve) => {
    asked = resolve
  })
  held = new Promise((resolve) => {
    release = resolve
  })
}

/** What the schedule runs; its own input leaves alone what changed within the last seconds. */
async function reconcileNow(): Promise<void> {
  const connection = await Connection.connect({ address: environment.TEMPORAL_ADDRESS ?? '' })
  const options = { workflowId: 'reconcile-now', taskQueue: 'job-tracker', args: [{ unchanged_for_seconds: 0 }] }
  await new Client({ connection }).workflow.execute('reconcile', options)
  await connection.close()
}

async function runsOf(applicationId: string): Promise<string[]> {
  const connection = await Connection.connect({ address: environment.TEMPORAL_ADDRESS ?? '' })
  const runs: string[] = []
  for await (const { status } of new Client({ connection }).workflow.list({ query: `WorkflowId = 'describe-application-${applicationId}'` }))
    runs.push(status.name)
  await connection.close()
  return runs
}

/** Process ids of those that a process started, and those that these started. */
function descendantsOf(pid: number): number[] {
  const rows = execFileSync('ps', ['-eo', 'pid=,ppid='], { encoding: 'utf8' }).trim().split('\n')
  const processes = rows.map((row) => row.trim().split(/\s+/).map(Number))
  return processes.flatMap(([child, parent]) => (parent === pid && child !== undefined ? [child, ...descendantsOf(child)] : []))
}

/** Killed processes take a moment to go. */
const gone = (pids: number[]) => vi.waitFor(() => expect(pids.filter(isAlive)).toEqual([]), 10_000)
