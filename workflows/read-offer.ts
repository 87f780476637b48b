import { proxyActivities, workflowInfo } from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import type { DescriptionOutcome, DescriptionStep } from '../core/domain/application-rules.ts'
import type { FetchedPage, PageKind } from '../core/domain/page-rules.ts'
import { browserQueue } from '../core/temporal/names.ts'
import { describeByModel } from './describe-by-model.ts'
import { onPage, onRecord, outlasting } from './outlasting.ts'

/** What is asked for, under the counter that was read. The address itself stays in the record: histories are kept for long. */
export interface DescriptionRequest {
  applicationId: string
  request: number
}

export interface Reading {
  outcome: DescriptionOutcome
  /** What nobody foresaw, although there is a description. */
  unforeseen?: unknown
}

export type ReadingStep = 'fetching' | 'extracting' | 'rendering' | 'writing' | 'asking'

/** What the record shows of it. */
type RecordedStep = Exclude<DescriptionStep, 'queued'>

/** The record's activities. */
export const recordActivities = proxyActivities<Activities>(onRecord)

// The site may want a pause before each redirect, and be asked for its robots.txt first.
const { fetchPage } = proxyActivities<Activities>({ ...onPage, startToCloseTimeout: '2 minutes', summary: 'Fetches the page without a browser' })
const { extractFacts } = proxyActivities<Activities>({ ...onPage, summary: 'Reads the facts on the page' })
const { describeOffer } = proxyActivities<Activities>({ ...onPage, summary: 'Makes the description from the facts' })
const { noteDescriptionStep } = recordActivities

/**
 * One reading of the offer's page, told step by step to `say`. Where a model describes, what extraction read serves for all that it fails at.
 * @throws ActivityFailure when the page can't be had or read
 */
export async function readOffer(request: DescriptionRequest, say: (step: ReadingStep) => void): Promise<Reading> {
  const step = <T>(name: ReadingStep, recorded: RecordedStep, activity: () => Promise<T>) =>
    outlasting(
      () => noteDescriptionStep({ applicationId: request.applicationId, request: request.request, step: recorded }),
      () => {
        say(name)
        return activity()
      },
    )
  const extract = ({ pageId }: FetchedPage, recorded: RecordedStep) => step('extracting', recorded, () => extractFacts({ pageId }))

  let page = await step('fetching', 'fetching', () => fetchPage(request))
  let { kind } = await extract(page, 'fetching')
  if (kind === 'needs_browser') {
    page = await step('rendering', 'rendering', () => noted(request, 'rendering', inBrowser().renderPage(request)))
    kind = (await extract(page, 'rendering')).kind
  }
  if (kind !== 'offer') return { outcome: ENDS[kind] }

  const extracted = await step('writing', 'writing', () => noted(request, 'writing', describeOffer({ pageId: page.pageId })))
  // Runs that began before there were models know nothing of them.
  if (!extracted?.hasModel) return { outcome: { status: 'done', pageId: page.pageId } }
  const { kind: read, unforeseen, ...failed } = await describeByModel(request, page.pageId, () => say('asking'))
  if (read === 'not_an_offer') return { outcome: ENDS.not_an_offer }
  return { outcome: { status: 'done', pageId: page.pageId, ...failed }, ...(unforeseen !== undefined && { unforeseen }) }
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
    startToCloseTimeout: '2 minutes',
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
