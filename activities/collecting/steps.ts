import { Context } from '@temporalio/activity'
import type { CollectionRepository } from '../../core/db/collection-repository.ts'
import type { CollectionRun } from '../../core/db/collection-runs.ts'
import type { CollectionStep } from '../../core/db/collection-steps.ts'
import type { SourceRefusalRepository } from '../../core/db/source-refusal-repository.ts'
import { NO_COUNTS, type SourceProblem } from '../../core/domain/collection-rules.ts'
import { outcomeOf } from '../../core/domain/page-rules.ts'
import type { Logger } from '../../core/logger.ts'
import type { SourceSettings } from '../../core/source-settings.ts'
import type { BrowserPool } from '../crawling/browser-pool.ts'
import { type CrawlRecorder, failedOutcome } from '../crawling/crawl-recorder.ts'
import { PageError } from '../crawling/page-error.ts'
import { HostBusy, type PoliteAnswer, type PoliteFetch } from '../crawling/polite-fetch.ts'
import { renderInBrowser } from '../crawling/render.ts'
import { answerProblem, sourceErrorOf } from './answer-problem.ts'
import { createHostBrake } from './host-brake.ts'
import { createRefusedKeys } from './refused-keys.ts'
import type { SourceAnswer, SourceError, SourceRequest } from './source.ts'
import { sourceFailure, unwanted } from './source-failure.ts'
import type { Sources } from './targets.ts'
import { type AskedOf, askedOf } from './task.ts'

interface Stepping {
  collections: Pick<CollectionRepository, 'collectionRun' | 'step' | 'noteFetched' | 'endStep' | 'noteSource'>
  sources: Sources
  sourceSettings: SourceSettings
  polite: Pick<PoliteFetch, 'fetch' | 'ask' | 'inTurn' | 'keep'>
  hosts: Parameters<typeof createHostBrake>[0]['hosts']
  refusals: SourceRefusalRepository
  browser: Pick<BrowserPool, 'withContext'>
  recordCrawl?: CrawlRecorder
  now: () => Date
  log: Logger
}

/** A step, by its id: its address stays in MongoDB. */
export interface StepRequest {
  stepId: string
}

/** Null: it was fetched. */
export interface FetchedStep {
  /** How long the host's turn is away. */
  waitMs: number | null
}

interface Work {
  step: CollectionStep
  run: CollectionRun
  asked: AskedOf
}

/** A page that is still to be asked for or read, the collection it is of, and the source that is asked; undefined when it had its end. */
export async function stepAtWork(
  { collections, ...known }: Pick<Stepping, 'sources' | 'sourceSettings'> & { collections: Pick<CollectionRepository, 'collectionRun' | 'step'> },
  stepId: string,
): Promise<Work | undefined> {
  const step = await collections.step(stepId)
  if (step === undefined) throw unwanted()
  const run = await collections.collectionRun(step.collectionId)
  if (run?.status !== 'running') throw unwanted()
  if (step.outcome !== null) return undefined
  const asked = askedOf(run, step.asks, known, step.asks === step.source ? undefined : [])
  if (asked === undefined) throw unwanted()
  return { step, run, asked }
}

/** Tells what kept a page away as what was asked for tells it. */
const asking =
  ({ expects }: Pick<SourceRequest, 'expects'>) =>
  (error: unknown): never => {
    throw error instanceof PageError ? sourceErrorOf(error, expects) : error
  }

export function createStepping({
  collections,
  sources,
  sourceSettings,
  polite,
  hosts,
  refusals,
  browser,
  recordCrawl = () => {},
  now,
  log,
}: Stepping) {
  const unlessItFails = createHostBrake({ hosts, now })
  const signal = () => Context.current().cancellationSignal
  const keys = createRefusedKeys({ refusals, now })
  const exchange = (of: AskedOf) => (request: SourceRequest) => polite.ask(request, { signal: signal(), atTurn: () => keys.check(of) })

  /** Runs what fetches, notes what it brought, and says what came of it. Of a busy host: how long to wait. */
  async function fetched(
    { stepId }: StepRequest,
    via: 'http' | 'browser',
    fetch: (work: Work) => Promise<{ outcome: 'fetched' | 'unchanged'; payloadId: string }>,
  ): Promise<FetchedStep> {
    const work = await stepAtWork({ collections, sources, sourceSettings }, stepId)
    if (work === undefined) return { waitMs: null }
    const { step } = work
    const about = { source: step.source, asks: step.asks, page: step.label, via }
    const start = performance.now()
    const ms = () => Math.round(performance.now() - start)
    const recorded = (outcome: string) => recordCrawl({ source: step.source, via, outcome, seconds: ms() / 1_000 })
    try {
      const { outcome, payloadId } = await fetch(work)
      await collections.noteFetched(stepId, { payload_id: payloadId, via, fetched: outcome, fetch_ms: step.fetch_ms + ms() }, now())
      log.info({ ...about, outcome, ms: ms() }, 'a source was asked')
      recorded(outcome)
      return { waitMs: null }
    } catch (error) {
      if (error instanceof HostBusy) return { waitMs: error.waitMs }
      const failure = sourceFailure(error)
      recorded(failedOutcome(failure))
      if (failure !== error) log.info({ ...about, failure: (failure as Error).message, ms: ms() }, 'a source was not had')
      throw failure
    }
  }

  /** Asks for a step's page, unless the source refuses the key: pages that wait for the same host are told at their turn. */
  async function askedOnce(of: AskedOf, step: CollectionStep, run: CollectionRun): Promise<Pick<PoliteAnswer, 'outcome' | 'payloadId'>> {
    const { job, task } = of
    const atTurn = () => keys.check(of)
    await atTurn()
    try {
      const request = await job.request(step.step, task, exchange(of))
      return await unlessItFails(step, run, request.url, async () => {
        const problemIn = (answer: SourceAnswer) =>
          answer.status >= 200 && answer.status < 300 ? undefined : (job.problemOf?.(answer) ?? answerProblem(answer, request, now()))
        let problem: SourceError | undefined
        const answered = async (answer: SourceAnswer) => {
          // A source that is asked whether its page has changed says of what was kept: not yet.
          problem = answer.status === 304 ? undefined : problemIn(answer)
          await keys.note(of, problem)
        }
        const { answer, outcome, payloadId } = await polite.fetch(request, { signal: signal(), atTurn, answered }).catch(asking(request))
        if (outcome === 'unchanged') problem = problemIn(answer)
        if (problem !== undefined) throw problem
        return { outcome, payloadId }
      })
    } catch (error) {
      await keys.note(of, error)
      throw error
    }
  }

  return {
    /** Asks for a page of a source, politely. @throws ApplicationFailure of a SourceErrorCode, or STALE */
    fetchStep: (asked: StepRequest): Promise<FetchedStep> => fetched(asked, 'http', ({ step, run, asked: of }) => askedOnce(of, step, run)),

    /** Opens a page in a browser, at its host's turn. @throws ApplicationFailure of a SourceErrorCode, or STALE */
    renderStep: (asked: StepRequest): Promise<FetchedStep> =>
      fetched(asked, 'browser', async ({ step, run, asked: of }) => {
        const request = await of.job.request(step.step, of.task, exchange(of))
        const opened = () => browser.withContext(signal(), (context) => renderInBrowser(context, request.url, { now, signal: signal() }))
        const inTurn = () => polite.inTurn(request.url, { signal: signal() }, opened).catch(asking({ expects: 'page' }))
        const { html, finalUrl } = await unlessItFails(step, run, request.url, inTurn)
        const answer = { status: 200, url: finalUrl, headers: {}, body: html, json: undefined, via: 'browser' as const }
        return { outcome: 'fetched', payloadId: await polite.keep(request, answer) }
      }),

    /** Ends a page that could not be had or read. */
    async finishStep({ stepId, problem }: StepRequest & { problem: SourceProblem }): Promise<void> {
      const step = await collections.step(stepId)
      if (step === undefined) return
      const outcome = problem.code === 'rate_limited' ? 'blocked' : outcomeOf(problem.code)
      const end = { outcome, counts: NO_COUNTS, rejections: {}, problem, duration_ms: step.fetch_ms > 0 ? step.fetch_ms : null }
      await collections.endStep(stepId, end, now())
    },

    /** Says that a source is at work, once MongoDB is there. */
    async noteSource({ collectionId }: { collectionId: string }): Promise<void> {
      await collections.noteSource(collectionId, now())
    },
  }
}
