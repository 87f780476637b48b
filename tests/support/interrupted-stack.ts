import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, Connection } from '@temporalio/client'
import { startMongodb } from '../../stack/mongodb.ts'
import type { RunningPart } from '../../stack/running-part.ts'
import { startTemporal } from '../../stack/temporal.ts'
import { startLocalSite } from './local-site.ts'
import { DATA_ENGINEER } from './offer-page.ts'
import { endPrograms } from './processes.ts'
import { freePort } from './test-stack.ts'

/** Empty until its script has had the offer from /held. */
const SCRIPT = `<!doctype html><html lang="fr"><title>Offre</title><div id="root"></div><script>
  fetch('/held').then((answer) => answer.text()).then((html) => document.write(html))
</script></html>`
const HTML = { 'Content-Type': 'text/html; charset=utf-8' }

const quiet = { environment: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' }, log: () => {} }

export type InterruptedStack = Awaited<ReturnType<typeof startInterruptedStack>>

/** MongoDB, a site with offers, and a Temporal for whoever starts it: each on a port that stays its own while it is away. */
export async function startInterruptedStack() {
  const folder = await mkdtemp(join(tmpdir(), 'job-tracker-faults-'))
  const [mongodbPort, temporalPort, uiPort, apiPort] = await Promise.all([freePort(), freePort(), freePort(), freePort()])
  const temporalAddress = `127.0.0.1:${temporalPort}`
  let onAsked = Promise.withResolvers<void>()
  let held = Promise.withResolvers<void>()
  const site = await startLocalSite(async (request, response) => {
    if (request.url === '/script') return void response.writeHead(200, HTML).end(SCRIPT)
    if (request.url === '/held') {
      onAsked.resolve()
      await held.promise
    }
    response.writeHead(200, HTML).end(DATA_ENGINEER)
  })
  const startDatabase = () => startMongodb({ ...quiet, dataDir: folder, port: mongodbPort })
  let mongodb: RunningPart = await startDatabase()

  async function withTemporal<T>(work: (client: Client) => Promise<T>): Promise<T> {
    const connection = await Connection.connect({ address: temporalAddress })
    try {
      return await work(new Client({ connection }))
    } finally {
      await connection.close()
    }
  }

  return {
    site,
    api: `http://127.0.0.1:${apiPort}`,
    /** Of API and worker. */
    environment: {
      MONGODB_URI: mongodb.address,
      TEMPORAL_ADDRESS: temporalAddress,
      API_PORT: String(apiPort),
      SECRET_KEY: 'a-secret-of-at-least-thirty-two-bytes',
      CRAWL_ALLOW_HOSTS: `127.0.0.1:${site.port}`,
      CRAWL_DELAY_MS: '0',
      DATA_DIR: folder,
    },
    /** An application for an offer of the site. */
    offer: (path: string) => ({ company: 'Acme', position: 'Data engineer', url: `${site.url}${path}` }),
    startTemporal: () => startTemporal({ ...quiet, dbFile: join(folder, 'temporal.db'), port: temporalPort, uiPort }),

    stopDatabase: () => mongodb.stop(),
    async killDatabase(): Promise<void> {
      process.kill(mongodb.pid, 'SIGKILL')
      await mongodb.exited
    },
    async startDatabase(): Promise<void> {
      mongodb = await startDatabase()
    },

    /** From now on the site keeps who asks for /held waiting, until `release`; `asked` waits for somebody who does. */
    hold(): { asked: Promise<void>; release: () => void } {
      onAsked = Promise.withResolvers<void>()
      held = Promise.withResolvers<void>()
      return { asked: onAsked.promise, release: held.resolve }
    },

    /** What the schedule runs; its own input leaves alone what changed within the last seconds. */
    reconcileNow: () =>
      withTemporal(async ({ workflow }) => {
        const options = { workflowId: 'reconcile-now', taskQueue: 'job-tracker', args: [{ unchanged_for_seconds: 0 }] }
        await workflow.execute('reconcile', options)
      }),

    /** The statuses of the runs that described an application. */
    runsOf: (applicationId: string) =>
      withTemporal(async ({ workflow }) => {
        const runs: string[] = []
        for await (const { status } of workflow.list({ query: `WorkflowId = 'describe-application-${applicationId}'` })) runs.push(status.name)
        return runs
      }),

    async stop(): Promise<void> {
      await endPrograms()
      held.resolve()
      await Promise.allSettled([mongodb.stop(), site.close()])
      await rm(folder, { recursive: true, force: true })
    },
  }
}
