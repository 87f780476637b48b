import { ObjectId } from 'mongodb'
import { beforeAll, beforeEach, expect, test } from 'vitest'
import { indexesWithout, indexFault } from '../../tests/support/index-fault.ts'
import { testDatabase } from '../../tests/support/mongo.ts'
import { recordCommands } from '../../tests/support/recorded-commands.ts'
import { NewApplication } from '../domain/application.ts'
import type { ApplicationStatus } from '../domain/application-rules.ts'
import { createApplicationArchive } from './application-archive.ts'
import { type ApplicationDocument, newApplicationDocument } from './application-document.ts'
import { createApplicationRepository } from './application-repository.ts'
import { ensureIndexes, INDEXES } from './indexes.ts'

const { client, db } = testDatabase({ monitorCommands: true })
const applications = db.collection<ApplicationDocument>('applications')
const archive = createApplicationArchive(db)
const USER = new ObjectId().toHexString()
const NOW = new Date('2026-11-23T03:00:00Z')
const BEFORE = new Date('2026-10-14T03:00:00Z')
const [OLD, RECENT] = ['2026-10-14T02:59:59Z', '2026-10-14T03:00:00Z']
const run = { workflowId: 'archive-old-applications-2026-11-23T03:00:00Z', firstRunId: '0199-first' }
const asked = { before: BEFORE, limit: 100, run, now: NOW }

beforeAll(() => ensureIndexes(db))
beforeEach(() => Promise.all([applications.deleteMany({}), db.collection('maintenance_batches').deleteMany({})]))

async function stored(status: ApplicationStatus, application_date = OLD, change: Partial<ApplicationDocument> = {}): Promise<ObjectId> {
  const application = NewApplication.parse({ company: 'Acme', position: 'Chef de projet', status, application_date })
  const document = { ...newApplicationDocument(new ObjectId(), USER, application, new Date('2026-01-01')), ...change }
  await applications.insertOne(document)
  return document._id
}
const several = (count: number) => Promise.all(Array.from({ length: count }, () => stored('Refusée')))
const one = (_id: ObjectId) => applications.findOne({ _id })
const archivedIds = async () => (await applications.find({ archived: true }).toArray()).map(({ _id }) => _id.toHexString()).sort()

test('what was refused or not answered and is older goes into the archive; nothing else does', async () => {
  const going = [await stored('Refusée'), await stored('Candidature envoyée')]
  const taken = await stored('Refusée', OLD, { unarchived_at: new Date('2026-09-01') })
  await stored('Refusée', RECENT)
  await stored('Entretien')
  await stored('Retirée')
  await stored('Refusée', OLD, { unarchived_at: BEFORE })
  expect(await archive.archive('one', asked)).toEqual({ found: 3, archived: { Refusée: 2, 'Candidature envoyée': 1 } })
  expect(await archivedIds()).toEqual([...going, taken].map(String).sort())
  expect(await one(taken)).toMatchObject({ archived_by: [run.workflowId, run.firstRunId], version: 2, updated_at: NOW })
})

test('a dry run tells the same counts and some of the ids, and changes nothing', async () => {
  const ids = await several(5)
  await stored('Candidature envoyée')
  const told = await archive.countArchivable(BEFORE, 4)
  expect(told.found).toEqual({ Refusée: 5, 'Candidature envoyée': 1 })
  expect(told.sample).toHaveLength(4)
  expect(ids.map(String)).toEqual(expect.arrayContaining(told.sample))
  expect(await archivedIds()).toEqual([])
})

test('batch after batch until there are no more, and a batch that is asked for twice is carried out once', async () => {
  await several(250)
  const of = (key: string) => archive.archive(key, { ...asked, limit: 120 })
  expect([await of('a'), await of('b')]).toEqual([
    { found: 120, archived: { Refusée: 120, 'Candidature envoyée': 0 } },
    { found: 120, archived: { Refusée: 120, 'Candidature envoyée': 0 } },
  ])
  expect(await of('a')).toMatchObject({ found: 120 })
  expect(await of('c')).toMatchObject({ found: 10 })
  expect((await archivedIds()).length).toBe(250)
})

test('what a lost attempt had archived counts, and what a user changed before the next one is theirs', async () => {
  const [first, second] = (await several(3)) as [ObjectId, ObjectId, ObjectId]
  const planned = {
    _id: 'lost' as never,
    plan: [{ status: 'Refusée', ids: (await applications.find().toArray()).map(({ _id }) => _id) }],
    created_at: NOW,
  }
  await db.collection('maintenance_batches').insertOne(planned)
  await applications.updateOne({ _id: first }, { $set: { archived: true, archived_by: [run.workflowId, run.firstRunId] } })
  await createApplicationRepository(db).update(USER, second.toHexString(), { status: 'Entretien' }, undefined, NOW)
  expect(await archive.archive('lost', asked)).toEqual({ found: 3, archived: { Refusée: 2 } })
  expect(await one(second)).toMatchObject({ status: 'Entretien', archived: false })
})

test('runs at the same time archive each application once', async () => {
  await several(150)
  const results = await Promise.all(['x', 'y'].map((key) => archive.archive(key, { ...asked, run: { workflowId: key, firstRunId: key } })))
  const sum = results.reduce((total, { archived }) => total + (archived.Refusée ?? 0), 0)
  expect(await applications.countDocuments({ archived: true })).toBe(sum)
  expect(await applications.countDocuments({ version: 2 })).toBe(sum)
})

test.each([run.workflowId, run.firstRunId])('a run is taken back by its id %s; what users archived or took out since is left', async (id) => {
  const [stays, again, takenOut] = (await several(3)) as [ObjectId, ObjectId, ObjectId]
  const own = await stored('Refusée', OLD, { archived: true })
  await archive.archive('one', asked)
  const repository = createApplicationRepository(db)
  const change = (_id: ObjectId, archived: boolean) => repository.update(USER, _id.toHexString(), { archived }, undefined, new Date())
  await change(takenOut, false)
  await change(again, false)
  await change(again, true)
  expect(await archive.countRestorable(id, 5)).toEqual({ found: 1, sample: [stays.toHexString()] })
  expect(await archive.restore('back', { run: id, limit: 10, now: NOW })).toEqual({ found: 1, restored: 1 })
  expect(await one(stays)).toMatchObject({ archived: false, unarchived_at: NOW, version: 3 })
  expect(await archivedIds()).toEqual([again, own].map(String).sort())
  expect(await archive.restore('again', { run: id, limit: 10, now: NOW })).toEqual({ found: 0, restored: 0 })
  // The next night leaves it.
  expect(await archive.countArchivable(BEFORE, 5)).toMatchObject({ sample: [] })
})

test('a restoring attempt that was lost half-way counts what it had done', async () => {
  const ids = await several(3)
  await archive.archive('one', asked)
  const at = new Date('2026-11-23T09:00:00Z')
  await db.collection('maintenance_batches').insertOne({ _id: 'lost' as never, plan: { ids, at }, created_at: at })
  await applications.updateOne({ _id: ids[0] as ObjectId }, { $set: { archived: false, archived_by: [], unarchived_at: at } })
  expect(await archive.restore('lost', { run: run.firstRunId, limit: 10, now: NOW })).toEqual({ found: 3, restored: 3 })
})

test('another PUT of the archived record leaves who archived it', async () => {
  const [id] = (await several(1)) as [ObjectId]
  await archive.archive('one', asked)
  await createApplicationRepository(db).update(USER, id.toHexString(), { archived: true, company: 'Été SA' }, undefined, NOW)
  expect(await archive.countRestorable(run.firstRunId, 1)).toMatchObject({ found: 1 })
})

test('every query is served by an index that would be missed', async () => {
  await several(2)
  const recorded = recordCommands(client)
  await archive.countArchivable(BEFORE, 1)
  await archive.archive('one', asked)
  await archive.countRestorable(run.workflowId, 1)
  await archive.restore('back', { run: run.workflowId, limit: 10, now: NOW })
  const queries = recorded().flatMap((command) => command.queries)
  const beside = { applications_to_archive: ['unarchived_at'], applications_archived_by: ['archived'] }
  const faults = (indexes = INDEXES) => queries.flatMap((query) => indexFault(query, indexes, beside) ?? [])
  expect(queries.length).toBeGreaterThan(5)
  expect(faults()).toEqual([])
  for (const name of Object.keys(beside)) expect(faults(indexesWithout(name)).length).toBeGreaterThan(0)
})
