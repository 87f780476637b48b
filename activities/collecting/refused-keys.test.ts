import { MockActivityEnvironment } from '@temporalio/testing'
import { afterEach, beforeAll, beforeEach, expect, test } from 'vitest'
import { NEW_RUN } from '../../core/db/collection-document.ts'
import { createCollectionRepository } from '../../core/db/collection-repository.ts'
import { ensureIndexes } from '../../core/db/indexes.ts'
import { newId } from '../../core/db/new-id.ts'
import { collectingActivities } from '../../tests/support/collecting-activities.ts'
import { testDatabase } from '../../tests/support/mongo.ts'
import { type SourceServer, send, startSourceServer } from '../../tests/support/source-server.ts'

const { db } = testDatabase()
const collections = createCollectionRepository(db)
const NOW = new Date('2026-11-23T12:00:00Z')
let server: SourceServer
let closed: (() => Promise<void>)[] = []

beforeAll(() => ensureIndexes(db))
beforeEach(async () => {
  server = await startSourceServer()
})
afterEach(async () => {
  await Promise.all(closed.map((close) => close()))
  closed = []
  await server.close()
})

/** A worker whose Tavily has this key, at this moment. */
async function worker(key: string, now: Date) {
  const environment = { TAVILY_API_KEY: key, SOURCE_TAVILY_BASE_URL: server.url }
  const { activities, close } = await collectingActivities({ db, allowHosts: [server.host], environment, now: () => now })
  closed.push(close)
  return activities
}

/** Asks for a run's two pages at once, as a workflow does, and answers how each failed. */
async function asked(key: string, now = NOW): Promise<string[]> {
  const { planSource, fetchStep } = await worker(key, now)
  const id = newId()
  const query = { text: 'data engineer', keywords: ['data'], place: null, workMode: null, contract: null, language: 'fr', by: 'rules' }
  await collections.request(null, { query: `data ${id}`, location: null, sources: ['tavily'], limit: 10, url: null }, id, now)
  await collections.beginCollection(id, { query, understood: null, runs: { tavily: NEW_RUN } }, now)
  await new MockActivityEnvironment().run(planSource, { collectionId: id, source: 'tavily' })
  const steps = await collections.waitingSteps(id, 'tavily', 9, [])
  const fetched = steps.map(({ id: stepId }) => new MockActivityEnvironment().run(fetchStep, { stepId }))
  const ends = await Promise.allSettled(fetched)
  return ends.map((end) => (end.status === 'fulfilled' ? 'fetched' : (end.reason.type as string)))
}

const JSON_TYPE = { 'content-type': 'application/json' }
const refusing = (status: number) => Array.from({ length: 9 }, () => send(status, JSON_TYPE, '{}'))
const answering = Array.from({ length: 9 }, () => send(200, JSON_TYPE, '{"results":[]}'))

test.each([
  [432, 'quota_exhausted'],
  [433, 'quota_exhausted'],
  [401, 'invalid_key'],
])(
  'status %i is asked for once, by pages at once and by the runs after, until the key is another or a quarter of an hour has passed',
  async (status, code) => {
    const key = `key-${status}`
    server.play(refusing(status))
    expect(await asked(key)).toEqual([code, code])
    expect(await asked(key, new Date(NOW.getTime() + 14 * 60_000))).toEqual([code, code])
    expect(server.requests).toHaveLength(1)

    server.play(answering)
    expect(await asked(`another-${key}`)).toEqual(['fetched', 'fetched'])
    expect(await asked(key, new Date(NOW.getTime() + 16 * 60_000))).toEqual(['fetched', 'fetched'])
    const kept = JSON.stringify(await db.collection('source_refusals').find().toArray())
    expect(kept).toContain(code)
    expect(kept).not.toContain(key)
  },
)

test('what another attempt may mend is asked for again', async () => {
  server.play([...Array.from({ length: 2 }, () => send(500, JSON_TYPE, '{}')), ...answering])
  expect(await asked('mended')).toEqual(['unreachable', 'unreachable'])
  expect(await asked('mended')).toEqual(['fetched', 'fetched'])
})
