import { randomUUID } from 'node:crypto'
import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { setTimeout as delay } from 'node:timers/promises'
import { Client, Connection } from '@temporalio/client'
import { type Db, ObjectId } from 'mongodb'
import { afterAll, afterEach, beforeAll, expect, test, vi } from 'vitest'
import { newApplicationDocument } from '../../core/db/application-document.ts'
import { connectDatabase } from '../../core/db/connection.ts'
import { NewApplication } from '../../core/domain/application.ts'
import { startMongodb } from '../../stack/mongodb.ts'
import type { RunningPart } from '../../stack/running-part.ts'
import { startTemporal } from '../../stack/temporal.ts'
import type { ArchivedApplications } from '../../workflows/archive-old-applications.ts'
import type { CleanedOffers } from '../../workflows/clean-job-offers.ts'
import { type SeededOffer, seedOffers } from '../support/job-offers.ts'
import { endPrograms, startProgram } from '../support/processes.ts'
import { freePort } from '../support/test-stack.ts'

const quiet = { environment: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' }, log: () => {} }
const DAY_MS = 86_400_000
const daysAgo = (days: number) => new Date(Date.now() - days * DAY_MS)

let folder: string
let mongodb: RunningPart
let temporal: RunningPart
let connection: Connection
let client: Client

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'job-tracker-maintaining-'))
  mongodb = await startMongodb({ ...quiet, dataDir: folder, port: await freePort() })
  temporal = await startTemporal({ ...quiet, dbFile: join(folder, 'temporal.db'), port: await freePort() })
  connection = await Connection.connect({ address: temporal.address })
  client = new Client({ connection })
})
afterEach(endPrograms)
afterAll(async () => {
  await connection?.close()
  await Promise.allSettled([mongodb?.stop(), temporal?.stop()])
  await rm(folder, { recursive: true, force: true })
})

/** A database and a task queue of their own. */
function world() {
  const name = `faults_${randomUUID().replaceAll('-', '')}`
  const { db, close } = connectDatabase({ uri: mongodb.address, database: name, selectionTimeoutMs: 20_000 })
  const environment = {
    MONGODB_URI: mongodb.address,
    DATABASE_NAME: name,
    TEMPORAL_ADDRESS: temporal.address,
    TEMPORAL_TASK_QUEUE: name,
    DATA_DIR: folder,
  }
  const run = async <T>(workflow: string, meanwhile: () => Promise<void> = async () => {}, input: object = {}) => {
    const handle = await client.workflow.start(workflow, { taskQueue: name, workflowId: `${workflow}-${name}`, args: [input] })
    const [result] = await Promise.all([handle.result() as Promise<T>, meanwhile()])
    return result
  }
  return { db, close, run, work: () => startProgram('worker/main.ts', environment) }
}

const USER = new ObjectId().toHexString()

async function withApplications(db: Db, count: number): Promise<void> {
  const one = NewApplication.parse({ company: 'Acme', position: 'Développeuse', status: 'Refusée', application_date: daysAgo(60).toISOString() })
  const documents = Array.from({ length: count }, (_, n) => {
    const document = newApplicationDocument(new ObjectId(), USER, one, daysAgo(60))
    return n % 3 === 0
      ? { ...document, status: 'Candidature envoyée' as const }
      : n % 10 === 1
        ? { ...document, status: 'Entretien' as const }
        : document
  })
  await db.collection('applications').insertMany(documents)
}

/** Doubles of each other by two, invalid, unseen, over and long closed ones. */
function offers(count: number): SeededOffer[] {
  const text = 'Vos missions : construire des chaînes de données fiables avec une équipe de six personnes, en Python et en SQL.'
  return Array.from({ length: count }, (_, n): SeededOffer => {
    const url = `https://site${n % 2}.example/${n}`
    const plain = { title: `Data engineer équipe ${Math.floor(n / 2)}`, description: `${text} Équipe ${Math.floor(n / 2)}.`, url, source_url: url }
    if (n % 20 === 3) return { ...plain, url: null, source_url: null, title: `Sans adresse ${n}` }
    if (n % 20 === 5) return { ...plain, title: `Ancienne ${n}`, liveness: 'closed', created_at: daysAgo(120) }
    if (n % 20 === 7) return { ...plain, title: `Terminée ${n}`, valid_through: daysAgo(2).toISOString() }
    if (n % 20 === 9) return { ...plain, title: `Perdue ${n}`, last_seen_at: daysAgo(40) }
    return { ...plain, source: n % 2 === 0 ? 'greenhouse' : 'lever' }
  })
}

test('a worker killed in the middle of archiving: the same counts and the same archive as without', async () => {
  const [COUNT, OLD] = [3_000, 2_800]
  const run = async (isKilled: boolean) => {
    const { db, close, run, work } = world()
    let worker = await work()
    await withApplications(db, COUNT)
    const archived = () => db.collection('applications').countDocuments({ archived: true })
    const {
      found,
      archived: sum,
      left,
      by_status,
    } = await run<ArchivedApplications>('archiveOldApplications', async () => {
      if (!isKilled) return
      while ((await archived()) < 200) await delay(20)
      await worker.end('SIGKILL')
      expect(await archived()).toBeLessThan(OLD)
      worker = await work()
    })
    const result = {
      found,
      archived: sum,
      left,
      by_status,
      there: await archived(),
      once: await db.collection('applications').countDocuments({ version: 2 }),
    }
    await worker.end('SIGTERM')
    await close()
    return result
  }
  const calm = await run(false)
  expect(calm).toMatchObject({ found: calm.there, archived: calm.there, left: 0, once: calm.there })
  expect(calm.there).toBe(OLD)
  expect(await run(true)).toEqual(calm)
}, 600_000)

test('a worker killed in each step of cleaning: the same counts and the same catalogue as without', async () => {
  const COUNT = 600
  const run = async (isKilled: boolean) => {
    const { db, close, run, work } = world()
    const all = db.collection('job_offers')
    let worker = await work()
    await seedOffers(db, offers(COUNT))
    const whenever = async (hasBegun: () => Promise<boolean>) => {
      while (!(await hasBegun())) await delay(20)
      await worker.end('SIGKILL')
      worker = await work()
    }
    const {
      step,
      at: _at,
      ...counts
    } = await run<CleanedOffers>('cleanJobOffers', async () => {
      if (!isKilled) return
      await whenever(async () => (await all.countDocuments({ to_clean: true })) > 100)
      await whenever(async () => (await all.countDocuments({ 'doubles.0': { $exists: true } })) > 5)
      await whenever(async () => (await all.countDocuments({ liveness_reason: { $in: ['not_seen', 'valid_through_passed'] } })) > 5)
    })
    const left = await all.find({}, { projection: { _id: 0, title: 1, liveness: 1, liveness_reason: 1, doubles: 1 } }).toArray()
    const told = left.map(({ title, liveness, liveness_reason, doubles }) => `${title} ${liveness} ${liveness_reason} ${doubles?.length}`).sort()
    await worker.end('SIGTERM')
    await close()
    return { step, counts, told }
  }
  const calm = await run(false)
  const { normalise, drop, merge, expire, delete: deleted } = calm.counts
  expect(calm.step).toBe('ended')
  expect([drop.dropped, expire.valid_through_passed, expire.not_seen, deleted.deleted]).toEqual([30, 30, 30, 30])
  expect(normalise.found).toBe(COUNT)
  expect(merge.merged).toBeGreaterThan(100)
  expect(calm.told).toHaveLength(COUNT - drop.dropped - merge.merged - deleted.deleted)
  expect(await run(true)).toEqual(calm)
}, 600_000)

test('what an operator changed of a schedule is there after the worker has been killed and started again', async () => {
  const { close, work } = world()
  const worker = await work()
  const schedule = client.schedule.getHandle('archive-old-applications')
  await schedule.update((previous) => ({ ...previous, spec: { cronExpressions: ['30 6 * * *'], timezone: 'UTC' } }))
  await schedule.pause('not this week')
  const changed = async () => {
    const { spec, state } = await schedule.describe()
    expect(spec).toMatchObject({ timezone: 'UTC', calendars: [{ hour: [{ start: 6 }], minute: [{ start: 30 }] }] })
    expect(state).toMatchObject({ paused: true, note: 'not this week' })
  }
  await vi.waitFor(changed, 10_000)
  await worker.end('SIGKILL')
  await work()
  await changed()
  await close()
})
