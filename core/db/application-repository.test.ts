import { beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../tests/support/mongo.ts'
import { NewApplication } from '../domain/application.ts'
import { createApplicationRepository } from './application-repository.ts'
import { ensureIndexes } from './indexes.ts'
import { newId } from './new-id.ts'

const { db } = testDatabase()
const applications = createApplicationRepository(db)
const [someone, now] = [newId(), new Date()]
beforeAll(() => ensureIndexes(db))

test('a change that asks for a description is counted once, also when another change comes between', async () => {
  const id = newId()
  await applications.create(someone, id, NewApplication.parse({ company: 'Acme', position: 'Dev' }), now)
  let asked = 0
  const mayDescribe = async () => {
    asked += 1
    if (asked === 1) await applications.update(someone, id, { location: 'Lyon' }, undefined, now)
  }
  const changed = await applications.update(someone, id, { url: 'https://jobs.example.com/1' }, undefined, now, mayDescribe)
  expect([asked, changed.describe, changed.application.location]).toEqual([1, true, 'Lyon'])
})
