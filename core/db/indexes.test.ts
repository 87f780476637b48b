import { beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../tests/support/mongo.ts'
import { APPLICATION_SORTS } from './application-lists.ts'
import { ensureIndexes } from './indexes.ts'

const DAY_S = 86_400
const { db } = testDatabase()
beforeAll(() => ensureIndexes(db))

const indexesOf = async (collection: string) => await db.collection(collection).indexes()

test.each([
  ['sessions', 'expires_at', 0],
  ['pages', 'fetched_at', DAY_S],
  ['idempotency_keys', 'created_at', DAY_S],
  ['rate_limits', 'expire', 0],
  ['source_payloads', 'expires_at', 0],
  ['crawl_hosts', 'used_at', 60 * DAY_S],
  ['crawl_robots', 'fetched_at', 60 * DAY_S],
  ['crawl_failures', 'failed_at', DAY_S],
  ['source_boards', 'seen_at', 60 * DAY_S],
  ['source_refusals', 'refused_at', DAY_S],
  ['collections', 'ended_at', 365 * DAY_S],
])('%s go by themselves', async (collection, field, seconds) => {
  const ttl = (await indexesOf(collection)).find(({ expireAfterSeconds }) => expireAfterSeconds !== undefined)
  expect([ttl?.key, ttl?.expireAfterSeconds]).toEqual([{ [field]: 1 }, seconds])
})

test('no two users share a name, whoever is first', async () => {
  await db.collection('users').insertOne({ names: ['camille', 'camille@example.com'] })
  await expect(db.collection('users').insertOne({ names: ['other', 'camille'] })).rejects.toMatchObject({ code: 11_000 })
})

test('each order of a list, and the word search, is served by an index that leads with the user', async () => {
  const keys = (await indexesOf('applications')).map(({ key }) => Object.keys(key).join())
  for (const field of Object.values(APPLICATION_SORTS)) expect(keys).toContain(`user_id,${field},_id`)
  expect(keys).toContain('user_id,words')
  expect(keys).toContain('description_status,description_updated_at,_id')
})
