import { type ActivityOptions, proxyActivities, sleep, workflowInfo } from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import type { DescriptionOutcome, DescriptionStep } from '../core/domain/application-rules.ts'
import type { FetchedPage, PageKind } from '../core/domain/page-rules.ts'
import { browserQueue, DATABASE_AWAY, HEARTBEAT_TIMEOUT, WORKER_SHUTDOWN } from '../core/temporal/names.ts'
import { isDatabaseAway, isWorkerLost } from './description-failure.ts'

/** What is asked for, under the counter that was read. The address itself stays in the record: histories are kept for long. */
export interface DescriptionRequest {
  applicationId: string
  request: number
}

export type ReadingStep = 'fetching' | 'extracting' | 'rendering' | 'writing'

/** What the record shows of it. */
type RecordedStep = Exclude<DescriptionStep, 'queued'>

/**
 * The record's activities. Not local ones: MongoDB may be away for hours, which operators see as a pending activity with its last error and
 * which must hold no workflow task open; eager dispatch spares the same round trip. No other limit, since a record must get its end.
 */
export const recordActivities = proxyActivities<Activities>({
  startToCloseTimeout: '10 seconds',
  retry: { initialInterval: '500 milliseconds', maximumInterval: '15 seconds' },
})

/** Workers that a step may lose: a page that kills whoever reads it must have its end. */
const MAX_LOST_WORKERS = 5

// A dead worker is noticed by its missing heartbeats (worker/activity-interceptor.ts). A day is how long the page store keeps a page. The
// attempts are the page's: `outlasting` counts what is no fault of it.
const onPage = {
  startToCloseTimeout: '30 seconds',
  scheduleToCloseTimeout: '1 day',
  heartbeatTimeout: '10 seconds',
  retry: {
    initialInterval: '1 second',
    maximumAttempts: 3,
    nonRetryableErrorTypes: [DATABASE_AWAY, WORKER_SHUTDOWN, HEARTBEAT_TIMEOUT],
  },
} as const satisfies ActivityOptions

const { fetchPage } = proxyActivities<Activities>({ ...onPage, summary: 'Fetches the page without a browser' })
const { extractFacts } = proxyActivities<Activities>({ ...onPage, summary: 'Reads the facts on the page' })
const { describeOffer } = proxyActivities<Activities>({ ...onPage, summary: 'Makes the description from the facts' })
const { noteDescriptionStep } = recordActivities

/**
 * One reading of the offer's page, told step by step to `say`.
 * @throws ActivityFailure when the page can't be had or read
 */
export async function readOffer(request: DescriptionRequest, say: (step: ReadingStep) => void): Promise<DescriptionOutcome> {
  const step = <T>(name: ReadingStep, recorded: RecordedStep, activity: () => Promise<T>) =>
    outlasting({ ...request, step: recorded }, () => {
      say(name)
      return activity()
    })
  const extract = ({ pageId }: FetchedPage, recorded: RecordedStep) => step('extracting', recorded, () => extractFacts({ pageId }))

  let page = await step('fetching', 'fetching', () => fetchPage(request))
  let { kind } = await extract(page, 'fetching')
  if (kind === 'needs_browser') {
    page = await step('rendering', 'rendering', () => noted(request, 'rendering', inBrowser().renderPage(request)))
    kind = (await extract(page, 'rendering')).kind
  }
  if (kind !== 'offer') return ENDS[kind]

  await step('writing', 'writing', () => noted(request, 'writing', describeOffer({ pageId: page.pageId })))
  return { status: 'done', pageId: page.pageId }
}

/** Pages that are no offer; one that stays empty in a browser, too, is none. */
const ENDS: Record<Exclude<PageKind, 'offer'>, DescriptionOutcome> = {
  not_an_offer: { status: 'not_an_offer' },
  needs_browser: { status: 'not_an_offer' },
  login_required: { status: 'failed', failure: { code: 'login_required', params: {} }, retryAt: null },
  gone: { status: 'failed', failure: { code: 'page_gone', params: {} }, retryAt: null },
}

/** A browser works on one page at a time and there are few: the wait for one is bounded, the work closed with its page. */
function inBrowser() {
  return proxyActivities<Activities>({
    ...onPage,
    taskQueue: browserQueue(workflowInfo().taskQueue),
    startToCloseTimeout: '60 seconds',
    scheduleToCloseTimeout: '1 hour',
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    summary: 'Opens the page in a browser',
  })
}

/** The record tells the step while the work is on: one round trip less than one after the other. */
async function noted<T>({ applicationId, request }: DescriptionRequest, step: RecordedStep, work: Promise<T>): Promise<T> {
  const [result] = await Promise.all([work, noteDescriptionStep({ applicationId, request, step })])
  return result
}

/**
 * Runs an activity again once MongoDB is back, or another worker takes over. The record's own activity waits for MongoDB as long as it takes,
 * so that no site is asked over and over meanwhile; the growing pause is for what is back and away again.
 */
async function outlasting<T>(recorded: { applicationId: string; request: number; step: RecordedStep }, run: () => Promise<T>): Promise<T> {
  for (let [lost, pauseS] = [0, 1]; ; pauseS = Math.min(pauseS * 2, 60)) {
    try {
      return await run()
    } catch (error) {
      const isLost = isWorkerLost(error)
      if (isLost ? ++lost === MAX_LOST_WORKERS : !isDatabaseAway(error)) throw error
      const { applicationId, request, step } = recorded
      await noteDescriptionStep({ applicationId, request, step })
      await sleep(pauseS * 1_000, { summary: isLost ? 'The worker was lost' : 'MongoDB was away' })
    }
  }
}
