import { ObjectId } from 'mongodb'
import { expect, test } from 'vitest'
import { FORMER_HASH, offers, users } from '../../../tests/support/former-database.ts'
import { dump, filled, MIGRATED_AT, migrate } from '../../../tests/support/former-migration.ts'
import { testDatabase } from '../../../tests/support/mongo.ts'
import { createUserRepository } from '../user-repository.ts'
import { hasFormerDocuments, hasFormerUsers } from './former-backend.ts'

const formerDatabase = () => filled(testDatabase())

test('a dry run writes nothing and lists the same', async () => {
  const db = await formerDatabase()
  const before = await dump(db)
  const dry = await migrate(db, { dryRun: true })
  expect(await dump(db)).toEqual(before)
  expect(await db.collection('migrations').countDocuments()).toBe(0)
  expect((await db.collection('users').indexes()).map(({ name }) => name)).toEqual(['_id_', 'username_1'])
  const real = await migrate(db)
  expect(dry.listed.map((one) => JSON.stringify(one)).sort()).toEqual(real.listed.map((one) => JSON.stringify(one)).sort())
  expect(dry.result).toEqual({ ...real.result, indexProblem: undefined })
})

test('a second run changes nothing, and one with `again` finds all in today’s shape and lists the same', async () => {
  const db = await formerDatabase()
  const first = await migrate(db)
  const once = await dump(db)
  expect((await migrate(db)).result).toBeUndefined()
  const second = await migrate(db, { again: true })
  expect(await dump(db)).toEqual(once)
  expect(second.result?.collections.map(({ converted, aside, left }) => converted + aside + left)).toEqual([0, 0, 0, 0])
  expect(second.listed.map((one) => JSON.stringify(one)).sort()).toEqual(first.listed.map((one) => JSON.stringify(one)).sort())
  expect(await db.collection('migrations').find().toArray()).toEqual([{ _id: '0001-former-backend', applied_at: MIGRATED_AT }])
})

test('a run that is killed after any batch, and run again, gives the same as one run', { timeout: 60_000 }, async () => {
  const whole = await formerDatabase()
  let batches = 0
  await migrate(whole, { batchSize: 3, progress: () => void batches++ })
  const expected = await dump(whole)
  expect(batches).toBeGreaterThan(7)
  for (const killedAfter of [1, 4, batches]) {
    const db = await formerDatabase()
    let left = killedAfter
    const die = () => {
      left -= 1
      if (left === 0) throw new Error('killed')
    }
    await expect(migrate(db, { batchSize: 3, progress: die })).rejects.toThrow('killed')
    expect(await db.collection('migrations').countDocuments()).toBe(0)
    await migrate(db, { batchSize: 3 })
    expect(await dump(db)).toEqual(expected)
  }
})

test('two runs at once give the same as one', async () => {
  const [whole, db] = [await formerDatabase(), await formerDatabase()]
  await migrate(whole)
  const results = await Promise.all([migrate(db, { batchSize: 2 }), migrate(db, { batchSize: 3 })])
  expect(await dump(db)).toEqual(await dump(whole))
  for (const { result } of results) expect(result?.collections.map(({ left }) => left)).toEqual([0, 0, 0, 0])
})

test('documents in the former shape that come later are converted with `again`, those that came before are left', async () => {
  const db = await formerDatabase()
  await migrate(db)
  const late = {
    _id: new ObjectId(),
    user_id: users.ada.toHexString(),
    company: 'Late',
    position: 'Dev',
    status: 'retirée',
    offer_id: offers.french.toHexString(),
  }
  await db.collection('applications').insertOne(late)
  const newcomer = { _id: new ObjectId(), username: 'ADA', email: 'ada@new.example.com', hashed_password: FORMER_HASH }
  await db.collection('users').insertOne(newcomer)
  expect(await hasFormerDocuments(db)).toBe(true)
  const before = await db.collection('users').findOne({ _id: users.ada })
  const { result } = await migrate(db, { again: true })
  expect(result?.collections.map(({ converted }) => converted)).toEqual([1, 1, 0, 0])
  expect(await db.collection('applications').findOne({ _id: late._id })).toMatchObject({ status: 'Retirée', offer_id: null })
  expect(await db.collection('users').findOne({ _id: users.ada })).toEqual(before)
  const find = async (name: string) => (await createUserRepository(db).findCredentials(name))?.id
  expect([await find('ada'), await find('ADA'), await find('Ada')]).toEqual([
    users.ada.toHexString(),
    newcomer._id.toHexString(),
    users.ada.toHexString(),
  ])
})

test('the former backend’s unique indexes go and today’s are made', async () => {
  const db = await formerDatabase()
  const { result } = await migrate(db)
  expect(result).toMatchObject({ droppedIndexes: ['users.username_1', 'job_offers.poste_1_entreprise_1'], indexProblem: undefined })
  expect((await db.collection('users').indexes()).map(({ name }) => name)).toContain('users_by_name')
})

test('former users are told from today’s', async () => {
  const db = await formerDatabase()
  expect([await hasFormerUsers(db), await hasFormerDocuments(db)]).toEqual([true, true])
  await migrate(db)
  expect([await hasFormerUsers(db), await hasFormerDocuments(db)]).toEqual([false, false])
})

test('where today’s indexes cannot all be made it says so without a name, and the migration counts as not done', async () => {
  const db = await formerDatabase()
  await migrate(db, { dryRun: false })
  await db.collection('migrations').deleteMany({})
  await db.collection('users').dropIndex('users_by_name')
  const twin = await db.collection('users').findOne({ _id: users.ada })
  await db.collection('users').insertOne({ ...twin, _id: new ObjectId() })
  const { result } = await migrate(db)
  expect(result?.indexProblem).toMatch(/^\w*DuplicateKey\w*$/)
  expect(await db.collection('migrations').countDocuments()).toBe(0)
})
