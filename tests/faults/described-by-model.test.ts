import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { ObjectId } from 'mongodb'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { connectDatabase } from '../../core/db/connection.ts'
import { startMongodb } from '../../stack/mongodb.ts'
import type { RunningPart } from '../../stack/running-part.ts'
import { startTemporal } from '../../stack/temporal.ts'
import { html, type LocalSite, startLocalPages } from '../support/local-site.ts'
import { type ModelReply, modelReplies, startModelStub } from '../support/model-stub.ts'
import { endPrograms, startProgram } from '../support/processes.ts'
import { newRestClient } from '../support/rest-client.ts'
import { freePort } from '../support/test-stack.ts'

const offerOf = (town: string) =>
  html(`<h1>Boulanger (H/F)</h1><p>Entreprise : Le Pain Doré. Nous recherchons un boulanger en CDI à ${town}. Vous serez responsable de la
  fabrication des pains. Vous avez un CAP et une première expérience de deux ans. Salaire : 2 100 € brut par mois. Postulez.</p>`)
const said = modelReplies.says({
  is_offer: true,
  language: 'fr',
  title: 'Boulanger (H/F)',
  company: 'Le Pain Doré',
  location: null,
  summary: 'Le Pain Doré recherche un boulanger en CDI.',
  missions: ['Fabrication des pains'],
  skills_required: ['CAP'],
  skills_wished: [],
  perks: [],
  work_mode: null,
  contract: 'permanent',
  full_time: null,
  salary: { min: 2_100, max: 2_100, currency: 'EUR', period: 'month' },
  seniority: null,
  experience_years: { min: 2, max: null },
  languages: [],
  contact: null,
  application_deadline: null,
})

let folder: string
let servers: RunningPart[]
let site: LocalSite
let model: Awaited<ReturnType<typeof startModelStub>>
let environment: Record<string, string>
let reply: ModelReply = said

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'job-tracker-model-'))
  const [mongodbPort, port, uiPort, apiPort] = await Promise.all([freePort(), freePort(), freePort(), freePort()])
  const quiet = { environment: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' }, log: () => {} }
  servers = await Promise.all([
    startMongodb({ ...quiet, dataDir: folder, port: mongodbPort }),
    startTemporal({ ...quiet, logFile: join(folder, 'temporal.log'), port, uiPort }),
  ])
  site = await startLocalPages({ '/killed': offerOf('Lyon'), '/shared': offerOf('Nantes'), '/away': offerOf('Lille') })
  model = await startModelStub((response, asked) => reply(response, asked))
  environment = {
    MONGODB_URI: servers[0]?.address ?? '',
    TEMPORAL_ADDRESS: `127.0.0.1:${port}`,
    API_PORT: String(apiPort),
    SECRET_KEY: 'a-secret-of-at-least-thirty-two-bytes',
    OPENAI_API_KEY: 'sk-test',
    OPENAI_BASE_URL: model.baseUrl,
    CRAWL_ALLOW_HOSTS: `127.0.0.1:${site.port}`,
    CRAWL_DELAY_MS: '0',
    MODEL_CALLS_PER_MINUTE: '600',
    DATA_DIR: folder,
  }
})

afterEach(() => {
  endPrograms()
  model.asked.length = 0
  reply = said
})

afterAll(async () => {
  await Promise.allSettled([...(servers ?? []).map((server) => server.stop()), site?.close(), model?.close()])
  await rm(folder, { recursive: true, force: true })
})

/** What the command prints, and how it ends. */
async function migrate(...options: string[]): Promise<{ code: number | null; printed: string }> {
  const command = ['stack/migrate-descriptions.ts', '--temporal-address', environment.TEMPORAL_ADDRESS ?? '', ...options]
  const child = spawn(process.execPath, command, { env: { PATH: process.env.PATH, HOME: process.env.HOME, ENVIRONMENT: 'test' } })
  const [printed, said, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'exit') as Promise<[number | null]>])
  return { code, printed: printed + said }
}

async function started() {
  await startProgram('api/main.ts', environment)
  const worker = await startProgram('worker/main.ts', environment)
  const client = await newRestClient(`http://127.0.0.1:${environment.API_PORT}`)
  const create = async (path: string) => {
    const body = { company: 'Le Pain Doré', position: 'Boulanger', url: `${site.url}${path}` }
    return ((await (await client.request('POST', '/applications', body)).json()) as { _id: string })._id
  }
  return { worker, client, create }
}

test('a worker killed while the model answers: asked once more at most, and what it says is saved', async () => {
  const { worker, client, create } = await started()
  const asking = Promise.withResolvers<void>()
  reply = () => asking.resolve()
  const id = await create('/killed')
  await asking.promise
  await worker.end('SIGKILL')
  reply = said
  await startProgram('worker/main.ts', environment)
  expect(await client.described(id)).toMatchObject({
    description_status: 'done',
    description_source: 'llm',
    description_error: null,
    description: expect.stringContaining('Le Pain Doré recherche un boulanger en CDI.'),
  })
  expect(model.asked).toHaveLength(2)
})

test('the same offer at the same time, for several applications: one call, and a description for each', async () => {
  const { client, create } = await started()
  const ids = await Promise.all(Array.from({ length: 5 }, () => create('/shared')))
  const described = await Promise.all(ids.map((id) => client.described(id)))
  expect(described.map(({ description_source }) => description_source)).toEqual(Array(5).fill('llm'))
  expect(new Set(described.map(({ description }) => description)).size).toBe(1)
  expect(model.asked).toHaveLength(1)
})

test('a model that is away: the extracted description serves, and is replaced when it is back and somebody asks', async () => {
  const { client, create } = await started()
  reply = modelReplies.fails(401, 'invalid_api_key')
  const id = await create('/away')
  expect(await client.described(id)).toMatchObject({
    description_status: 'done',
    description_source: 'extracted',
    description: expect.stringContaining('responsable de la'),
    description_error: { code: 'invalid_key', detail: expect.stringContaining('clé'), retry_at: null },
  })
  reply = said
  expect((await client.request('POST', `/applications/${id}/description`)).status).toBe(202)
  expect(await client.described(id)).toMatchObject({ description_source: 'llm', description_error: null })
  const progress = await (await client.request('GET', `/applications/${id}/description`)).json()
  expect(progress).toMatchObject({ source: 'llm', model: { name: 'gpt-5-mini', prompt_version: 'describe-offer/1', left_out_tokens: 0 } })
})

test('what has an address and no description is described by one command, which counts it first where it is asked to', async () => {
  const { client, create } = await started()
  const ids = await Promise.all(Array.from({ length: 3 }, () => create('/shared')))
  for (const id of ids) await client.described(id)
  // As a migration from the former backend leaves them.
  const { db, close } = connectDatabase({ uri: environment.MONGODB_URI ?? '', database: 'job_tracker', selectionTimeoutMs: 5_000 })
  const none = { description: null, description_status: 'none', description_source: null }
  await db.collection('applications').updateMany({ _id: { $in: ids.map((id) => new ObjectId(id)) } }, { $set: none })
  await close()

  expect(await migrate('--dry-run')).toEqual({ code: 0, printed: expect.stringContaining('3 would be described. Nothing was done.') })
  expect(await migrate('--limit', '1')).toEqual({ code: 1, printed: expect.stringContaining('1 done') })
  expect(await migrate()).toEqual({ code: 0, printed: expect.stringContaining('Done: 2 without a description, 2 done.') })
  for (const id of ids) expect(await (await client.request('GET', `/applications/${id}`)).json()).toMatchObject({ description_source: 'llm' })
  expect(await migrate('--limit', '0')).toMatchObject({ code: 1, printed: expect.stringContaining('--limit is wrong') })
})
