import { MockActivityEnvironment } from '@temporalio/testing'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { readConfig } from '../../core/config.ts'
import { NEW_RUN } from '../../core/db/collection-document.ts'
import { createCollectionRepository } from '../../core/db/collection-repository.ts'
import { newId } from '../../core/db/new-id.ts'
import { createSourceBoardRepository } from '../../core/db/source-board-repository.ts'
import { NO_COUNTS } from '../../core/domain/collection-rules.ts'
import { testDatabase } from '../../tests/support/mongo.ts'
import { createSaving } from './save-step.ts'
import { sources } from './sources/registry.ts'

const { db } = testDatabase()
const collections = createCollectionRepository(db)
const NOW = new Date('2026-11-23T12:00:00Z')
const never = () => Promise.reject(new Error('read or saved twice'))

test.each([
  [2, true],
  [3, false],
])('a step that was saved before answers what it had come to; enough of %i: %s', async (limit, isEnough) => {
  const id = newId()
  await collections.request(null, { query: 'data', location: null, sources: ['greenhouse:acme'], limit, url: null }, id, NOW)
  await collections.beginCollection(id, { query: {}, understood: null, runs: { greenhouse: NEW_RUN } }, NOW)
  await collections.beginSource(id, 'greenhouse', NOW)
  const step = { key: 'acme', asks: 'greenhouse', step: { key: 'acme', label: 'acme' }, is_planned: true, depth: 0 }
  await collections.addRunSteps(id, 'greenhouse', [step], 500, NOW)
  const [{ id: stepId } = { id: '' }] = await collections.waitingSteps(id, 'greenhouse', 1, [])
  const counts = { ...NO_COUNTS, found: 3, saved: 1, unchanged: 1, rejected: 1 }
  await collections.endStep(stepId, { outcome: 'fetched', counts, rejections: { other_words: 1 }, problem: null, duration_ms: 1 }, NOW)

  const { saveStep } = createSaving({
    collections,
    sourceBoards: createSourceBoardRepository(db),
    sources,
    sourceSettings: readConfig({}).sources,
    polite: { read: never },
    catalogue: { save: never },
    now: () => NOW,
    log: pino({ level: 'silent' }),
  })
  expect(await new MockActivityEnvironment().run(saveStep, { stepId })).toEqual({ counts, needsBrowser: false, isEnough })
})
