import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { type Db, type Document, Double, Long, ObjectId } from 'mongodb'
import { expect, test } from 'vitest'
import { FORMER_HASH } from '../../../tests/support/former-database.ts'
import { dump, migrate } from '../../../tests/support/former-migration.ts'
import { testDatabase } from '../../../tests/support/mongo.ts'
import { ensureIndexes } from '../indexes.ts'

const PROGRAM = 'tests/support/killed-migration.ts'
const id = (number: number) => `65f0c2a7b4c1d2e3f4${String(number).padStart(6, '0')}`

/** Values that a query would read as something else. */
const MISREAD = {
  application_date: { $date: '2024-01-01T00:00:00Z' },
  offer_id: { $oid: id(301) },
  'raw.data': { $gt: new Double(1), 'a.b': [Long.fromNumber(2), { $in: 'x' }] },
  seen: /a/i,
}

const application = (more: object) => ({ user_id: id(1), company: 'Acme', position: 'Dev', ...MISREAD, ...more })

async function fill(db: Db): Promise<void> {
  const documents: Record<string, Document[]> = {
    users: [
      {
        _id: id(1),
        username: 'ada',
        email: 'ada@example.com',
        hashed_password: FORMER_HASH,
        created_at: { $date: { $numberLong: '1711954800000' } },
      },
      { _id: new ObjectId(id(2)), username: 'bob', email: 'bob@example.com', hashed_password: FORMER_HASH },
    ],
    applications: [
      application({ _id: id(101) }),
      application({ _id: new ObjectId(id(102)), offer_id: { $oid: id(302) } }),
      application({ _id: id(103), company: '' }),
    ],
    tasks: [{ _id: id(201), user_id: { $oid: id(1) }, title: 'Relancer', due_date: { $date: 'demain' }, 'a.b': 1 }],
    job_offers: [{ _id: id(301), poste: 'Développeuse', raw_data: { $ref: 'x', 'a.b': { $date: 1 } } }],
  }
  for (const [name, some] of Object.entries(documents)) await db.collection(name).insertMany(some as never[])
}

/** Every document of every collection, byte for byte. */
async function bytes(db: Db): Promise<Record<string, string[]>> {
  const read = async (name: string): Promise<string[]> => {
    const documents: unknown[] = await db.collection(name).find({}, { raw: true }).sort({ _id: 1 }).toArray()
    return documents.map((document) => (document as Buffer).toString('latin1'))
  }
  return Object.fromEntries(await Promise.all(Object.keys(await dump(db)).map(async (name) => [name, await read(name)] as const)))
}

/** Migrates in a process that is killed after so many writes; answers what ended it. */
async function killed({ uri, name }: { uri: string; name: string }, writes: number): Promise<string> {
  const child = spawn(process.execPath, [PROGRAM, uri, name, String(writes)], { stdio: ['ignore', 'ignore', 'inherit'] })
  const [code, signal] = await once(child, 'close')
  return signal ?? `code ${code}`
}

async function applicationsOf(...documents: Document[]): Promise<Db> {
  const { db } = testDatabase()
  await db.collection('applications').insertMany(documents)
  return db
}

test('a run that is killed after any of its writes, again and again, gives the same bytes in the end', { timeout: 180_000 }, async () => {
  const [whole, database] = [testDatabase(), testDatabase()]
  await fill(whole.db)
  await fill(database.db)
  await migrate(whole.db, { batchSize: 2 })
  const ends: string[] = []
  do ends.push(await killed(database, 1))
  while (ends.at(-1) === 'SIGKILL' && ends.length < 40)
  expect(ends.at(-1)).toBe('code 0')
  expect(ends.length).toBeGreaterThan(15)
  expect(await bytes(database.db)).toEqual(await bytes(whole.db))
})

test.each([5, 14])('a run that is killed after %i writes, and run again, gives the same bytes', async (writes) => {
  const [whole, database] = [testDatabase(), testDatabase()]
  await fill(whole.db)
  await fill(database.db)
  await migrate(whole.db, { batchSize: 2 })
  expect(await killed(database, writes)).toBe('SIGKILL')
  await migrate(database.db)
  expect(await bytes(database.db)).toEqual(await bytes(whole.db))
})

test('of an original and its copy, whatever they hold, one comes across', async () => {
  const db = await applicationsOf(application({ _id: id(101) }), application({ _id: new ObjectId(id(101)) }))
  const { result } = await migrate(db)
  expect(result?.collections[0]).toMatchObject({ converted: 1, aside: 0, left: 0 })
  expect(await db.collection('applications').find().toArray()).toMatchObject([{ _id: new ObjectId(id(101)), version: 1 }])
})

test('an original whose ObjectId another document has is put aside', async () => {
  const db = await applicationsOf(application({ _id: id(101) }), application({ _id: new ObjectId(id(101)), 'raw.data': { $gt: 2 } }))
  const { listed } = await migrate(db)
  expect(listed).toEqual([{ collection: 'applications', id: id(101), field: '_id', reason: 'id_unreadable' }])
  expect(await db.collection('former_applications').findOne()).toMatchObject({ _id: id(101), document: { seen: /a/i } })
  expect(await db.collection('applications').countDocuments()).toBe(1)
})

test.each([
  ['in one go', 0],
  ['killed when it was put aside', 1],
  ['killed when the original was gone', 2],
  ['killed when the copy was there', 3],
])('a user whose copy today’s unique index refuses comes across all the same, %s', async (_, writes) => {
  const database = testDatabase()
  await ensureIndexes(database.db)
  await database.db.collection('users').insertOne({ _id: id(1) as never, username: 'ada', email: 'ada@example.com', hashed_password: FORMER_HASH })
  if (writes > 0) expect(await killed(database, writes)).toBe('SIGKILL')
  const { listed } = await migrate(database.db)
  expect(listed).toEqual([])
  expect(await database.db.collection('users').find().toArray()).toMatchObject([
    { _id: new ObjectId(id(1)), username: 'ada', names: ['ada', 'ada@example.com'] },
  ])
  expect(await database.db.collection('former_users').countDocuments()).toBe(0)
})
