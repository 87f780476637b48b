import { ObjectId } from 'mongodb'
import { beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../tests/support/mongo.ts'
import { NewApplication } from '../domain/application.ts'
import { type ApplicationDocument, newApplicationDocument } from './application-document.ts'
import { BOUNDS, createApplicationLists } from './application-lists.ts'
import { ensureIndexes } from './indexes.ts'
import type { PageEnd } from './keyset-paging.ts'

const { db } = testDatabase()
const applications = db.collection<ApplicationDocument>('applications')
const someone = new ObjectId().toHexString()
const author = new ObjectId().toHexString()
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
  const long = Object.entries({ A: 10, B: 20, C: 60, D: 20, E: 20 }).map(([company, bytes], day) => {
    // Two bytes a letter, in a note where there is no room in the description.
    const texts = bytes === 60 ? { description: 'é'.repeat(10), notes: ['é'.repeat(15), 'é'.repeat(5)] } : { description: 'é'.repeat(bytes / 2) }
    const application = NewApplication.parse({ company, position: 'Baker', ...texts })
    return newApplicationDocument(new ObjectId(), author, application, new Date(Date.UTC(2026, 0, day + 1)))
  })
  await applications.insertMany([...documents, ...long])
})

test('both bounds of a range belong to it, in the list and in its total', async () => {
  const [first] = await applications
    .find({ user_id: new ObjectId(someone) })
    .sort({ application_date: 1 })
    .toArray()
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
  const { list } = createApplicationLists(applications, { ...BOUNDS, candidates: maxCandidates })
  const page = await list(someone, { q }, newestFirst, undefined, 100)
  expect([page.stoppedEarly, page.total, page.applications.length]).toEqual([stoppedEarly, total, total])
})

test('a search says that it stopped early also when nothing that it looked at has the other marks', async () => {
  const { list } = createApplicationLists(applications, { ...BOUNDS, candidates: 2 })
  const page = await list(someone, { q: 'lyon', archived: true }, newestFirst, undefined, 100)
  expect([page.stoppedEarly, page.total]).toEqual([true, 0])
})

/** The companies on each page, in order of application. */
async function pages(filter: { q?: string }, limit: number, pageBytes: number): Promise<string[]> {
  const { list } = createApplicationLists(applications, { ...BOUNDS, pageBytes })
  const seen: string[] = []
  let end: PageEnd | undefined
  do {
    const page = await list(author, filter, { by: 'application_date', descending: false }, end, limit)
    expect(page.total).toBe(5)
    seen.push(page.applications.map(({ company }) => company).join(' '))
    end = page.end
  } while (end !== undefined)
  return seen
}

test.each([
  ['within the bytes', 100, 130, ['A B C D E']],
  ['beyond them', 100, 129, ['A B C D', 'E']],
  ['with records that fill them alone', 100, 29, ['A', 'B', 'C', 'D', 'E']],
  ['with one that is longer than them', 100, 55, ['A B', 'C', 'D E']],
  ['that the limit ends first', 2, 80, ['A B', 'C D', 'E']],
  ['of one each', 1, 1, ['A', 'B', 'C', 'D', 'E']],
])('pages %s meet every application once, and so do those of a search', async (_what, limit, pageBytes, expected) => {
  expect(await pages({}, limit, pageBytes)).toEqual(expected)
  expect(await pages({ q: 'baker' }, limit, pageBytes)).toEqual(expected)
})
