import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, Connection } from '@temporalio/client'
import { MongoClient } from 'mongodb'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { describeApplicationId } from '../../core/temporal/names.ts'
import { startMongodb } from '../../stack/mongodb.ts'
import type { RunningPart } from '../../stack/running-part.ts'
import { startTemporal } from '../../stack/temporal.ts'
import { baseOffers } from '../eval/describe/injections/base-offers.ts'
import { honestAnswer } from '../eval/describe/model-says.ts'
import { historyText } from '../support/history-text.ts'
import { type LocalSite, startLocalSite } from '../support/local-site.ts'
import { faultyReplies, inTurn, promptOf } from '../support/model-script.ts'
import { type ModelReply, type ModelStub, modelReplies, startModelStub } from '../support/model-stub.ts'
import { endPrograms, type RunningProgram, startProgram } from '../support/processes.ts'
import { newRestClient, type RestClient } from '../support/rest-client.ts'
import { tcpProxy } from '../support/tcp-proxy.ts'
import { freePort } from '../support/test-stack.ts'

const KEY = 'sk-canary-of-the-faults-4711'
const PHRASE = 'par tous les temps'
const HTML = { 'Content-Type': 'text/html; charset=utf-8' }
const { fr } = baseOffers

let folder: string
let site: LocalSite
let stub: ModelStub
let mongodb: RunningPart
let temporal: RunningPart
let proxy: Awaited<ReturnType<typeof tcpProxy>>
let ports: { mongodb: number; temporal: number; ui: number; api: number }
let environment: Record<string, string>
let client: RestClient
/** Of all tests that kill none. */
let worker: RunningProgram | undefined

const quiet = { environment: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' }, log: () => {} }
/** Each path is an offer of its own: equal pages are described once. */
const pageOf = (path: string) => fr.page({ item: `Suivre le chantier ${path.replace(/\W+/g, ' ').trim()}` })
const good: ModelReply = modelReplies.says(honestAnswer(fr.expected, fr.page({})))

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'job-tracker-model-faults-'))
  const [a, b, c, d] = await Promise.all([freePort(), freePort(), freePort(), freePort()])
  ports = { mongodb: a, temporal: b, ui: c, api: d }
  site = await startLocalSite((request, response) => void response.writeHead(200, HTML).end(pageOf(request.url ?? '')))
  stub = await startModelStub(good)
  mongodb = await startMongodb({ ...quiet, dataDir: folder, port: ports.mongodb })
  temporal = await startTemporal({ ...quiet, dbFile: join(folder, 'temporal.db'), port: ports.temporal, uiPort: ports.ui })
  proxy = await tcpProxy({ host: '127.0.0.1', port: ports.mongodb })
  environment = {
    MONGODB_URI: mongodb.address,
    TEMPORAL_ADDRESS: temporal.address,
    API_PORT: String(ports.api),
    SECRET_KEY: 'a-secret-of-at-least-thirty-two-bytes',
    CRAWL_ALLOW_HOSTS: `127.0.0.1:${site.port}`,
    CRAWL_DELAY_MS: '0',
    DATA_DIR: folder,
    OPENAI_API_KEY: KEY,
    OPENAI_BASE_URL: stub.baseUrl,
    OPENAI_MODEL: 'stub-model',
  }
  await startProgram('api/main.ts', environment)
  client = await newRestClient(`http://127.0.0.1:${ports.api}`)
})

afterEach(() => {
  stub.answerWith(good)
  stub.forget()
})

afterAll(async () => {
  endPrograms()
  await Promise.allSettled([proxy?.close(), temporal?.stop(), mongodb?.stop(), site?.close(), stub?.close()])
  await rm(folder, { recursive: true, force: true })
})

async function created(path: string): Promise<string> {
  const response = await client.request('POST', '/applications', { company: 'Acme', position: 'Technicien', url: site.url + path })
  expect(response.status).toBe(201)
  return ((await response.json()) as { _id: string })._id
}

test.each<[string, ModelReply]>([
  ['is asked too often and says nothing of when to come back', faultyReplies.tooMany],
  ['is asked too often and says when to come back', faultyReplies.tooManyFor(1)],
  ['fails', faultyReplies.failsInJson],
  ['is behind a proxy that fails', faultyReplies.failsInHtml],
  ['cuts the line', faultyReplies.cutsOff],
  ['cuts the line in the midst of its answer', faultyReplies.cutsMidway],
])('a model that %s, and then answers, has described the offer', async (what, fault) => {
  stub.answerWith(inTurn(fault, good))
  worker ??= await startProgram('worker/main.ts', environment)
  const application = await client.described(await created(`/then-well/${encodeURIComponent(what)}`))
  expect(application).toMatchObject({ description_status: 'done', description_source: 'llm', description_error: null })
  expect(stub.asked).toHaveLength(2)
})

test.each<[string, ModelReply, string]>([
  ['has an empty account', faultyReplies.quotaExhausted, 'quota_exhausted'],
  ['does not know the key', faultyReplies.unknownKey, 'invalid_key'],
  ['refuses', faultyReplies.refuses, 'refused'],
  ['runs out of tokens', faultyReplies.isTruncated, 'truncated'],
])('a model that %s: what was extracted serves, and the record says why', async (what, fault, code) => {
  stub.answerWith(fault)
  worker ??= await startProgram('worker/main.ts', environment)
  const application = await client.described(await created(`/extracted/${encodeURIComponent(what)}`))
  expect(application).toMatchObject({
    description_status: 'done',
    description_source: 'extracted',
    description_error: { code },
    description: expect.stringContaining('Raccorder les abonnés'),
  })
})

test('a worker killed once the answer is stored: it is not paid for again', async () => {
  const database = new MongoClient(mongodb.address)
  try {
    await endWorker()
    const killed = await startProgram('worker/main.ts', { ...environment, MONGODB_URI: `mongodb://127.0.0.1:${proxy.port}/` })
    const before = await storedAnswers(database)
    const id = await created('/stored')
    await vi.waitFor(async () => expect(await storedAnswers(database)).toBeGreaterThan(before), { timeout: 30_000, interval: 5 })
    proxy.stall()
    await killed.end('SIGKILL')
    proxy.up()
    worker = await startProgram('worker/main.ts', environment)
    expect(await client.described(id)).toMatchObject({ description_status: 'done', description_source: 'llm' })
    expect(stub.asked).toHaveLength(1)
  } finally {
    proxy.up()
    await database.close()
  }
})

test('a worker killed before the answer is stored: it is paid for once more at most, and written once', async () => {
  await endWorker()
  const killed = await startProgram('worker/main.ts', { ...environment, MONGODB_URI: `mongodb://127.0.0.1:${proxy.port}/` })
  let answered = () => {}
  const onAnswered = new Promise<void>((resolve) => {
    answered = resolve
  })
  stub.answerWith((response, asked) => {
    proxy.stall()
    response.once('finish', answered)
    good(response, asked)
  })
  const id = await created('/not-stored')
  await onAnswered
  await killed.end('SIGKILL')
  proxy.up()
  stub.answerWith(good)
  worker = await startProgram('worker/main.ts', environment)
  expect(await client.described(id)).toMatchObject({ description_status: 'done', description_source: 'llm' })
  expect(stub.asked.length).toBeLessThanOrEqual(2)
  expect(await runsOf(id)).toEqual(['COMPLETED'])
})

test('neither the key nor the prompt nor the page is in a log or in a history', async () => {
  stub.answerWith(inTurn(faultyReplies.failsInJson, faultyReplies.saysNoJson, good))
  await endWorker()
  const told = await startProgram('worker/main.ts', { ...environment, LOG_LEVEL: 'debug' })
  const id = await created('/canaries')
  await client.described(id)
  const [asked] = stub.asked
  if (asked === undefined) throw new Error('The model was not asked')
  expect(promptOf(asked), 'the phrase is one that the model is told').toContain(PHRASE)
  const [system = ''] = asked.messages.map(({ content }) => content)
  const secrets = [KEY, PHRASE, system.slice(0, 60), fr.expected.contact ?? '']
  const connection = await Connection.connect({ address: temporal.address })
  const history = await historyText(new Client({ connection }).workflow.getHandle(describeApplicationId(id)))
  await connection.close()
  await told.end('SIGTERM')
  const logs = told.lines.join('\n')
  expect(secrets.filter((secret) => logs.includes(secret) || history.includes(secret))).toEqual([])
})

async function endWorker(): Promise<void> {
  await worker?.end('SIGTERM')
  worker = undefined
}

/** How many answers of models are kept, whatever they are kept beside. */
async function storedAnswers(database: MongoClient): Promise<number> {
  return database
    .db('job_tracker')
    .collection('model_answers')
    .countDocuments({ answer: { $ne: null } })
}

async function runsOf(applicationId: string): Promise<string[]> {
  const connection = await Connection.connect({ address: temporal.address })
  const runs: string[] = []
  for await (const { status } of new Client({ connection }).workflow.list({ query: `WorkflowId = '${describeApplicationId(applicationId)}'` }))
    runs.push(status.name)
  await connection.close()
  return runs
}
