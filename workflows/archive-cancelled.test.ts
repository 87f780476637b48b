import { setTimeout as delay } from 'node:timers/promises'
import { Context } from '@temporalio/activity'
import { CancelledFailure } from '@temporalio/common'
import { type Db, ObjectId } from 'mongodb'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { createArchiving } from '../activities/maintaining/archive.ts'
import { createApplicationArchive } from '../core/db/application-archive.ts'
import { type ApplicationDocument, newApplicationDocument } from '../core/db/application-document.ts'
import { ensureIndexes } from '../core/db/indexes.ts'
import { NewApplication } from '../core/domain/application.ts'
import { testDatabase } from '../tests/support/mongo.ts'
import { gate, runWorkflow } from '../tests/support/run-workflow.ts'

const { db } = testDatabase()
const applications = db.collection<ApplicationDocument>('applications')
const archive = createApplicationArchive(db)
const archiving = (on: Db) =>
  createArchiving({
    archive: createApplicationArchive(on),
    maintenance: { archiveAfterDays: 40, expireAfterDays: 30, deleteAfterDays: 90 },
    now: () => new Date(),
  })
const MANY = 350
const NOW = new Date()

beforeAll(() => ensureIndexes(db))
beforeEach(async () => {
  for (const name of ['applications', 'maintenance_batches']) await db.collection(name).deleteMany({})
  const [user, long] = [new ObjectId().toHexString(), new Date('2026-01-01')]
  const old = NewApplication.parse({ company: 'Acme', position: 'Boulanger', status: 'Refusée', application_date: long.toISOString() })
  await applications.insertMany(Array.from({ length: MANY }, () => newApplicationDocument(new ObjectId(), user, old, long)))
})

const archived = () => applications.countDocuments({ archived: true })

/** So long after it heard of it an activity that is cancelled still writes: a run that does not wait for its activities has long had its end. */
const LATE_MS = 500

/** The database, on which the first change of many applications is made when its activity has known for a while that it is cancelled. */
function heldAtFirstChange() {
  const changed = gate()
  const own = new Proxy(applications, {
    get(of, name) {
      const method: unknown = Reflect.get(of, name, of)
      if (typeof method !== 'function') return method
      if (name !== 'updateMany') return method.bind(of)
      return async (...args: unknown[]) => {
        changed.resolve()
        await Context.current().cancelled.catch(() => {})
        await delay(LATE_MS)
        return method.apply(of, args)
      }
    },
  })
  const held = { collection: (name: string) => (name === 'applications' ? own : db.collection(name)) }
  return { changed: changed.promise, db: held as unknown as Db }
}

/** Runs a workflow that is cancelled in the middle of its first batch. @returns how many were archived when it had its end */
async function cancelledAtFirstChange(name: 'archiveOldApplications' | 'restoreApplications', input: never, workflowId?: string): Promise<number> {
  const { changed, db: held } = heldAtFirstChange()
  const atItsEnd = Promise.withResolvers<number>()
  const run = runWorkflow(name, input, archiving(held), {
    on: 'dev',
    ...(workflowId && { workflowId }),
    meanwhile: async (workflow) => {
      await changed
      await workflow.cancel()
      await workflow.result().catch(() => {})
      atItsEnd.resolve(archived())
    },
  })
  await expect(run).rejects.toMatchObject({ cause: expect.any(CancelledFailure) })
  return atItsEnd.promise
}

test('cancelled in the middle of a batch, archiving archives no more, and a restore brings all back', async () => {
  const run_id = `archive-${new ObjectId().toHexString()}`
  const atItsEnd = await cancelledAtFirstChange('archiveOldApplications', {} as never, run_id)
  expect(atItsEnd).toBeGreaterThan(0)
  expect(atItsEnd).toBeLessThan(MANY)
  // Its worker has stopped: nothing goes on any more.
  expect(await archived()).toBe(atItsEnd)
  expect(await archive.restore('back', { run: run_id, limit: MANY, now: NOW })).toEqual({ found: atItsEnd, restored: atItsEnd })
  expect(await archived()).toBe(0)
})

test('cancelled in the middle of a batch, restoring restores no more, and the next restore brings back the rest', async () => {
  const run_id = 'archive-by-hand'
  await archive.archive('all', { before: NOW, limit: MANY, run: { workflowId: run_id, firstRunId: 'first' }, now: NOW })
  expect(await archived()).toBe(MANY)
  const atItsEnd = await cancelledAtFirstChange('restoreApplications', { run_id } as never)
  expect(atItsEnd).toBeGreaterThan(0)
  expect(atItsEnd).toBeLessThan(MANY)
  expect(await archived()).toBe(atItsEnd)
  expect(await archive.restore('rest', { run: run_id, limit: MANY, now: NOW })).toEqual({ found: atItsEnd, restored: atItsEnd })
})
