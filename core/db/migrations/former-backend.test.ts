import { BSON, type Db, ObjectId } from 'mongodb'
import { expect, test } from 'vitest'
import {
  applications,
  FORMER_HASH,
  fillFormerDatabase,
  formerDocuments,
  KEY_MISSING,
  MADE_AT,
  offers,
  users,
} from '../../../tests/support/former-database.ts'
import { testDatabase } from '../../../tests/support/mongo.ts'
import { createUserRepository } from '../user-repository.ts'
import type { Listed } from './convert-collection.ts'
import { hasFormerDocuments, hasFormerUsers } from './former-backend.ts'
import { createMigrations } from './migrations.ts'

const NOW = new Date('2026-11-23T12:00:00Z')

async function formerDatabase(): Promise<Db> {
  const { db } = testDatabase()
  await fillFormerDatabase(db)
  return db
}

async function migrate(db: Db, { dryRun = false, again = false, batchSize = 500, progress = () => {} } = {}) {
  const listed: Listed[] = []
  const options = { dryRun, allowHosts: [], listed: (problem: Listed) => void listed.push(problem), batchSize, progress }
  const [result] = await createMigrations(db, options, () => NOW).apply({ again })
  return { result, listed }
}

/** Every document of every collection, byte for byte as far as EJSON tells. */
async function dump(db: Db): Promise<Record<string, string[]>> {
  const names = (await db.listCollections({}, { nameOnly: true }).toArray()).map(({ name }) => name).sort()
  const read = (name: string) => db.collection(name).find({}, { promoteValues: false }).sort({ _id: 1 }).toArray()
  const entries = await Promise.all(names.map(async (name) => [name, (await read(name)).map((one) => BSON.EJSON.stringify(one, { relaxed: false }))]))
  return Object.fromEntries(entries.filter(([name, documents]) => name !== 'migrations' && (documents?.length ?? 0) > 0))
}

const reasonsOf = (listed: Listed[], id: ObjectId) =>
  listed.filter((one) => one.id === id.toHexString()).map(({ field, reason }) => `${field}: ${reason}`)

test('users come across with their hash, their dates and what today adds', async () => {
  const db = await formerDatabase()
  const { listed } = await migrate(db)
  const ada = await db.collection('users').findOne({ _id: users.ada })
  expect(ada).toEqual({
    _id: users.ada,
    username: 'ada',
    email: 'ada@example.com',
    full_name: 'Ada Lovelace',
    names: ['ada', 'ada@example.com'],
    words: expect.arrayContaining(['ada', 'lovelace']),
    hashed_password: FORMER_HASH,
    role: 'user',
    disabled: false,
    cv_file_id: null,
    erasing_at: null,
    version: 1,
    created_at: new Date('2024-03-01T08:30:00.123Z'),
    updated_at: new Date('2024-03-01T08:30:00.123Z'),
    last_login: null,
    former: { cv_url: `/uploads/cv_${users.ada.toHexString()}.pdf` },
  })
  const inactive = await db.collection('users').findOne({ _id: users.inactive })
  expect(inactive).toMatchObject({ hashed_password: FORMER_HASH, disabled: true, created_at: MADE_AT, former: { is_active: false } })
  expect(inactive).not.toHaveProperty('password')
  expect(await db.collection('users').findOne({ username: 'boss' })).toMatchObject({ _id: users.admin, role: 'admin', disabled: false })
  expect(reasonsOf(listed, users.admin)).toEqual(['role: admin_kept'])
  expect(reasonsOf(listed, users.noMail)).toEqual(['email: name_missing'])
  expect(reasonsOf(listed, users.plainPassword)).toEqual(['hashed_password: password_unusable'])
  expect(await db.collection('users').findOne({ _id: users.plainPassword })).toMatchObject({
    hashed_password: '!',
    former: { hashed_password: 'not a hash' },
  })
})

test('names that are equal but for case are listed and go on working by exact match, and no newcomer takes them', async () => {
  const db = await formerDatabase()
  const { listed } = await migrate(db)
  const repository = createUserRepository(db)
  const found = async (name: string) => (await repository.findCredentials(name))?.id
  expect(await found('Camille')).toBe(users.camille.toHexString())
  expect(await found('camille')).toBe(users.camilleToo.toHexString())
  expect(await found('CAMILLE')).toBeUndefined()
  expect(await found('OTHER@example.com')).toBe(users.camilleToo.toHexString())
  expect(await found('camille@example.com')).toBe(users.hasCamillesMail.toHexString())
  await expect(repository.refuseTaken({ username: 'CAMILLE', email: 'new@example.com' })).rejects.toMatchObject({ code: 'username_taken' })
  expect(reasonsOf(listed, users.camille)).toEqual(['username: name_alike', 'email: name_taken'])
  expect(reasonsOf(listed, users.camilleToo)).toEqual(['username: name_alike'])
  expect(reasonsOf(listed, users.hasCamillesMail)).toEqual(['username: name_alike'])
})

test('applications come across whatever their dates, statuses and notes were', async () => {
  const db = await formerDatabase()
  await migrate(db)
  const read = (_id: ObjectId) => db.collection('applications').findOne({ _id })
  expect(await read(applications.plain)).toMatchObject({
    user_id: users.ada,
    company: 'Acmé',
    company_sort: 'acme',
    status: 'Entretien',
    application_date: new Date('2024-04-01T07:00:00Z'),
    description: 'Ce que Ada a écrit.\nSur deux lignes.',
    description_status: 'done',
    description_source: 'user',
    description_error: null,
    description_request: 0,
    notes: [],
    archived: false,
    timeline: [{ status: 'Entretien', at: new Date('2024-04-02T07:00:00Z') }],
    words: expect.arrayContaining(['acme', 'company:acme', 'data']),
    note_keys: [],
    version: 1,
    updated_at: new Date('2024-04-02T07:00:00Z'),
    former: { priority: 3 },
  })
  expect(await read(applications.dates)).toMatchObject({
    application_date: new Date('2024-11-23T00:00:00Z'),
    status: 'Refusée',
    notes: ['Rappeler'],
    description: null,
    description_status: 'none',
    description_source: null,
    created_at: MADE_AT,
  })
})

test('a description that tells of a failure becomes one, its text kept aside', async () => {
  const db = await formerDatabase()
  await migrate(db)
  expect(await db.collection('applications').findOne({ _id: applications.keyMissing })).toMatchObject({
    description: null,
    description_status: 'failed',
    description_source: null,
    description_error: { code: 'invalid_key', params: {}, retry_at: null },
    notes: ['Un', 'Deux'],
    archived: true,
    offer_id: offers.french,
    former: { description: KEY_MISSING },
  })
})

test('what cannot be converted is kept beside the document and listed', async () => {
  const db = await formerDatabase()
  const { listed } = await migrate(db)
  const bad = await db.collection('applications').findOne({ _id: applications.badUrl })
  expect(bad).toMatchObject({
    url: null,
    status: 'Candidature envoyée',
    application_date: MADE_AT,
    notes: [],
    offer_id: null,
    former: {
      url: 'https://ada:secret@jobs.example.com/3',
      status: 'En attente',
      application_date: 'bientôt',
      notes: [{ text: 'Trois', by: 'ada' }],
      offer_id: offers.french.toHexString(),
    },
  })
  expect(reasonsOf(listed, applications.badUrl).sort()).toEqual([
    'application_date: unreadable',
    'notes: unreadable',
    'offer_id: offer_applied_twice',
    'status: status_unknown',
    'url: url_refused',
  ])
  const long = await db.collection('applications').findOne({ _id: applications.long })
  expect(long?.notes.map((note: string) => note.length)).toEqual([10_000, 10_000, 5_000])
  expect(long?.company.length).toBeLessThanOrEqual(300)
  expect(long?.former.company).toBe('Hooli '.repeat(80))
  expect(reasonsOf(listed, applications.long).sort()).toEqual(['company: too_long', 'description: too_long', 'url: url_refused'])
  expect(JSON.stringify(listed)).not.toMatch(/secret|bientôt|Hooli/)
})

test('documents that cannot be valid are put aside as they were, with the reason', async () => {
  const db = await formerDatabase()
  const { listed } = await migrate(db)
  const [noCompany] = formerDocuments().applications.filter(({ _id }) => _id.equals(applications.noCompany))
  expect(await db.collection('former_applications').findOne({ _id: applications.noCompany })).toEqual({
    _id: applications.noCompany,
    user_id: users.ada,
    field: 'company',
    reason: 'required_missing',
    document: noCompany,
  })
  expect(await db.collection('applications').countDocuments({ _id: { $in: [applications.noCompany, applications.noOwner] } })).toBe(0)
  expect(reasonsOf(listed, applications.noOwner)).toEqual(['user_id: no_owner'])
  expect(reasonsOf(listed, users.nobodysName)).toEqual(['username: no_name'])
  expect(await db.collection('former_tasks').countDocuments()).toBe(1)
  expect(await db.collection('former_job_offers').countDocuments()).toBe(1)
})

test('tasks come across whatever case and accents their statuses have', async () => {
  const db = await formerDatabase()
  const { listed } = await migrate(db)
  const tasks = await db.collection('tasks').find().sort({ _id: 1 }).toArray()
  expect(tasks.map(({ status }) => status)).toEqual(['À faire', 'En cours', 'Terminée', 'Terminée'])
  expect(tasks[0]).toMatchObject({
    user_id: users.ada,
    due_date: new Date('2024-12-24T00:00:00Z'),
    application_id: applications.plain,
    archived: false,
  })
  expect(tasks[2]).toMatchObject({ due_date: null, application_id: null, former: { due_date: 'demain', application_id: 'aucune' } })
  expect(tasks[3]).toMatchObject({ description: null, archived: true })
  expect(listed.filter(({ collection }) => collection === 'tasks').map(({ field }) => field)).toEqual(['due_date', 'application_id', 'user_id'])
})

test('offers get today’s names, dates without a zone are UTC, and raw_data is kept to the byte', async () => {
  const db = await formerDatabase()
  const before = await dump(db)
  await migrate(db)
  const offer = await db.collection('job_offers').findOne({ _id: offers.french })
  expect(offer).toMatchObject({
    title: 'Développeuse Python',
    company: 'Acmé',
    company_key: 'acme',
    location: '69 - Lyon',
    posted_at: new Date('2024-03-10T12:00:00Z'),
    contract_type: 'permanent',
    source: 'jobs.example.com',
    liveness: 'unknown',
    first_seen_at: new Date('2024-03-11T01:02:03.456Z'),
    merged_ids: [],
    words: expect.arrayContaining(['python', 'acme']),
  })
  expect(Object.keys(offer?.former)).toEqual(expect.arrayContaining(['raw_data']))
  expect(offer).not.toHaveProperty('poste')
  const raw = /"raw_data":(\{.*\}),"created_at"/.exec(before.job_offers?.[0] ?? '')?.[1] ?? 'none'
  expect((await dump(db)).job_offers?.[0]).toContain(raw)
  expect(await db.collection('job_offers').findOne({ _id: offers.todaysNames })).toMatchObject({
    title: 'Admin',
    skills: ['SQL', 'Linux'],
    posted_at: null,
    source: 'apec',
    former: { poste: 'Administrateur', date: 'il y a 3 jours' },
  })
})

test('no document is lost: each is today’s or put aside', async () => {
  const db = await formerDatabase()
  const ids = async () =>
    Object.values(await dump(db))
      .flat()
      .map((text) => /"(?:_id)":(?:\{"\$oid":)?"([0-9a-f]{24})"/.exec(text)?.[1])
      .sort()
  const before = await ids()
  await migrate(db)
  expect(await ids()).toEqual(before)
})

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
  expect(await db.collection('migrations').find().toArray()).toEqual([{ _id: '0001-former-backend', applied_at: NOW }])
})

test('a run that is killed after any batch, and run again, gives the same as one run', { timeout: 60_000 }, async () => {
  const whole = await formerDatabase()
  let batches = 0
  await migrate(whole, { batchSize: 3, progress: () => void batches++ })
  const expected = await dump(whole)
  expect(batches).toBeGreaterThan(7)
  for (const killedAfter of [1, 2, 4, 6, batches]) {
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
