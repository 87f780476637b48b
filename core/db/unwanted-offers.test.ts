import { ObjectId } from 'mongodb'
import { beforeAll, expect, test } from 'vitest'
import { seedOffers } from '../../tests/support/job-offers.ts'
import { testDatabase } from '../../tests/support/mongo.ts'
import { ensureIndexes } from './indexes.ts'
import type { HiddenOfferDocument, JobOfferDocument } from './job-offer-document.ts'
import { createJobOfferLists } from './job-offer-lists.ts'
import type { PageEnd } from './keyset-paging.ts'

const { db } = testDatabase()
const someone = new ObjectId().toHexString()
/** Newest first; those with figures are of a company that is blocked. */
const TITLES = ['a', '0', 'b', '1', '2', '3', '4', '5', 'c']

const lists = ({ passed, count = 100 }: { passed: number; count?: number }) =>
  createJobOfferLists(
    db.collection<JobOfferDocument>('job_offers'),
    db.collection<HiddenOfferDocument>('hidden_offers'),
    { blockedCompaniesOf: async () => ['globex'] },
    { candidates: 100, hidden: 100, count, passed },
  )

/** The titles on each page, with « … » where it stopped early. */
async function pages(passed: number, skip: number, limit: number): Promise<string[]> {
  const { list } = lists({ passed })
  const seen: string[] = []
  let end: PageEnd | undefined
  do {
    const page = await list(someone, {}, end, end ? 0 : skip, limit)
    seen.push(page.offers.map(({ title }) => title).join(' ') + (page.stoppedEarly ? '…' : ''))
    end = page.end
  } while (end !== undefined)
  return seen
}

beforeAll(async () => {
  await ensureIndexes(db)
  await seedOffers(
    db,
    TITLES.toReversed().map((title) => ({ title, company: /\d/.test(title) ? 'Globex' : 'Acme' })),
  )
})

test.each([
  [6, 0, 2, ['a b', 'c']],
  [5, 0, 2, ['a b…', 'c']],
  [2, 0, 2, ['a b…', 'c']],
  [1, 0, 2, ['a b…', '…', 'c']],
  [1, 0, 1, ['a', 'b…', '…', 'c']],
  [1, 1, 1, ['b…', '…', 'c']],
])('where %i offers of blocked companies are passed over, pages after %i of %i go on and meet every other once', async (passed, skip, limit, all) => {
  expect(await pages(passed, skip, limit)).toEqual(all)
})

test('a count that passes over too many says what it counted, and that it stopped early', async () => {
  expect(await lists({ passed: 4 }).count(someone, {})).toEqual({ total: 3, capped: false, stoppedEarly: false })
  expect(await lists({ passed: 1, count: 2 }).count(someone, {})).toEqual({ total: 2, capped: false, stoppedEarly: true })
  expect(await lists({ passed: 6, count: 2 }).count(someone, {})).toEqual({ total: 2, capped: true, stoppedEarly: false })
})
