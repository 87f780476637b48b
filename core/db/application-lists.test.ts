import { ObjectId } from 'mongodb'
import { beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../tests/support/mongo.ts'
import { NewApplication } from '../domain/application.ts'
import { type ApplicationDocument, newApplicationDocument } from './application-document.ts'
import { createApplicationLists } from './application-lists.ts'
import { ensureIndexes } from './indexes.ts'

const { db } = testDatabase()
const applications = db.collection<ApplicationDocument>('applications')
const someone = new ObjectId().toHexString()
const newestFirst = { by: 'application_date', descending: true } as const

beforeAll(async () => {
  await ensureIndexes(db)
  const documents = ['Lyon', 'Lyonnaise', 'Lyon 3', 'Nantes'].map((company, day) =>
    newApplicationDocument(
      new ObjectId(),
      someone,
      NewApplication.parse({ company, position: 'Data engineer' }),
      new Date(Date.UTC(2026, 0, day + 1)),
    ),
  )
  await applications.insertMany(documents)
})

test('both bounds of a range belong to it, in the list and in its total', async () => {
  const [first] = await applications.find().sort({ application_date: 1 }).toArray()
  const bound = first?.application_date.toISOString()
  const page = await createApplicationLists(applications).list(someone, { from: bound, to: bound }, newestFirst, undefined, 100)
  expect(page.applications.map(({ company }) => company)).toEqual(['Lyon'])
  expect(page.total).toBe(1)
})

test.each([
  ['lyon', 2, true, 2],
  ['lyon', 10, false, 3],
  ['nantes', 2, false, 1],
])('a search for « %s » that looks at %i candidates: stopped early %s, %i found', async (q, maxCandidates, stoppedEarly, total) => {
  const { list } = createApplicationLists(applications, maxCandidates)
  const page = await list(someone, { q }, newestFirst, undefined, 100)
  expect([page.stoppedEarly, page.total, page.applications.length]).toEqual([stoppedEarly, total, total])
})
