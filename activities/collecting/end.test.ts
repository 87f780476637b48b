import { MockActivityEnvironment } from '@temporalio/testing'
import { expect, test } from 'vitest'
import { NEW_RUN } from '../../core/db/collection-document.ts'
import { createCollectionRepository } from '../../core/db/collection-repository.ts'
import { newId } from '../../core/db/new-id.ts'
import { testDatabase } from '../../tests/support/mongo.ts'
import { createEnding } from './end.ts'

const { db } = testDatabase()
const collections = createCollectionRepository(db)
const NOW = new Date('2026-11-23T12:00:00Z')
const { finishSource } = createEnding({ collections, now: () => NOW })

test('a lost answer is asked for again by the same run; to another run, the source’s had ended', async () => {
  const id = newId()
  await collections.request(null, { query: 'data', location: null, sources: ['greenhouse'], limit: 10, url: null }, id, NOW)
  await collections.beginCollection(id, { query: {}, understood: null, runs: { greenhouse: NEW_RUN } }, NOW)
  await collections.beginSource(id, 'greenhouse', NOW)
  const finishedBy = (runId: string) => {
    const workflowExecution = { workflowId: 'collect-greenhouse', runId }
    const given = { collectionId: id, source: 'greenhouse', problem: null, isCancelled: false }
    return new MockActivityEnvironment({ workflowExecution }).run(finishSource, given)
  }
  const end = await finishedBy('first')
  expect(end).toEqual({ status: 'done', counts: expect.anything() })
  expect(await finishedBy('first')).toEqual(end)
  expect(await finishedBy('after a reset')).toEqual({ status: 'done', counts: expect.anything(), hadEnded: true })
  expect((await collections.get(undefined, id)).sources[0]).not.toHaveProperty('ended_by')
})
