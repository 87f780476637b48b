import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Client, Connection } from '@temporalio/client'
import { ObjectId } from 'mongodb'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { connectDatabase, type Database } from '../../core/db/connection.ts'
import { newTaskDocument, type TaskDocument } from '../../core/db/task-document.ts'
import { NewTask } from '../../core/domain/task.ts'
import { eraseUserId } from '../../core/temporal/names.ts'
import { startMongodb } from '../../stack/mongodb.ts'
import type { RunningPart } from '../../stack/running-part.ts'
import { startTemporal } from '../../stack/temporal.ts'
import { endPrograms, startProgram } from '../support/processes.ts'
import { newRestClient, type RestClient } from '../support/rest-client.ts'
import { freePort } from '../support/test-stack.ts'

/** Ten batches: enough to be killed between two. */
const TASKS = 5_000

let folder: string
let mongodb: RunningPart
let database: Database
let ports: { mongodb: number; temporal: number; api: number }
let environment: Record<string, string>

const quiet = { environment: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' }, log: () => {} }
const temporalOf = () => startTemporal({ ...quiet, dbFile: join(folder, 'temporal.db'), port: ports.temporal })

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'job-tracker-erasing-'))
  const [a, b, c] = await Promise.all([freePort(), freePort(), freePort()])
  ports = { mongodb: a, temporal: b, api: c }
  mongodb = await startMongodb({ ...quiet, dataDir: folder, port: ports.mongodb })
  database = connectDatabase({ uri: mongodb.address, database: 'job_tracker', selectionTimeoutMs: 10_000 })
  environment = {
    MONGODB_URI: mongodb.address,
    TEMPORAL_ADDRESS: `127.0.0.1:${ports.temporal}`,
    API_PORT: String(ports.api),
    SECRET_KEY: 'a-secret-of-at-least-thirty-two-bytes',
    DATA_DIR: folder,
  }
})

afterEach(endPrograms)

afterAll(async () => {
  await database?.close()
  await mongodb?.stop()
  await rm(folder, { recursive: true, force: true })
})

const users = () => database.db.collection('users')
const tasks = () => database.db.collection<TaskDocument>('tasks')
const theirs = (userId: string) => ({ user_id: new ObjectId(userId) })

interface Somebody {
  id: string
  client: RestClient
}

async function somebody(): Promise<Somebody> {
  const client = await newRestClient(`http://127.0.0.1:${ports.api}`)
  const { id } = (await (await client.request('GET', '/auth/me')).json()) as { id: string }
  return { id, client }
}

/** So many tasks of the user's; answers their ids. */
async function withTasks({ id }: Somebody, count: number): Promise<string[]> {
  const documents = Array.from({ length: count }, (_, n) => newTaskDocument(new ObjectId(), id, NewTask.parse({ title: `Task ${n}` }), new Date()))
  await tasks().insertMany(documents)
  return documents.map(({ _id }) => _id.toHexString())
}

const gone = (userId: string) =>
  vi.waitFor(async () => expect(await users().countDocuments({ _id: new ObjectId(userId) })).toBe(0), { timeout: 90_000, interval: 250 })

async function stateOf(userId: string): Promise<{ status: string; erased: unknown }> {
  const connection = await Connection.connect({ address: environment.TEMPORAL_ADDRESS ?? '' })
  try {
    const workflow = new Client({ connection }).workflow.getHandle(eraseUserId(userId))
    const erased = await workflow.result()
    return { status: (await workflow.describe()).status.name, erased }
  } finally {
    await connection.close()
  }
}

test('a worker killed half-way: another one erases the rest, and nothing of anyone else', async () => {
  const temporal = await temporalOf()
  try {
    await startProgram('api/main.ts', environment)
    const worker = await startProgram('worker/main.ts', environment)
    const [leaving, staying] = [await somebody(), await somebody()]
    await withTasks(leaving, TASKS)
    const ledger = await withTasks(staying, 700)
    const acknowledged = await staying.client.request('POST', '/applications', { company: 'Acme', position: 'Dev' })
    expect(acknowledged.status).toBe(201)

    expect((await leaving.client.request('DELETE', `/users/${leaving.id}`)).status).toBe(202)
    while ((await tasks().countDocuments(theirs(leaving.id))) > TASKS - 500) await delay(20)
    await worker.end('SIGKILL')
    const left = await tasks().countDocuments(theirs(leaving.id))
    expect(left).toBeGreaterThan(0)
    expect(left).toBeLessThan(TASKS)
    expect(await users().countDocuments({ _id: new ObjectId(leaving.id) })).toBe(1)

    await startProgram('worker/main.ts', environment)
    await gone(leaving.id)
    expect((await stateOf(leaving.id)).status).toBe('COMPLETED')
    for (const { name } of await database.db.listCollections().toArray())
      expect([name, await database.db.collection(name).countDocuments(theirs(leaving.id))]).toEqual([name, 0])
    const kept = await tasks()
      .find(theirs(staying.id), { projection: { _id: 1 } })
      .toArray()
    expect(kept.map(({ _id }) => _id.toHexString()).sort()).toEqual(ledger.sort())
    expect((await staying.client.request('GET', '/applications')).headers.get('X-Total-Count')).toBe('1')
    expect((await leaving.client.request('GET', '/auth/me')).status).toBe(401)
  } finally {
    await temporal.stop()
  }
})

test('an erasure that was asked for while Temporal was away is carried out once it is back', async () => {
  await startProgram('api/main.ts', environment)
  const leaving = await somebody()
  await withTasks(leaving, 3)
  const asked = performance.now()
  expect((await leaving.client.request('DELETE', `/users/${leaving.id}`)).status).toBe(202)
  expect(performance.now() - asked).toBeLessThan(2_000)
  expect((await leaving.client.request('GET', '/tasks')).status).toBe(401)

  const temporal = await temporalOf()
  try {
    // A worker that starts reconciles.
    await startProgram('worker/main.ts', environment)
    await gone(leaving.id)
    expect(await tasks().countDocuments(theirs(leaving.id))).toBe(0)
    expect(await stateOf(leaving.id)).toMatchObject({ status: 'COMPLETED', erased: { tasks: 3 } })
  } finally {
    await temporal.stop()
  }
})
