import { MockActivityEnvironment } from '@temporalio/testing'
import { beforeAll, expect, test } from 'vitest'
import { readConfig } from '../../core/config.ts'
import { createCollectionRepository } from '../../core/db/collection-repository.ts'
import { ensureIndexes } from '../../core/db/indexes.ts'
import { newId } from '../../core/db/new-id.ts'
import { testDatabase } from '../../tests/support/mongo.ts'
import { readAnswers } from '../../tests/support/read-answers.ts'
import { createBeginning } from './begin.ts'
import { sources } from './sources/registry.ts'
import { readByRules } from './understanding/rules.ts'

const { db } = testDatabase()
const { collected, again } = readAnswers({ db })
const NOW = new Date('2026-11-23T12:00:00Z')
beforeAll(() => ensureIndexes(db))
const never = () => {
  throw new Error('was asked')
}
const nothing = {
  status: 'failed',
  sources: [
    { source: 'arbeitnow', status: 'failed', errors: [{ code: 'nothing_understood', params: {}, count: 1 }], pages_total: 0, duration_ms: 0 },
    { source: 'greenhouse', status: 'failed', errors: [{ code: 'nothing_understood' }] },
  ],
}

// What a saved search of before may say, and what words say of which no offer is chosen by.
test.each(['le la de', 'the of', 'pas de stage', '35 h par semaine'])('%j asks no source, and says why; run again, too', async (query) => {
  const asked = { query, sources: ['arbeitnow', 'greenhouse:acme'] }
  const run = await collected(asked, never)
  expect(run).toMatchObject({ ...nothing, understood: { keywords: [], place: null } })
  for (const fromTheBeginning of [true, false]) expect(await again(run.id, never, fromTheBeginning)).toMatchObject(nothing)
})

test.each(['emploi à Lyon', 'CDI', 'télétravail'])('%j is a query, without any keyword', async (query) => {
  const run = await collected({ query, sources: ['arbeitnow'] }, () => ({ json: { data: [] } }))
  expect(run).toMatchObject({ status: 'done', understood: { keywords: [] } })
})

test('an operator who has a source of it asked reads why it is not', async () => {
  const collections = createCollectionRepository(db)
  const queries = { read: async (text: string, location: string | null) => readByRules(text, location) }
  const { beginCollection, reopenSource } = createBeginning({ collections, queries, sources, sourceSettings: readConfig({}).sources, now: () => NOW })
  const id = newId()
  await collections.request(null, { query: 'the of', location: null, sources: ['lever'], limit: 10, url: null }, id, NOW)
  const env = new MockActivityEnvironment()
  expect(await env.run(beginCollection, { collectionId: id, again: false })).toEqual({ sources: [] })
  const taken = env.run(reopenSource, { collectionId: id, source: 'lever', again: true })
  await expect(taken).rejects.toMatchObject({ type: 'nothing_understood', nonRetryable: true })
})
