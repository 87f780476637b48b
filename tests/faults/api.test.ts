import { once } from 'node:events'
import { mkdtemp, rm } from 'node:fs/promises'
import { connect } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { startMongodb } from '../../stack/mongodb.ts'
import { freePort } from '../../stack/ports.ts'
import type { RunningPart } from '../../stack/running-part.ts'
import { createLedger } from '../support/ledger.ts'
import { endPrograms, startProgram } from '../support/processes.ts'
import { newRestClient } from '../support/rest-client.ts'
import { tcpProxy } from '../support/tcp-proxy.ts'

const CLIENTS = 8
/** Longer than the API gives an attempt at MongoDB (api/run-api.ts). */
const STOPPED_MS = 5_000
const PASSWORD = 'a long test password'
const quiet = { environment: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' }, log: () => {} }

let folder: string
let mongodb: RunningPart
let proxy: Awaited<ReturnType<typeof tcpProxy>>
let port: number
let environment: Record<string, string>

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'job-tracker-api-faults-'))
  port = await freePort()
  mongodb = await startMongodb({ ...quiet, dataDir: folder, port: await freePort() })
  proxy = await tcpProxy({ host: '127.0.0.1', port: Number(new URL(mongodb.address).port) })
  environment = {
    MONGODB_URI: mongodb.address,
    // Nobody is there: creates do not wait for it.
    TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}`,
    API_PORT: String(port),
    SECRET_KEY: 'a-secret-of-at-least-thirty-two-bytes',
    DATA_DIR: folder,
    // The stop is waited for ten seconds at most: log-ins must have ended by then on a busy machine, too.
    BCRYPT_COST: '10',
  }
})
afterEach(endPrograms)
afterAll(async () => {
  await proxy?.close()
  await mongodb?.stop()
  await rm(folder, { recursive: true, force: true })
})

const api = () => `http://127.0.0.1:${port}`

test('the API killed under load: every acknowledged write is there once, and a retry under the same key makes no double', async () => {
  const program = await startProgram('api/main.ts', environment)
  const ledger = createLedger(await newRestClient(api()))
  ledger.start(CLIENTS)
  await ledger.grown(60)
  expect(await program.end('SIGKILL')).toBeNull()
  await ledger.stop()
  expect(ledger.refused).toBeGreaterThan(0)
  await startProgram('api/main.ts', environment)
  await ledger.check()
})

test('the API stopped for longer than it waits for MongoDB, and let go on: nothing acknowledged is lost, nothing is there twice', async () => {
  const program = await startProgram('api/main.ts', environment)
  const ledger = createLedger(await newRestClient(api()))
  ledger.start(CLIENTS)
  await ledger.grown(20)
  process.kill(program.pid, 'SIGSTOP')
  const before = ledger.acknowledged
  await delay(STOPPED_MS)
  // One answer a client may have been on its way.
  expect(ledger.acknowledged - before).toBeLessThanOrEqual(CLIENTS)
  process.kill(program.pid, 'SIGCONT')
  await ledger.grown(20)
  await ledger.stop()
  await ledger.check()
})

/** A request to be ready whose last bytes are still to be sent: its connection is no idle one. */
async function beginReady(): Promise<{ finish: () => Promise<string> }> {
  const socket = connect(port, '127.0.0.1')
  await once(socket, 'connect')
  socket.write('GET /health/ready HTTP/1.1\r\nHost: 127.0.0.1\r\n')
  return {
    async finish() {
      let text = ''
      socket.setEncoding('utf8').on('data', (data: string) => {
        text += data
      })
      socket.write('\r\n')
      await once(socket, 'close')
      return text
    },
  }
}

test('the API told to stop under load: it says that it is not ready, answers what is under way, and exits with 0', async () => {
  const program = await startProgram('api/main.ts', environment)
  const username = `stopping-${process.pid}`
  const client = await newRestClient(api(), { username, password: PASSWORD })
  const ledger = createLedger(client)
  ledger.start(CLIENTS)
  await ledger.grown(20)
  const asking = await beginReady()
  // Each takes a thread a while: they are at it when the end is asked for.
  const logIns = Array.from({ length: 3 }, () =>
    fetch(`${api()}/auth/token`, { method: 'POST', body: new URLSearchParams({ username, password: PASSWORD }) }).then(({ status }) => status),
  )
  await new Promise((resolve) => setTimeout(resolve, 100))
  const exited = program.end('SIGTERM')
  await program.line(/stopping/)
  const answer = await asking.finish()
  expect(answer).toMatch(/^HTTP\/1\.1 503 /)
  expect(answer).toMatch(/connection: close/i)
  expect(await Promise.all(logIns)).toEqual([200, 200, 200])
  expect(await exited).toBe(0)
  await ledger.stop()
  await startProgram('api/main.ts', environment)
  await ledger.check()
})

test('connections to MongoDB cut in the middle of commands: clients are told 503, and nothing is lost or doubled', async () => {
  await startProgram('api/main.ts', { ...environment, MONGODB_URI: `mongodb://127.0.0.1:${proxy.port}` })
  const ledger = createLedger(await newRestClient(api()))
  ledger.start(CLIENTS)
  for (const bytes of [20_000, 35_001]) {
    await ledger.grown(20)
    await proxy.breakAfter(bytes)
    // Long enough for requests to meet it.
    await new Promise((resolve) => setTimeout(resolve, 500))
    expect((await fetch(`${api()}/health/live`)).status).toBe(200)
    proxy.up()
  }
  await ledger.grown(20)
  await ledger.stop()
  expect(ledger.refused).toBeGreaterThan(0)
  await ledger.check()
})
