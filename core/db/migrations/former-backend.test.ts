import type { Db, ObjectId } from 'mongodb'
import { beforeAll, expect, test } from 'vitest'
import { applications, FORMER_HASH, formerDocuments, KEY_MISSING, MADE_AT, offers, users } from '../../../tests/support/former-database.ts'
import { dump, filled, migrate, reasonsOf } from '../../../tests/support/former-migration.ts'
import { testDatabase } from '../../../tests/support/mongo.ts'
import { createUserRepository } from '../user-repository.ts'
import type { Listed } from './convert-collection.ts'

let db: Db
let before: Awaited<ReturnType<typeof dump>>
let listed: Listed[]

beforeAll(async () => {
  db = await filled(testDatabase())
  before = await dump(db)
  listed = (await migrate(db)).listed
})

test('users come across with their hash, their dates and what today adds', async () => {
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
    words: expect.arrayContaining(['acme', '@company:acme', 'data']),
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
  const idsIn = (dumped: typeof before) =>
    Object.values(dumped)
      .flat()
      .map((text) => /"_id":(?:\{"\$oid":)?"([0-9a-f]{24})"/.exec(text)?.[1])
      .sort()
  expect(idsIn(await dump(db))).toEqual(idsIn(before))
})
