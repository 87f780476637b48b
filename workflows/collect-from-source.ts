import { WorkflowExecutionAlreadyStartedError } from '@temporalio/common'
import {
  CancellationScope,
  continueAsNew,
  defineQuery,
  executeChild,
  isCancellation,
  log,
  proxyActivities,
  setCurrentDetails,
  setHandler,
  workflowInfo,
} from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import { addCounts, endsSource, NO_COUNTS, type OfferCounts, type SourceProblem, type SourceRunStatus } from '../core/domain/collection-rules.ts'
import { collectFromSourceId, collectJobOffersId } from '../core/temporal/names.ts'
import { type CollectFromSource, collectFromSourceInput } from './collect-from-source-input.ts'
import { isStale } from './description-failure.ts'
import { onPage, onRecord, outlasting } from './outlasting.ts'
import { plainFailure } from './plain-failure.ts'
import { readStep, type StepState } from './read-step.ts'
import { showSource } from './shown-source.ts'
import { sourceProblem, UNFORESEEN } from './source-problem.ts'
import { workThrough } from './work-through.ts'

export interface SourceProgress {
  collection_id: string
  source: string
  step: 'planning' | 'reading' | 'ended'
  /** The newest pages that this run has begun, by their labels. */
  pages: { label: string; state: StepState | 'saved' | SourceProblem['code']; found: number; saved: number }[]
  /** Of the pages that this run has saved. */
  counts: OfferCounts
}

/** `joined`: the source is being asked for that collection already. */
export interface CollectedFromSource {
  status: SourceRunStatus | 'nothing_to_do' | 'joined'
  counts: OfferCounts
}

export const progress = defineQuery<SourceProgress>('progress')

/** Why an operator's start asks for nothing. */
export const CANCELLED = 'Nothing is asked for: the collection was cancelled. With `"again": true` it is run again, from its beginning.'

const FETCHES_AT_ONCE = 3
const TAKEN_AT_ONCE = 30
const PAGES_SHOWN = 50

const { reopenSource, nextSteps, finishStep, finishSource, finishCollection } = proxyActivities<Activities>({
  ...onRecord,
  retry: { ...onRecord.retry, nonRetryableErrorTypes: ['not_found'] },
})
const { planSource } = proxyActivities<Activities>({
  ...onPage,
  retry: { ...onPage.retry, maximumAttempts: 5 },
  summary: 'Decides which pages to ask for',
})
const { noteSource } = proxyActivities<Activities>(onRecord)

/**
 * Collects from one source: plans its pages, asks for up to three at once, saves their offers one page after the other, follows what they lead
 * to, and ends the source's run with what came of all of them.
 */
export async function collectFromSource(input: CollectFromSource): Promise<CollectedFromSource> {
  const { collectionId, source, again } = collectFromSourceInput(input)
  const workflowId = collectFromSourceId(source, collectionId)
  // One run at a time asks a source for a collection, whatever name an operator gave this one.
  if (workflowInfo().workflowId !== workflowId) return byItsName(workflowId, input)
  let isAlone = workflowInfo().parent?.workflowId !== collectJobOffersId(collectionId)

  const state: SourceProgress = { collection_id: collectionId, source, step: 'planning', pages: [], counts: NO_COUNTS }
  setHandler(progress, () => state)
  try {
    if (isAlone && !(await reopenSource({ collectionId, source, again }))) {
      setCurrentDetails(CANCELLED)
      return { status: 'nothing_to_do', counts: NO_COUNTS }
    }
    let { problem, unforeseen } = await read(state)
    let end = await finishSource({ collectionId, source, problem, isCancelled: false })
    if (end?.hadEnded === true && (await reopenSource({ collectionId, source, again: false }))) {
      // Its run was over before: an operator has reset this workflow, and means what failed or was not asked for.
      isAlone = true
      ;({ problem, unforeseen } = await read(state))
      end = await finishSource({ collectionId, source, problem, isCancelled: false })
    }
    if (isAlone) await finishCollection({ collectionId, isCancelled: false, unlessAtWork: true })
    state.step = 'ended'
    const { status, counts } = end ?? { status: 'nothing_to_do', counts: NO_COUNTS }
    setCurrentDetails(end?.hadEnded === true ? CANCELLED : `Ended: ${end?.status ?? 'nobody asks for it'}. ${told(counts)}`)
    if (unforeseen !== undefined) throw unforeseen
    return { status, counts }
  } catch (error) {
    if (isCancellation(error)) await CancellationScope.nonCancellable(() => finishSource({ collectionId, source, problem: null, isCancelled: true }))
    throw plainFailure(error)
  }
}

async function byItsName(workflowId: string, input: CollectFromSource): Promise<CollectedFromSource> {
  try {
    return await executeChild(collectFromSource, { workflowId, args: [input], staticSummary: `Collects from ${input.source}` })
  } catch (error) {
    if (error instanceof WorkflowExecutionAlreadyStartedError) return { status: 'joined', counts: NO_COUNTS }
    throw plainFailure(error)
  }
}

interface Reading {
  /** What is wrong with the source as a whole. */
  problem: SourceProblem | null
  /** What nobody foresaw, although its page has its end: it fails the workflow, so that operators find it. */
  unforeseen?: unknown
}

/** Asks for all pages. */
async function read(state: SourceProgress): Promise<Reading> {
  const { collection_id: collectionId, source } = state
  const reading: Reading = { problem: null }
  let isOver = false
  try {
    const planned = await outlasting(() => noteSource({ collectionId }), () => planSource({ collectionId, source })) // biome-ignore format: one line reads better
    if (planned.hasSearchAttributes) showSource(source)
    if (!planned.isToBeAsked) return reading
  } catch (error) {
    if (isCancellation(error)) throw error
    return { problem: sourceProblem(error) ?? UNFORESEEN, ...(sourceProblem(error) === undefined && { unforeseen: error }) }
  }

  const inTurn = oneAfterTheOther()
  state.step = 'reading'
  await workThrough({
    most: FETCHES_AT_ONCE,
    take: (except) => nextSteps({ collectionId, source, limit: TAKEN_AT_ONCE, except }),
    isOver: () => isOver || workflowInfo().continueAsNewSuggested,
    work: async (step) => {
      const page: SourceProgress['pages'][number] = { label: step.label, state: 'fetching', found: 0, saved: 0 }
      state.pages = [...state.pages, page].slice(-PAGES_SHOWN)
      try {
        const { counts, isEnough } = await readStep({ collectionId, step, inTurn, say: (now) => say(state, page, now) })
        Object.assign(page, { found: counts.found, saved: counts.saved })
        state.counts = addCounts(state.counts, counts)
        say(state, page, 'saved')
        isOver ||= isEnough
      } catch (error) {
        if (isCancellation(error)) throw error
        if (isStale(error)) {
          isOver = true
          return
        }
        const problem = sourceProblem(error) ?? UNFORESEEN
        if (problem === UNFORESEEN) {
          reading.unforeseen ??= error
          log.error('A page failed in an unforeseen way', { error, source, page: step.label })
        }
        await finishStep({ stepId: step.id, problem })
        say(state, page, problem.code)
        isOver ||= endsSource(problem.code)
      }
    },
  })
  if (!isOver && workflowInfo().continueAsNewSuggested) await continueAsNew<typeof collectFromSource>({ collection_id: collectionId, source })
  return reading
}

/** Runs what it is given one after the other. */
function oneAfterTheOther() {
  let last: Promise<unknown> = Promise.resolve()
  return <T>(run: () => Promise<T>): Promise<T> => {
    const next = last.then(run)
    last = next.catch(() => {})
    return next
  }
}

const told = ({ found, saved, updated, duplicates, rejected }: OfferCounts) =>
  `${found} offers found: ${saved} new, ${updated} updated, ${duplicates} doubles, ${rejected} not wanted.`

/** For the query and the Web UI. */
function say(state: SourceProgress, page: SourceProgress['pages'][number], now: SourceProgress['pages'][number]['state']): void {
  page.state = now
  setCurrentDetails(`${page.label}: ${now}. ${told(state.counts)}`)
}
