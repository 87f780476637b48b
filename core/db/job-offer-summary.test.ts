import { expect, test } from 'vitest'
import { databaseAway } from '../../tests/support/auth-api.ts'
import { seedOffers } from '../../tests/support/job-offers.ts'
import { testDatabase } from '../../tests/support/mongo.ts'
import type { JobOfferDocument } from './job-offer-document.ts'
import { createJobOfferSummary } from './job-offer-summary.ts'

const now = new Date()

test('those who ask at once, and within the minute, get one computation', async () => {
  const { db } = testDatabase()
  await seedOffers(db, [{}])
  const { summary } = createJobOfferSummary(db.collection<JobOfferDocument>('job_offers'))
  const [first, second] = await Promise.all([summary(now), summary(now)])
  expect(second).toBe(first)
  expect(await summary(new Date(now.getTime() + 59_999))).toBe(first)
  expect(await summary(new Date(now.getTime() + 60_000))).not.toBe(first)
})

test('a failure is not remembered: the next one who asks has it tried again', async () => {
  const { summary } = createJobOfferSummary(databaseAway().collection<JobOfferDocument>('job_offers'))
  const failure = () => summary(now).catch((error: unknown) => error)
  const first = await failure()
  expect(first).toBeInstanceOf(Error)
  expect(await failure()).not.toBe(first)
})

test('all offers are counted, and the newest alone for the most frequent', async () => {
  const { db } = testDatabase()
  await seedOffers(db, [{ company: 'Old' }, { company: 'New' }, { company: 'Newer' }])
  const { summary } = createJobOfferSummary(db.collection<JobOfferDocument>('job_offers'), 2)
  const { total_offers, top_companies } = await summary(now)
  expect([total_offers, top_companies.map(({ _id }) => _id).sort()]).toEqual([3, ['New', 'Newer']])
})

test('an empty catalogue has empty figures', async () => {
  const { summary } = createJobOfferSummary(testDatabase().db.collection<JobOfferDocument>('job_offers'))
  expect(await summary(now)).toEqual({ total_offers: 0, top_websites: [], top_companies: [], top_cities: [] })
})
