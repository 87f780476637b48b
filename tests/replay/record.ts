/**
 * Records histories for replay.test.ts, on a dev server: `npm run record-histories` starts one and calls this with `host:port name…`; `--list`
 * tells the names. Run it when a workflow has a new way to go; never to silence a replay that fails: workflows in flight would fail the same (use `patched`).
 */
import { mkdir, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Context } from '@temporalio/activity'
import { Client, type WorkflowHandle } from '@temporalio/client'
import { ApplicationFailure, defineSearchAttributeKey, SearchAttributeType } from '@temporalio/common'
import { DefaultLogger, NativeConnection, Runtime, Worker } from '@temporalio/worker'
import { pino } from 'pino'
import type { Activities } from '../../activities/index.ts'
import { browserQueue, collectFromSourceId, collectJobOffersId, modelQueue, REQUESTED_SIGNAL, SEARCH_ATTRIBUTES } from '../../core/temporal/names.ts'
import { activityInterceptor } from '../../worker/activity-interceptor.ts'
import { registerSearchAttributes } from '../../worker/search-attributes.ts'
import { workflowBundle } from '../../worker/workflow-bundle.ts'
import type * as workflows from '../../workflows/index.ts'
import { counted, sourceRun } from '../support/collected-source.ts'
import { written } from './history.ts'

interface Recording {
  workflow: keyof typeof workflows
  input: object
  activities: Partial<Activities>
  /** The name that this kind of record's workflow has; without one, the recording's. */
  workflowId?: string
  meanwhile?: (workflow: WorkflowHandle) => Promise<void>
}

const APPLICATION = { application_id: '6560f0c2a7b4c1d2e3f40516' }
const COLLECTION = '6560f0c2a7b4c1d2e3f40551'
const SOURCE_INPUT = { collection_id: COLLECTION, source: 'greenhouse' }
const USER = { user_id: '6560f0c2a7b4c1d2e3f40517' }
const page = { pageId: '6560f0c2a7b4c1d2e3f40599', bytes: 4_000, via: 'http' } as const

function describing(change: Partial<Activities> = {}, requests = 1): Partial<Activities> {
  let request = 0
  return {
    renewDescription: async () => {},
    beginDescription: async () => (request < requests ? { request: ++request, host: `jobs${request}.example.com` } : null),
    noteDescriptionStep: async () => {},
    finishDescription: async ({ request: finished, outcome }) => ({ stored: finished === requests, status: outcome.status }),
    fetchPage: async () => page,
    renderPage: async () => ({ ...page, via: 'browser' }),
    extractFacts: async () => ({ kind: 'offer' }),
    describeOffer: async () => ({ hasModel: false }),
    ...change,
  }
}

/** A model describes the page, in two parts, the first of which somebody else asks about for a while. */
function byModel(change: Partial<Activities> = {}): Partial<Activities> {
  let looks = 0
  return describing({
    describeOffer: async () => ({ hasModel: true }),
    planQuestions: async () => ({ parts: 2 }),
    claimAnswer: async ({ part }) => (part === 0 ? (looks++ === 0 ? { state: 'busy', waitMs: 1_000 } : { state: 'answered' }) : { state: 'asked' }),
    askModel: async () => {},
    releaseAnswer: async () => {},
    describeFromAnswers: async () => ({ kind: 'offer' }),
    ...change,
  })
}

/** Asked twice: it says when, and then that its account is empty. */
function emptyAccount(): Partial<Activities> {
  let asked = 0
  return byModel({
    askModel: async () => {
      if (asked++ === 0) throw ApplicationFailure.create({ type: 'model_rate_limited', nextRetryDelay: 500 })
      throw ApplicationFailure.create({ type: 'model_quota_exhausted', nonRetryable: true })
    },
  })
}

/** Two of three: the second finds the budget used up. */
function missing(): Recording {
  let asked = 0
  const ids = ['6560f0c2a7b4c1d2e3f40561', '6560f0c2a7b4c1d2e3f40562']
  const begun: Partial<Activities> = {
    beginDescription: async () => ({ request: 1, host: 'jobs1.example.com' }),
    finishDescription: async ({ outcome }) => ({ stored: true, status: outcome.status }),
    claimAnswer: async () => ({ state: 'asked' }),
    listUndescribed: async ({ after }) => ({ ids: after === undefined ? ids : [], last: after === undefined ? ids[1] : undefined }),
    askModel: async () => {
      if (asked++ === 2) throw ApplicationFailure.create({ type: 'budget_reached', nonRetryable: true, details: [{ scope: 'total' }] })
    },
  }
  return { workflow: 'describeMissing', input: {}, activities: byModel(begun) }
}

function inBrowser(): Partial<Activities> {
  let read = 0
  return describing({ extractFacts: async () => ({ kind: read++ === 0 ? 'needs_browser' : 'offer' }) })
}

/** The page is had at the second attempt, the first one fails as `type`. */
function failingOnce(type: string, nonRetryable = false): Partial<Activities> {
  let fetched = 0
  return describing({
    fetchPage: async () => {
      if (fetched++ === 0) throw ApplicationFailure.create({ type, nonRetryable })
      return page
    },
  })
}

function changed(): Recording {
  const [fetching, signalled] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  const fetchPage = async () => {
    fetching.resolve()
    await signalled.promise
    return page
  }
  return {
    workflow: 'describeApplication',
    input: APPLICATION,
    activities: describing({ fetchPage }, 2),
    meanwhile: async (workflow) => {
      await fetching.promise
      await workflow.signal(REQUESTED_SIGNAL, { request_id: 'second' })
      signalled.resolve()
    },
  }
}

function cancelled(): Recording {
  const fetching = Promise.withResolvers<void>()
  const ended = Promise.withResolvers<never>()
  const fetchPage = async () => {
    fetching.resolve()
    return ended.promise
  }
  return {
    workflow: 'describeApplication',
    input: APPLICATION,
    activities: describing({ fetchPage }),
    meanwhile: async (workflow) => {
      await fetching.promise
      await workflow.cancel()
      await workflow.result().catch(() => ended.reject(new Error('over')))
    },
  }
}

const begunTwice = () => {
  const { beginDescription, finishDescription } = describing({}, 2)
  return { beginDescription, finishDescription } as Partial<Activities>
}

const gone = async () => {
  throw ApplicationFailure.create({ type: 'gone', nonRetryable: true, details: [{ status: 410 }] })
}
function erasing(): Partial<Activities> {
  let batches = 0
  return {
    refuseLiveUser: async () => {},
    eraseBatch: async () => ({ erased: { applications: 500 }, more: batches++ === 0 }),
    eraseAccount: async () => {},
  }
}
const refuseLiveUser = async () => {
  throw ApplicationFailure.nonRetryable('Nobody asked for the erasure of this user', 'not_asked_for')
}

/** Pages of a source, each of which waits until it has its end; those of `changed` fare otherwise. */
function ofSource(pages: number, changed: Partial<Activities> = {}): Recording {
  const { activities } = sourceRun(Array.from({ length: pages }, (_, n) => `page ${n + 1}`))
  const workflowId = collectFromSourceId(SOURCE_INPUT.source, COLLECTION)
  return { workflow: 'collectFromSource', input: SOURCE_INPUT, activities: { ...activities, ...changed }, workflowId }
}

function sourceInBrowser(): Recording {
  let isRendered = false
  const recording = ofSource(1)
  const { saveStep } = recording.activities as Activities
  const renderStep = async () => {
    isRendered = true
    return { waitMs: null }
  }
  const needsOne = { counts: counted(0), needsBrowser: true, isEnough: false }
  return {
    ...recording,
    activities: { ...recording.activities, renderStep, saveStep: (step) => (isRendered ? saveStep(step) : Promise.resolve(needsOne)) },
  }
}

/** The second page fails so, the third comes when its host is no longer busy. */
function sourceFailing(type: string, nonRetryable = true): Recording {
  const failed = { times: 0 }
  let busy = 1
  return ofSource(3, {
    fetchStep: async ({ stepId }) => {
      if (stepId === 'page 2' && (nonRetryable || failed.times++ === 0)) throw ApplicationFailure.create({ type, nonRetryable })
      return { waitMs: stepId === 'page 3' && busy-- > 0 ? 1_000 : null }
    },
  })
}

function collectionOf(changed: Partial<Activities> = {}): Recording {
  const activities = { ...sourceRun([]).activities, beginCollection: async () => ({ sources: ['greenhouse', 'lever'] }), ...changed }
  return { workflow: 'collectJobOffers', input: { collection_id: COLLECTION }, activities, workflowId: collectJobOffersId(COLLECTION) }
}

function cancelledCollection(): Recording {
  const waiting = Promise.withResolvers<void>()
  const nextSteps = async () => [{ id: 'page 1', label: 'page 1', isFetched: false }]
  const fetchStep = async () => {
    waiting.resolve()
    return { waitMs: 600_000 }
  }
  const meanwhile = async (workflow: WorkflowHandle) => {
    await waiting.promise
    await workflow.cancel()
  }
  return { ...collectionOf({ nextSteps, fetchStep }), meanwhile }
}

/** Two collections of saved searches, one of which nobody wants any more. */
function ofSavedSearches(): Recording {
  const held = [COLLECTION, USER.user_id]
  const activities: Partial<Activities> = {
    ...collectionOf({ beginCollection: async () => ({ sources: [] }) }).activities,
    holdSavedSearches: async ({ after }) => ({ searches: 100, last: after === undefined ? COLLECTION : undefined }),
    nextHeld: async ({ except }) => held.filter((id) => !except.includes(id)).map((id) => ({ id })),
    releaseHeld: async ({ collectionId }) => held.splice(held.indexOf(collectionId), 1)[0] === COLLECTION,
  }
  return { workflow: 'collectForSavedSearches', input: {}, activities }
}

const maintenanceSettings = async () => ({ archiveAfterDays: 40, expireAfterDays: 30, deleteAfterDays: 90 })

function archiving(): Partial<Activities> {
  const found = [40_000, 3]
  return {
    maintenanceSettings,
    archiveBatch: async () => ({ found: found[0] ?? 0, archived: { Refusée: found.shift() ?? 0 } }),
    countArchivable: async () => ({ found: { Refusée: 3 }, sample: [USER.user_id] }),
  }
}

function restoring(): Partial<Activities> {
  const found = [10_000, 3]
  return {
    restoreBatch: async () => ({ found: found[0] ?? 0, restored: found.shift() ?? 0 }),
    countRestorable: async () => ({ found: 3, sample: [] }),
  }
}

/** A catalogue with two batches for each step. */
function cleaning(): Partial<Activities> {
  const seen = new Map<string, number>()
  const isFirst = (step: string) => {
    seen.set(step, (seen.get(step) ?? 0) + 1)
    return seen.get(step) === 1
  }
  const last = (step: string) => (isFirst(step) ? COLLECTION : undefined)
  return {
    maintenanceSettings,
    countKeyless: async () => 2,
    adoptBatch: async () => ({ adopted: isFirst('adopt') ? 200 : 1 }),
    normaliseBatch: async () => ({
      ...{ found: 4, normalised: 1, unchanged: 1, dropped: 1, referred: 1, left: 0, sample: { normalised: [], dropped: [] } },
      last: last('normalise'),
    }),
    mergeBatch: async () => ({ found: 2, merged: 1, left: 1, compared: 100, sample: [], last: last('merge') }),
    countClosable: async () => ({ closed: { valid_through_passed: 1, not_seen: 1 }, sample: [] }),
    closeBatch: async () => {
      const found = isFirst('close') ? 2_000 : 2
      return { found, closed: { valid_through_passed: 1, not_seen: found - 1 } }
    },
    deleteBatch: async () => ({
      ...{ deleted: 1, referred: 1, left: 0, sample: [] },
      last: isFirst('delete') ? { seen: '2026-01-01T00:00:00.000Z', id: COLLECTION } : undefined,
    }),
  }
}

/** Cancelled while it changes a batch, which ends when it hears of it. */
function cancelledAt(batch: keyof Activities, recording: Pick<Recording, 'workflow' | 'activities'>): Recording {
  const begun = Promise.withResolvers<void>()
  const untilCancelled = () => {
    begun.resolve()
    return Context.current().cancelled
  }
  const meanwhile = async (workflow: WorkflowHandle) => {
    await begun.promise
    await workflow.cancel()
  }
  return { ...recording, input: {}, activities: { ...recording.activities, [batch]: untilCancelled }, meanwhile }
}

const counts = { started: 1, ended: 1, left: 1, errors: 0 }
let batches = 0

const recordings: Record<string, Recording> = {
  'collect-three-pages': ofSource(3),
  'collect-in-browser': sourceInBrowser(),
  'collect-page-blocked': sourceFailing('blocked'),
  'collect-invalid-key': sourceFailing('invalid_key'),
  'collect-database-away': sourceFailing('database_away', false),
  'collect-source-skipped': ofSource(1, { planSource: async () => ({ isToBeAsked: false, hasSearchAttributes: true }) }),
  'collect-two-sources': collectionOf(),
  'collect-nothing-to-do': collectionOf({ beginCollection: async () => null }),
  'collect-cancelled': cancelledCollection(),
  'collect-by-hand': {
    ...collectionOf({ recordCollection: async () => ({ collectionId: COLLECTION }) }),
    input: { query: 'data engineer' },
    workflowId: 'collect-by-hand',
  },
  'collect-for-saved-searches': ofSavedSearches(),
  'describe-plain-page': { workflow: 'describeApplication', input: APPLICATION, activities: describing() },
  'describe-in-browser': { workflow: 'describeApplication', input: APPLICATION, activities: inBrowser() },
  'describe-not-an-offer': {
    workflow: 'describeApplication',
    input: APPLICATION,
    activities: describing({ extractFacts: async () => ({ kind: 'not_an_offer' }) }),
  },
  'describe-page-gone': { workflow: 'describeApplication', input: APPLICATION, activities: describing({ fetchPage: gone }) },
  'describe-database-away': { workflow: 'describeApplication', input: APPLICATION, activities: failingOnce('database_away') },
  'describe-worker-lost': { workflow: 'describeApplication', input: APPLICATION, activities: failingOnce('WorkerShutdown') },
  'describe-stale': { workflow: 'describeApplication', input: APPLICATION, activities: { ...failingOnce('stale', true), ...begunTwice() } },
  'describe-again': { workflow: 'describeApplication', input: { ...APPLICATION, again: true }, activities: describing() },
  'describe-changed-meanwhile': changed(),
  'describe-cancelled': cancelled(),
  'describe-by-model': { workflow: 'describeApplication', input: APPLICATION, activities: byModel() },
  'describe-model-empty-account': { workflow: 'describeApplication', input: APPLICATION, activities: emptyAccount() },
  'describe-missing': missing(),
  'erase-two-batches': { workflow: 'eraseUser', input: USER, activities: erasing() },
  'erase-not-asked-for': { workflow: 'eraseUser', input: USER, activities: { ...erasing(), refuseLiveUser } },
  'archive-two-batches': { workflow: 'archiveOldApplications', input: {}, activities: archiving() },
  'archive-larger-batches': { workflow: 'archiveOldApplications', input: {}, activities: archiving() },
  'archive-dry-run': { workflow: 'archiveOldApplications', input: { older_than_days: 60, dry_run: true }, activities: archiving() },
  'archive-cancelled': cancelledAt('archiveBatch', { workflow: 'archiveOldApplications', activities: archiving() }),
  'restore-two-batches': { workflow: 'restoreApplications', input: { run_id: 'archive-two-batches' }, activities: restoring() },
  'restore-dry-run': { workflow: 'restoreApplications', input: { run_id: 'archive-two-batches', dry_run: true }, activities: restoring() },
  'clean-two-batches': { workflow: 'cleanJobOffers', input: {}, activities: cleaning() },
  'clean-cancelled': cancelledAt('mergeBatch', { workflow: 'cleanJobOffers', activities: cleaning() }),
  'clean-dry-run': { workflow: 'cleanJobOffers', input: { all: true, expire_after_days: 20, dry_run: true }, activities: cleaning() },
  'reconcile-two-batches': {
    workflow: 'reconcile',
    input: {},
    activities: { reconcileBatch: async () => ({ ...counts, last: batches++ === 0 ? '6560f0c2a7b4c1d2e3f40516' : undefined }) },
  },
}

if (process.argv[2] === '--list') {
  process.stdout.write(`${Object.keys(recordings).join('\n')}\n`)
  process.exit(0)
}
Runtime.install({ logger: new DefaultLogger('WARN') })
const connection = await NativeConnection.connect({ address: process.argv[2] ?? '127.0.0.1:7233' })
const client = new Client({ connection })
await registerSearchAttributes(connection, 'default', pino({ level: 'silent' }))
const HOST = defineSearchAttributeKey(SEARCH_ATTRIBUTES.host, SearchAttributeType.KEYWORD)
const bundle = await workflowBundle(join(tmpdir(), 'job-tracker-record-bundle'))
const folder = new URL('histories/', import.meta.url)
await mkdir(folder, { recursive: true })

const asked = process.argv.slice(3)
for (const [name, recording] of Object.entries(recordings)) {
  if (asked.length > 0 && !asked.includes(name)) continue
  const { renderPage, renderStep, askModel, ...activities } = recording.activities
  const common = { connection, interceptors: { activity: [activityInterceptor] } }
  const ofBrowsers = { renderPage: renderPage ?? (async () => page), ...(renderStep && { renderStep }) }
  const worker = await Worker.create({ ...common, taskQueue: name, activities, workflowBundle: bundle })
  const browsers = await Worker.create({ ...common, taskQueue: browserQueue(name), activities: ofBrowsers })
  const models = await Worker.create({ ...common, taskQueue: modelQueue(name), activities: { askModel: askModel ?? (async () => {}) } })
  const history = await worker.runUntil(
    browsers.runUntil(
      models.runUntil(async () => {
        const start = { workflowId: recording.workflowId ?? name, taskQueue: name, args: [recording.input], memo: { request_id: 'first' } }
        const typedSearchAttributes = [{ key: HOST, value: 'jobs1.example.com' }]
        const workflow: WorkflowHandle = await client.workflow.signalWithStart(recording.workflow, {
          ...start,
          typedSearchAttributes,
          signal: REQUESTED_SIGNAL,
          signalArgs: [{ request_id: 'first' }],
        })
        await Promise.allSettled([workflow.result(), recording.meanwhile?.(workflow)])
        return workflow.fetchHistory()
      }),
    ),
  )
  await writeFile(new URL(`${name}.jsonl`, folder), written(history))
}
await connection.close()
