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

beforeAll(async () => {
  await ensureIndexes(db)
  const documents = ['Lyon', 'Lyonnaise', 'Lyon 3', 'Nantes'].map((company) =>
    newApplicationDocument(new ObjectId(), someone, NewApplication.parse({ company, position: 'Data engineer' }), new Date()),
  )
  await applications.insertMany(documents)
})

test.each([
  ['lyon', 2, true, 2],
  ['lyon', 10, false, 3],
  ['nantes', 2, false, 1],
])('a search for « %s » that looks at %i candidates: stopped early %s, %i found', async (q, maxCandidates, stoppedEarly, total) => {
  const { list } = createApplicationLists(applications, maxCandidates)
  const page = await list(someone, { q }, { by: 'application_date', descending: true }, undefined, 100)
  expect([page.stoppedEarly, page.total, page.applications.length]).toEqual([stoppedEarly, total, total])
})
