import { ObjectId } from 'mongodb'
import { beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../tests/support/mongo.ts'
import { OutOfTime } from './bounded-read.ts'
import { createFiguresRepository } from './figures-repository.ts'
import { ensureIndexes } from './indexes.ts'

const { db } = testDatabase()
const figures = createFiguresRepository(db)

beforeAll(() => ensureIndexes(db))

test('of nothing there is nothing to count', async () => {
  expect(await figures.count()).toEqual({ applications: [], descriptions: [], offers: [] })
})

test('applications, descriptions and offers are counted by what they are; what the code does not know is one', async () => {
  const application = (status: string, description_status?: string) => ({ user_id: new ObjectId(), status, description_status, offer_id: null })
  await db
    .collection('applications')
    .insertMany([
      application('Refusée', 'done'),
      application('Refusée', 'failed'),
      application('Entretien', 'done'),
      application('Autre chose'),
      application('Encore autre', 'broken'),
    ])
  const offer = (source: string, liveness: string) => ({ source, liveness })
  await db.collection('job_offers').insertMany([offer('lever', 'open'), offer('lever', 'open'), offer('lever', 'closed'), offer('https://a.example', 'open'), offer('b', 'open')]) // biome-ignore format: one line reads better
  const { applications, descriptions, offers } = await figures.count()
  const sorted = (rows: object[]) => rows.map((row) => JSON.stringify(row)).sort()
  expect(sorted(applications)).toEqual(
    sorted([
      { status: 'Refusée', count: 2 },
      { status: 'Entretien', count: 1 },
      { status: 'other', count: 2 },
    ]),
  )
  expect(sorted(descriptions)).toEqual(
    sorted([
      { status: 'done', count: 2 },
      { status: 'failed', count: 1 },
      { status: 'other', count: 2 },
    ]),
  )
  expect(sorted(offers)).toEqual(
    sorted([
      { source: 'lever', liveness: 'open', count: 2 },
      { source: 'lever', liveness: 'closed', count: 1 },
      { source: 'other', liveness: 'open', count: 2 },
    ]),
  )
})

test('a count that did not end in time is told from a database that is away', () => {
  expect([figures.isTooSlow(new OutOfTime()), figures.isTooSlow(new Error('away'))]).toEqual([true, false])
})
