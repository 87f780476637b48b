import { mkdtemp, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startMongodb } from '../../stack/mongodb.ts'
import { freePort } from '../../stack/ports.ts'
import type { RunningPart } from '../../stack/running-part.ts'
import { startTemporal } from '../../stack/temporal.ts'
import { certify, createAuthority } from '../support/certificates.ts'
import { endPrograms, startProgram } from '../support/processes.ts'
import { newRestClient } from '../support/rest-client.ts'
import { startTlsEndpoint } from '../support/tls-endpoint.ts'

const SERVER = 'temporal.example.com'
const KEY = 'a-key-of-temporal-cloud'
const quiet = { environment: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' }, log: () => {} }
const authority = createAuthority('Test authority')
const server = certify(authority, SERVER)
const client = certify(authority, 'job-tracker')
const stranger = certify(createAuthority('Another authority'), 'job-tracker')

let folder: string
let mongodb: RunningPart
let temporal: RunningPart
let port: number
const closing: (() => Promise<void>)[] = []

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'job-tracker-tls-'))
  port = await freePort()
  ;[mongodb, temporal] = await Promise.all([
    startMongodb({ ...quiet, dataDir: folder, port: await freePort() }),
    startTemporal({ ...quiet, port: await freePort(), logFile: join(folder, 'temporal.log') }),
  ])
  const files = { 'ca.pem': authority.certificate, 'client.pem': client.certificate, 'client.key': client.key, 'stranger.pem': stranger.certificate, 'stranger.key': stranger.key } // biome-ignore format: one line reads better
  for (const [name, text] of Object.entries(files)) await writeFile(join(folder, name), text)
})
afterEach(async () => {
  endPrograms()
  for (const close of closing.splice(0)) await close()
})
afterAll(async () => {
  await Promise.allSettled([mongodb?.stop(), temporal?.stop()])
  await rm(folder, { recursive: true, force: true })
})

const file = (name: string) => join(folder, name)
const api = () => `http://127.0.0.1:${port}`
const readiness = async () => (await (await fetch(`${api()}/health/ready`)).json()) as { temporal: string }

async function endpoint(options: { clientAuthority?: string; apiKey?: string }) {
  const started = await startTlsEndpoint({ upstream: temporal.address, ...server, ...options })
  closing.push(started.close)
  const environment = {
    MONGODB_URI: mongodb.address,
    TEMPORAL_ADDRESS: started.address,
    TEMPORAL_TLS_CA: file('ca.pem'),
    TEMPORAL_TLS_SERVER_NAME: SERVER,
    API_PORT: String(port),
    SECRET_KEY: 'a-secret-of-at-least-thirty-two-bytes',
    DATA_DIR: folder,
  }
  return { ...started, environment }
}

/** Has the API start a workflow that the worker runs to its end. */
async function erased(): Promise<void> {
  const leaving = await newRestClient(api())
  const { id } = (await (await leaving.request('GET', '/auth/me')).json()) as { id: string }
  expect((await leaving.request('DELETE', `/users/${id}`)).status).toBe(202)
}

/** Which of the two made which calls: the API starts workflows, the worker asks for work. */
const STARTS = /\/StartWorkflowExecution$/
const POLLS = /\/PollWorkflowTaskQueue$/

test('API and worker come in with a client certificate, and check the server’s name', async () => {
  const { calls, environment } = await endpoint({ clientAuthority: authority.certificate })
  const mutual = { ...environment, TEMPORAL_TLS_CERT: file('client.pem'), TEMPORAL_TLS_KEY: file('client.key') }
  await startProgram('api/main.ts', mutual)
  const worker = await startProgram('worker/main.ts', mutual)
  expect(await readiness()).toMatchObject({ temporal: 'up' })
  await erased()
  await worker.line(/A user was erased/)
  for (const which of [STARTS, POLLS]) expect(calls.some(({ path }) => which.test(path))).toBe(true)
  expect(new Set(calls.map(({ client }) => client))).toEqual(new Set(['job-tracker']))
})

test('API and worker come in with an API key, on every call', async () => {
  const { calls, environment } = await endpoint({ apiKey: KEY })
  const keyed = { ...environment, TEMPORAL_API_KEY: KEY }
  await startProgram('api/main.ts', keyed)
  const worker = await startProgram('worker/main.ts', keyed)
  expect(await readiness()).toMatchObject({ temporal: 'up' })
  await erased()
  await worker.line(/A user was erased/)
  for (const which of [STARTS, POLLS]) expect(calls.some(({ path }) => which.test(path))).toBe(true)
  expect(new Set(calls.map(({ authorization }) => authorization))).toEqual(new Set([`Bearer ${KEY}`]))
  expect(worker.lines.join()).not.toContain(KEY)
})

test.each([
  ['a wrong API key', { apiKey: KEY }, { TEMPORAL_API_KEY: 'another' }],
  ['another authority’s certificate', { clientAuthority: authority.certificate }, 'stranger'],
  ['no certificate', { clientAuthority: authority.certificate }, {}],
  ['another name than the server’s', {}, { TEMPORAL_TLS_SERVER_NAME: 'other.example.com' }],
])('with %s Temporal is down to the API, which goes on', async (_, options, settings) => {
  const { environment } = await endpoint(options)
  const own = settings === 'stranger' ? { TEMPORAL_TLS_CERT: file('stranger.pem'), TEMPORAL_TLS_KEY: file('stranger.key') } : settings
  await startProgram('api/main.ts', { ...environment, ...(own as Record<string, string>) })
  expect(await readiness()).toMatchObject({ status: 'degraded', temporal: 'down' })
})
