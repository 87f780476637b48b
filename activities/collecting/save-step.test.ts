import { CancelledFailure } from '@temporalio/common'
import { MockActivityEnvironment } from '@temporalio/testing'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { readConfig } from '../../core/config.ts'
import { NEW_RUN } from '../../core/db/collection-document.ts'
import type { CollectionRun } from '../../core/db/collection-runs.ts'
import type { CollectionStep } from '../../core/db/collection-steps.ts'
import type { CollectedOffer } from '../../core/domain/collected-offer.ts'
import { NO_COUNTS } from '../../core/domain/collection-rules.ts'
import type { SourceName } from '../../core/domain/sources.ts'
import { NOTHING_SAID } from './raw-offer.ts'
import { createSaving } from './save-step.ts'
import { sources } from './sources/registry.ts'

const OFFER_URL = 'https://jobs.example.com/offers/7'

/** What is brought into the catalogue of one offer that a source reads in an answer from this address. */
async function saved(source: SourceName, answeredBy: string): Promise<readonly CollectedOffer[]> {
  const kept: CollectedOffer[] = []
  const save: Save = async (offers) => {
    kept.push(...offers)
    return { ...NO_COUNTS, offerIds: [] }
  }
  await new MockActivityEnvironment().run(saving(source, answeredBy, save), { stepId: 'step' })
  return kept
}

type Save = Parameters<typeof createSaving>[0]['catalogue']['save']

function saving(source: SourceName, answeredBy: string, save: Save) {
  const step = { id: 'step', collectionId: 'collection', source, asks: source, outcome: null, payload_id: 'payload', via: 'http', step: { key: 'a' } }
  const run = { id: 'collection', status: 'running', query: null, runs: { [source]: NEW_RUN }, asked: { sources: [], limit: 5, url: OFFER_URL } }
  const offer = { ...NOTHING_SAID, title: 'Data engineer', url: OFFER_URL }
  const { saveStep } = createSaving({
    collections: {
      step: async () => step as unknown as CollectionStep,
      collectionRun: async () => run as unknown as CollectionRun,
      addRunSteps: async () => {},
      endStep: async () => {},
      noteImported: async () => {},
    },
    sourceBoards: { noteBoard: async () => false, askedAt: async () => new Map() },
    sources: { ...sources, [source]: { ...sources[source], read: () => ({ offers: [offer], next: [] }) } },
    sourceSettings: readConfig({}).sources,
    polite: { read: async () => ({ status: 200, url: answeredBy, headers: {}, body: '', json: {}, via: 'http' }) },
    catalogue: { save },
    now: () => new Date('2026-11-23T12:00:00Z'),
    log: pino({ level: 'silent' }),
  })
  return saveStep
}

test('a page that waits for others who write to the catalogue ends with the cancellation of its run', async () => {
  const waits = Promise.withResolvers<void>()
  const save: Save = (_, { signal }) =>
    new Promise((_resolve, reject) => {
      signal?.addEventListener('abort', () => reject(signal.reason))
      waits.resolve()
    })
  const activity = new MockActivityEnvironment()
  const step = activity.run(saving('greenhouse', OFFER_URL, save), { stepId: 'step' })
  await waits.promise
  activity.cancel()
  await expect(step).rejects.toThrow(CancelledFailure)
})

test('an API’s address, which may hold a key, is kept of no offer', async () => {
  const offers = await saved('greenhouse', 'https://boards-api.greenhouse.io/v1/boards/acme/jobs?app_key=canary')
  expect(offers).toMatchObject([{ url: OFFER_URL, source_url: OFFER_URL }])
})

test('of a page that somebody gave, offers keep the address without what may be their key', async () => {
  const offers = await saved('page', 'https://portal.example.com/list?token=canary#canary')
  expect(offers).toMatchObject([{ url: OFFER_URL, source_url: 'https://portal.example.com/list' }])
  expect(JSON.stringify(offers)).not.toContain('canary')
})
