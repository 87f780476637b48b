import { MockActivityEnvironment } from '@temporalio/testing'
import { pino } from 'pino'
import { expect, test } from 'vitest'
import { readConfig } from '../../core/config.ts'
import { NEW_RUN } from '../../core/db/collection-document.ts'
import type { CollectionRun } from '../../core/db/collection-runs.ts'
import type { CollectionStep, StepEnd } from '../../core/db/collection-steps.ts'
import { NO_COUNTS, type SourceProblem } from '../../core/domain/collection-rules.ts'
import { PageError } from '../crawling/page-error.ts'
import { HostBusy } from '../crawling/polite-fetch.ts'
import type { SourceAnswer } from './source.ts'
import { sources } from './sources/registry.ts'
import { createStepping } from './steps.ts'

const ADDRESS = 'https://boards-api.greenhouse.io/v1/boards/acme/jobs?token=a-canary'
const STEP: CollectionStep = {
  ...{ id: 'step', collectionId: 'collection', source: 'greenhouse', key: 'greenhouse:acme', asks: 'greenhouse', label: 'acme', via: 'http' },
  step: { key: 'acme', label: 'acme', board: 'acme', nativeId: null, skip: 0 } as CollectionStep['step'],
  ...{ is_planned: true, depth: 0, payload_id: null, fetched: null, fetch_ms: 40, outcome: null, counts: NO_COUNTS },
  ...{ rejections: {}, problem: null, duration_ms: null },
}
const RUN: CollectionRun = {
  ...{ id: 'collection', userId: null, status: 'running', query: {}, runs: { greenhouse: NEW_RUN } },
  asked: { query: 'dev', location: null, sources: ['greenhouse:acme'], limit: 10, url: null },
}
const answering = (status: number, headers: Record<string, string> = {}): SourceAnswer => ({
  status,
  url: ADDRESS,
  headers,
  body: '',
  json: {},
  via: 'http',
})

/** The activities over one step; `fetch` is what comes of asking. */
function stepping(
  fetch: () => Promise<SourceAnswer>,
  { step = STEP, run = RUN, failed }: { step?: CollectionStep; run?: CollectionRun; failed?: { steps: string[]; problem: SourceProblem } } = {},
) {
  const noted: unknown[] = []
  const failures: unknown[] = []
  const ends: StepEnd[] = []
  const lines: string[] = []
  const activities = createStepping({
    collections: {
      step: async () => step,
      collectionRun: async () => run,
      noteFetched: async (_id, fetched) => void noted.push(fetched),
      endStep: async (_id, end) => void ends.push(end),
      noteSource: async () => {},
    },
    polite: {
      fetch: async (_request, { answered }) => {
        const answer = await fetch()
        await answered?.(answer)
        return { outcome: 'fetched', payloadId: 'payload', answer }
      },
      ask: fetch,
      keep: async () => 'payload',
      inTurn: async () => fetch() as never,
    },
    hosts: {
      failedSteps: async () => failed,
      noteFailedStep: async (...noted) => void failures.push(noted),
      forgetFailedSteps: async () => {},
    },
    refusals: { refusal: async () => undefined, noteRefusal: async () => {} },
    browser: { withContext: async () => undefined as never },
    sources,
    sourceSettings: readConfig({}).sources,
    now: () => new Date('2026-11-23T12:00:00Z'),
    log: pino({}, { write: (line: string) => void lines.push(line) }),
  })
  const run_ = () => new MockActivityEnvironment().run(activities.fetchStep, { stepId: 'step' })
  const renderStep = () => new MockActivityEnvironment().run(activities.renderStep, { stepId: 'step' })
  return { fetchStep: run_, renderStep, finishStep: activities.finishStep, noted, failures, ends, lines }
}

test('what was fetched is noted, with the time that it took in all', async () => {
  const { fetchStep, noted } = stepping(async () => answering(200))
  expect(await fetchStep()).toEqual({ waitMs: null })
  expect(noted).toMatchObject([{ payload_id: 'payload', via: 'http', fetched: 'fetched' }])
  expect((noted[0] as { fetch_ms: number }).fetch_ms).toBeGreaterThanOrEqual(40)
})

test('a busy host tells how long to wait, and nothing has failed', async () => {
  const { fetchStep } = stepping(() => Promise.reject(new HostBusy(61_000)))
  expect(await fetchStep()).toEqual({ waitMs: 61_000 })
})

test.each([
  [403, {}, 'blocked', true, undefined],
  [404, {}, 'not_found', true, undefined],
  [500, {}, 'unreachable', false, undefined],
  [429, { 'retry-after': '90' }, 'rate_limited', false, 90_000],
  [429, { 'retry-after': '86400' }, 'rate_limited', true, undefined],
])('status %d %o is %s', async (status, headers, type, nonRetryable, nextRetryDelay) => {
  const { fetchStep, lines } = stepping(async () => answering(status, headers))
  await expect(fetchStep()).rejects.toMatchObject({ type, nonRetryable, nextRetryDelay, details: [{ status }] })
  expect(lines.join('')).not.toContain('canary')
})

test('what kept the page away is told as the source’s problem', async () => {
  const { fetchStep } = stepping(() => Promise.reject(new PageError('not_a_page', { content_type: 'text/html' })))
  await expect(fetchStep()).rejects.toMatchObject({ type: 'unexpected_answer', nonRetryable: true, details: [{ content_type: 'text/html' }] })
})

test.each([
  ['page', 'not_a_page'],
  ['greenhouse', 'unexpected_answer'],
])('a file instead of what %s is asked for is %s: of a page nothing has changed', async (asks, type) => {
  const step = { ...STEP, asks, step: { ...STEP.step, url: 'https://acme.example/flyer' } as CollectionStep['step'] }
  const { fetchStep } = stepping(() => Promise.reject(new PageError('not_a_page', { content_type: 'application/pdf' })), { step })
  await expect(fetchStep()).rejects.toMatchObject({ type, nonRetryable: true, details: [{ content_type: 'application/pdf' }] })
})

test.each(['fetchStep', 'renderStep'] as const)('%s counts against a host what it refuses, and asks none that refused too much', async (name) => {
  const host = 'boards-api.greenhouse.io:443'
  const refused = stepping(async () => Promise.reject(new PageError('blocked', { status: 403 })))
  await expect(refused[name]()).rejects.toMatchObject({ type: 'blocked' })
  const problem = { code: 'blocked' as const, params: { status: 403 } }
  expect(refused.failures).toEqual([[expect.stringContaining('collection greenhouse'), host, 'step', problem, expect.any(Date)]])

  const failed = { steps: ['1', '2', '3', '4', '5'], problem }
  const left = stepping(async () => Promise.reject(new Error('was asked')), { failed })
  await expect(left[name]()).rejects.toMatchObject({ type: 'blocked', nonRetryable: true, details: [{ status: 403 }] })
})

test('a page whose site wants twelve minutes is asked for again then', async () => {
  const { fetchStep } = stepping(() => Promise.reject(new PageError('blocked', { status: 429 }, { retryable: true, retryAfterMs: 720_000 })))
  await expect(fetchStep()).rejects.toMatchObject({ type: 'rate_limited', nonRetryable: false, nextRetryDelay: 720_000 })
})

test('what nobody foresaw goes without the addresses that it names', async () => {
  const { fetchStep } = stepping(() => Promise.reject(new Error(`could not reach ${ADDRESS}`)))
  await expect(fetchStep()).rejects.toThrow('could not reach (an address)')
})

test.each(['cancelled', 'done'] as const)('nothing is asked for a collection that is %s', async (status) => {
  const { fetchStep, noted } = stepping(async () => answering(200), { run: { ...RUN, status } })
  await expect(fetchStep()).rejects.toMatchObject({ type: 'stale', nonRetryable: true })
  expect(noted).toEqual([])
})

test('a page that had its end is not asked for again', async () => {
  const { fetchStep, noted } = stepping(async () => answering(200), { step: { ...STEP, outcome: 'blocked' } })
  expect(await fetchStep()).toEqual({ waitMs: null })
  expect(noted).toEqual([])
})

test.each([
  ['rate_limited', 'blocked'],
  ['not_found', 'not_found'],
  ['unexpected_answer', 'failed'],
] as const)('a page that ends as %s counts as %s', async (code, outcome) => {
  const { finishStep, ends } = stepping(async () => answering(200))
  await finishStep({ stepId: 'step', problem: { code, params: {} } })
  expect(ends).toMatchObject([{ outcome, problem: { code }, duration_ms: 40, counts: NO_COUNTS }])
})
