import { expect, test } from 'vitest'
import { NEW_RUN } from '../../core/db/collection-document.ts'
import type { CollectionRun } from '../../core/db/collection-runs.ts'
import type { CollectionStep } from '../../core/db/collection-steps.ts'
import { createCrawlHostRepository } from '../../core/db/crawl-host-repository.ts'
import { newId } from '../../core/db/new-id.ts'
import { testDatabase } from '../../tests/support/mongo.ts'
import { PageError } from '../crawling/page-error.ts'
import { HostBusy } from '../crawling/polite-fetch.ts'
import { createHostBrake } from './host-brake.ts'
import { SourceError } from './source.ts'

const unlessItFails = createHostBrake({ hosts: createCrawlHostRepository(testDatabase().db), now: () => new Date() })
const URL_OF = 'https://down.example.com/offer?token=canary'
const REFUSED = new PageError('blocked', { status: 403 })

/** One run of a source: `ask` for a step of it, and how often its hosts were asked. */
function aRun(startedAt = new Date(), collectionId = newId()) {
  const run = { runs: { page: { ...NEW_RUN, started_at: startedAt } } } as unknown as CollectionRun
  const asked: string[] = []
  const ask = (id: string, error: Error | null = REFUSED, url = URL_OF) =>
    unlessItFails({ id, collectionId, source: 'page' } as CollectionStep, run, url, async () => {
      asked.push(id)
      if (error !== null) throw error
      return 'had'
    }).catch((reason: unknown) => reason)
  const failing = async (...steps: number[]) => {
    for (const step of steps) await ask(String(step))
  }
  return { ask, failing, asked, collectionId }
}

test('a host that fails five pages in a row is left alone for the rest of the run, with the same reason', async () => {
  const { ask, failing, asked } = aRun()
  await failing(1, 2, 3, 4, 5)
  expect(await ask('6', null)).toMatchObject({ code: 'blocked', params: { status: 403 }, retryable: false })
  expect(asked).toHaveLength(5)
})

test('other hosts, other runs and the same run begun again are asked', async () => {
  const { ask, failing, collectionId } = aRun(new Date('2026-11-23T12:00:00Z'))
  await failing(1, 2, 3, 4, 5)
  expect(await ask('6', null, 'https://other.example.com/')).toBe('had')
  expect(await aRun().ask('1', null)).toBe('had')
  expect(await aRun(new Date('2026-11-23T13:00:00Z'), collectionId).ask('6', null)).toBe('had')
})

test('a page counts once, however often it is tried, and one that is had begins a new row', async () => {
  const { ask, failing } = aRun()
  await failing(1, 1, 1, 2, 2, 3, 4)
  expect(await ask('5', null)).toBe('had')
  await failing(6, 7, 8, 9)
  expect(await ask('10', null)).toBe('had')
})

test.each([
  ['a page that is not there', new SourceError('not_found', { status: 404 })],
  ['a page that robots.txt keeps', new PageError('not_allowed')],
  ['a wait', new HostBusy(1_000)],
  ['an error of ours', new Error('unforeseen')],
])('%s says nothing of its host', async (_, error) => {
  const { ask } = aRun()
  for (const step of ['1', '2', '3', '4', '5', '6']) expect(await ask(step, error)).toBe(error)
})

test('pages that fail at once are all counted, or one fewer', async () => {
  const { ask, failing, asked } = aRun()
  await Promise.all(['1', '2', '3'].map((step) => ask(step, new SourceError('unreachable', {}, { retryable: true }))))
  await failing(4, 5, 6, 7, 8)
  expect(asked.length).toBeLessThanOrEqual(7)
})
