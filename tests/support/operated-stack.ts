import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, Connection } from '@temporalio/client'
import { startMongodb } from '../../stack/mongodb.ts'
import { freePort } from '../../stack/ports.ts'
import { startTemporal } from '../../stack/temporal.ts'
import { type LocalSite, startLocalSite } from './local-site.ts'
import { DATA_ENGINEER } from './offer-page.ts'
import { endPrograms, type RunningProgram, startProgram } from './processes.ts'
import { newRestClient, type RestClient } from './rest-client.ts'

export type OperatedStack = Awaited<ReturnType<typeof startOperatedStack>>

const SCRIPT = `<!doctype html><html lang="fr"><title>Offre</title><div id="root"></div><script>
  fetch('/held-offer').then((answer) => answer.text()).then((html) => document.write(html))
</script></html>`
const job = (n: number) => ({
  id: 1_000 + n,
  internal_job_id: 1,
  title: 'Data engineer',
  company_name: 'Acme',
  absolute_url: `https://boards.example.com/acme/jobs/${1_000 + n}`,
  location: { name: 'Lyon, France' },
  content: `&lt;p&gt;Vous construisez des chaînes de données fiables, numéro ${n}.&lt;/p&gt;`,
  first_published: '2026-11-20T00:00:00Z',
})

/** API, worker, MongoDB and Temporal as real processes on free ports, with a site of offers whose pages and board may be held. */
export async function startOperatedStack({ ui = false, environment: extra = {} }: { ui?: boolean; environment?: Record<string, string> } = {}) {
  const folder = await mkdtemp(join(tmpdir(), 'job-tracker-operated-'))
  const [mongodbPort, temporalPort, uiPort, apiPort] = await Promise.all([freePort(), freePort(), freePort(), freePort()])
  let held: { path: string | undefined; opened: Promise<void>; open: () => void } | undefined
  const scripted = new Set<string>()
  const site: LocalSite = await startLocalSite(async (request, response) => {
    if (held?.path === undefined || held.path === request.url) await held?.opened
    const isBoard = request.url?.startsWith('/v1/boards/')
    const page = scripted.has(request.url ?? '') ? SCRIPT : DATA_ENGINEER
    const body = isBoard ? JSON.stringify({ jobs: [1, 2, 3].map(job) }) : page
    response.writeHead(200, { 'Content-Type': isBoard ? 'application/json' : 'text/html; charset=utf-8' }).end(body)
  })
  const quiet = { environment: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' }, log: () => {} }
  const [mongodb, temporal] = await Promise.all([
    startMongodb({ ...quiet, dataDir: folder, port: mongodbPort }),
    startTemporal({ ...quiet, dbFile: join(folder, 'temporal.db'), port: temporalPort, uiPort: ui ? uiPort : undefined }),
  ])
  const environment = {
    MONGODB_URI: mongodb.address,
    TEMPORAL_ADDRESS: temporal.address,
    API_PORT: String(apiPort),
    SECRET_KEY: 'a-secret-of-at-least-thirty-two-bytes',
    CRAWL_ALLOW_HOSTS: `127.0.0.1:${site.port}`,
    CRAWL_DELAY_MS: '0',
    SOURCE_GREENHOUSE_BASE_URL: site.url,
    SOURCE_GREENHOUSE_BOARDS: 'acme',
    DATA_DIR: folder,
    ...extra,
  }
  const [, worker] = await Promise.all([startProgram('api/main.ts', environment), startProgram('worker/main.ts', environment)])
  const api = `http://127.0.0.1:${apiPort}`
  const client: RestClient = await newRestClient(api)
  const connection = await Connection.connect({ address: temporal.address })
  const temporalClient = new Client({ connection })

  return {
    api,
    client,
    worker: worker as RunningProgram,
    environment,
    site,
    temporal: temporalClient,
    connection,
    address: temporal.address,
    uiUrl: `http://127.0.0.1:${uiPort}`,
    /** Paths of pages that are empty until their script has had the offer from /held-offer. */
    scripted,
    /** From now on pages and boards, or the one page, do not answer, until `release`. */
    hold(path?: string): void {
      const { promise, resolve } = Promise.withResolvers<void>()
      held = { path, opened: promise, open: resolve }
    },
    release(): void {
      held?.open()
      held = undefined
    },
    /** A new application whose description has begun, or ended where nothing is held; its id. */
    async apply(path: string): Promise<string> {
      const body = { company: 'Acme', position: 'Data engineer', url: `${site.url}${path}` }
      return ((await (await client.request('POST', '/applications', body)).json()) as { _id: string })._id
    },
    /** A new collection of the board; its id. */
    async collect(query: string): Promise<string> {
      const answer = await client.request('POST', '/job-offers/collect', { query, sources: ['greenhouse'] }, { 'X-Request-Id': 'collecting' })
      return ((await answer.json()) as { id: string }).id
    },
    async stop(): Promise<void> {
      endPrograms()
      await connection.close()
      await Promise.allSettled([mongodb.stop(), temporal.stop(), site.close()])
      await rm(folder, { recursive: true, force: true })
    },
  }
}
