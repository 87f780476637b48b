import { setImmediate as otherWork } from 'node:timers/promises'
import { Context } from '@temporalio/activity'
import { ApplicationFailure } from '@temporalio/common'
import type { CollectionRepository } from '../../core/db/collection-repository.ts'
import type { CollectionRun } from '../../core/db/collection-runs.ts'
import type { CollectionStep, NewStep } from '../../core/db/collection-steps.ts'
import type { SourceBoardRepository } from '../../core/db/source-board-repository.ts'
import type { CollectedOffer } from '../../core/domain/collected-offer.ts'
import { keptOf, NO_COUNTS, type OfferCounts, type Rejection, type SourceProblem } from '../../core/domain/collection-rules.ts'
import type { Logger } from '../../core/logger.ts'
import type { SourceSettings } from '../../core/source-settings.ts'
import type { PoliteFetch } from '../crawling/polite-fetch.ts'
import type { CatalogueWriter } from './catalogue-writer.ts'
import { matches } from './matching.ts'
import { normalise } from './normalise/index.ts'
import { MAX_STEPS, newStep } from './plan.ts'
import type { SourceAnswer, SourceReading } from './source.ts'
import { sourceFailure } from './source-failure.ts'
import { type StepRequest, stepAtWork } from './steps.ts'
import { routed, type Sources } from './targets.ts'
import { type AskedOf, askedOf } from './task.ts'

interface Saving {
  collections: Pick<CollectionRepository, 'collectionRun' | 'step' | 'addRunSteps' | 'endStep' | 'noteImported'>
  sourceBoards: SourceBoardRepository
  sources: Sources
  sourceSettings: SourceSettings
  polite: Pick<PoliteFetch, 'read'>
  catalogue: Pick<CatalogueWriter, 'save'>
  now: () => Date
  log: Logger
}

/** What came of a page. */
export interface SavedStep {
  counts: OfferCounts
  /** The page shows its content only to a browser: nothing was saved yet. */
  needsBrowser: boolean
  /** The source has brought as many offers as are wanted. */
  isEnough: boolean
}

/** So many offers without a title or an address, and no other, are no coincidence. */
const SUSPICIOUS = 3
/** From what was asked for over a list to an offer: links further away lead nowhere. */
const MAX_DEPTH = 2
const NOTHING_SAVED: SavedStep = { counts: NO_COUNTS, needsBrowser: false, isEnough: false }

export function createSaving({ collections, sourceBoards, sources, sourceSettings, polite, catalogue, now, log }: Saving) {
  /** The steps of what the page links to, each asked of the source that knows best; and the page's own next ones. */
  function followed(run: CollectionRun, { depth }: CollectionStep, asked: AskedOf, { next, links = [] }: SourceReading): NewStep[] {
    const pages = next.map((step) => newStep(asked.name, step, depth, false))
    if (depth >= MAX_DEPTH) return pages
    const bySource = Map.groupBy(links.map((link) => routed(link, sources, depth + 1)), ({ source }) => source) // biome-ignore format: one line reads better
    const led = [...bySource].flatMap(([source, to]) => {
      const of = askedOf(run, source, { sources, sourceSettings }, to.map(({ target }) => target)) // biome-ignore format: one line reads better
      const plan = of?.job.plan(of.task) ?? []
      return 'skipped' in plan ? [] : plan.map((step) => newStep(source, step, depth + 1, true))
    })
    return [...pages, ...led]
  }

  /** Tells the offers that are wanted from the others, at most `room` of them. */
  async function sifted({ offers, rejected }: SourceReading, run: CollectionRun, { name, task }: AskedOf, answer: SourceAnswer, room: number) {
    const rejections: Partial<Record<Rejection, number>> = {}
    const kept: CollectedOffer[] = []
    const reject = (reason: Rejection) => {
      rejections[reason] = (rejections[reason] ?? 0) + 1
    }
    if (rejected !== undefined) reject(rejected)
    for (const raw of offers) {
      // Who holds the catalogue's lease waits for this process, and the database with it.
      await otherWork()
      Context.current().cancellationSignal.throwIfAborted()
      // Of a page, the page; an API's address is none for people, and may hold a key.
      const sourceUrl = name === 'page' ? answer.url : null
      const offer = normalise(raw, { source: name, sourceUrl, now: now() })
      const reason = 'rejected' in offer ? offer.rejected : run.asked.url === null ? matches(offer, task.query) : undefined
      if (reason !== undefined) reject(reason)
      else if (kept.length === room) reject('over_limit')
      else kept.push(offer as CollectedOffer)
    }
    return { kept, rejections, found: offers.length + (rejected === undefined ? 0 : 1) }
  }

  /** What is wrong with a page that could be read: its offers say nothing that they must, or what had some, whoever asks, has none. */
  async function problemIn(
    step: CollectionStep,
    { name, job }: AskedOf,
    { offers, links = [], next }: SourceReading,
    { no_title = 0, no_url = 0 }: Partial<Record<Rejection, number>>,
  ): Promise<SourceProblem | null> {
    if (offers.length >= SUSPICIOUS && no_title + no_url === offers.length) return { code: 'unexpected_answer', params: {} }
    const isBoard = step.is_planned && step.depth === 0 && !job.answersQueries
    if (!isBoard) return null
    const isEmptied = await sourceBoards.noteBoard(name, step.step.key, offers.length + links.length + next.length, now())
    return isEmptied ? { code: 'empty_where_there_was_one', params: {} } : null
  }

  async function readStep(step: CollectionStep, { job, task }: AskedOf): Promise<{ answer: SourceAnswer; reading: SourceReading }> {
    const answer = step.payload_id === null ? undefined : await polite.read(step.payload_id)
    if (answer === undefined) throw ApplicationFailure.nonRetryable('What was fetched has expired', 'interrupted')
    return { answer, reading: job.read(answer, step.step, task) }
  }

  /** What a step that has its end had come to: the answer that said so was lost. */
  async function savedBefore(stepId: string): Promise<SavedStep> {
    const step = await collections.step(stepId)
    const run = step && (await collections.collectionRun(step.collectionId))
    const isEnough = run !== undefined && keptOf(run.runs[step?.source ?? '']?.counts ?? NO_COUNTS) >= run.asked.limit
    return { counts: step?.counts ?? NO_COUNTS, needsBrowser: false, isEnough }
  }

  return {
    /**
     * Reads what was fetched, brings the offers that are wanted into the catalogue, adds the pages that it leads to, and ends the step.
     * @throws ApplicationFailure of a SourceErrorCode, or STALE
     */
    async saveStep({ stepId }: StepRequest): Promise<SavedStep> {
      const work = await stepAtWork({ collections, sources, sourceSettings }, stepId)
      if (work === undefined) return savedBefore(stepId)
      const { step, run, asked } = work
      const start = performance.now()
      try {
        const { answer, reading: whole } = await readStep(step, asked)
        if (whole.needsBrowser === true && step.via === 'http') return { ...NOTHING_SAVED, needsBrowser: true }
        const isImport = run.asked.url !== null
        const reading = isImport ? oneOffer(whole) : whole
        const room = Math.max(0, run.asked.limit - keptOf(run.runs[step.source]?.counts ?? NO_COUNTS))
        const { kept, rejections, found } = await sifted(reading, run, asked, answer, room)
        const problem = isImport ? importProblem(whole, kept.length, rejections) : await problemIn(step, asked, reading, rejections)
        const { offerIds, ...saved } = await catalogue.save(kept, { runId: stepId, signal: Context.current().cancellationSignal })
        if (isImport && offerIds[0] !== undefined) await collections.noteImported(run.id, offerIds[0], now())
        const isEnough = kept.length === room
        const steps = isEnough || isImport ? [] : followed(run, step, asked, reading)
        if (steps.length > 0) await collections.addRunSteps(run.id, step.source, steps, MAX_STEPS, now())

        const counts = { ...saved, found, rejected: found - kept.length }
        const ms = Math.round(performance.now() - start)
        const end = { outcome: step.fetched ?? 'fetched', counts, rejections, problem, duration_ms: step.fetch_ms + ms }
        await collections.endStep(stepId, end, now())
        log.info({ source: step.source, asks: step.asks, page: step.label, ...counts, ms }, 'a page was saved')
        return { counts, needsBrowser: false, isEnough }
      } catch (error) {
        throw sourceFailure(error)
      }
    },
  }
}

/** Of a list an import takes nothing: which of its offers was meant, nobody knows. One that shows a single offer, whole, and leads nowhere is its page. */
const listsOthers = ({ isList = false, offers, next, links = [] }: SourceReading): boolean =>
  isList && (offers.length !== 1 || next.length + links.length > 0)

/** What an import reads of a page: its offer, or nothing, which counts as one that was found and rejected. */
const oneOffer = (reading: SourceReading): SourceReading =>
  listsOthers(reading) ? { offers: [], next: [], rejected: 'not_an_offer' } : { ...reading, next: [], links: [] }

/** Why an import has brought no offer, for whoever asked for it. */
function importProblem(reading: SourceReading, kept: number, { unlisted = 0 }: Partial<Record<Rejection, number>>): SourceProblem | null {
  if (kept > 0) return null
  if (listsOthers(reading)) return { code: 'list_of_offers', params: {} }
  return { code: unlisted > 0 ? 'offer_closed' : 'not_an_offer', params: {} }
}
