import { ApplicationFailure } from '@temporalio/common'
import { proxyActivities, sleep, workflowInfo } from '@temporalio/workflow'
import type { SavedStep } from '../activities/collecting/save-step.ts'
import type { FetchedStep } from '../activities/collecting/steps.ts'
import type { Activities } from '../activities/index.ts'
import { browserQueue, HOST_BUSY } from '../core/temporal/names.ts'
import { MAX_WAIT_MS, onPage, onRecord, outlasting } from './outlasting.ts'

export type StepState = 'fetching' | 'waiting for its turn' | 'opening in a browser' | 'saving'

/** What somebody waits for goes first. */
const priority = { priorityKey: 4 }

const { fetchStep } = proxyActivities<Activities>({ ...onPage, startToCloseTimeout: '3 minutes', priority, summary: 'Asks for a page' })
const { noteSource } = proxyActivities<Activities>(onRecord)
const { saveStep } = proxyActivities<Activities>({
  ...onPage,
  startToCloseTimeout: '3 minutes',
  priority,
  // What is being saved is saved, and counted, before the run has its end.
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  summary: 'Brings a page’s offers into the catalogue',
})

/** A browser works on one page at a time and there are few: the wait for one is bounded, the work closed with its page. */
const inBrowser = () =>
  proxyActivities<Activities>({
    ...onPage,
    taskQueue: browserQueue(workflowInfo().taskQueue),
    startToCloseTimeout: '2 minutes',
    priority,
    scheduleToCloseTimeout: '1 hour',
    cancellationType: 'WAIT_CANCELLATION_COMPLETED',
    summary: 'Opens a page in a browser',
  })

interface ReadStep {
  collectionId: string
  step: { id: string; isFetched: boolean }
  /** Has offers saved one page after the other. */
  inTurn: <T>(save: () => Promise<T>) => Promise<T>
  say: (state: StepState) => void
}

/**
 * Fetches a page, in a browser where it needs one, and saves its offers.
 * @throws ActivityFailure when the page can't be had, read or saved
 */
export async function readStep({ collectionId, step, inTurn, say }: ReadStep): Promise<SavedStep> {
  const request = { stepId: step.id }
  const lasting = <T>(run: () => Promise<T>) => outlasting(() => noteSource({ collectionId }), run)
  const saved = () =>
    inTurn(() => {
      say('saving')
      return lasting(() => saveStep(request))
    })

  if (!step.isFetched) await atItsTurn('fetching', say, () => lasting(() => fetchStep(request)))
  const first = await saved()
  if (!first.needsBrowser) return first
  await atItsTurn('opening in a browser', say, () => lasting(() => inBrowser().renderStep(request)))
  return saved()
}

/** Asks as often as the host is busy, each time when its turn should come. The wait survives any worker. */
async function atItsTurn(state: StepState, say: ReadStep['say'], ask: () => Promise<FetchedStep>): Promise<void> {
  // By the clock: the asking takes its time, too.
  for (const start = Date.now(); ; ) {
    say(state)
    const { waitMs } = await ask()
    if (waitMs === null) return
    if (Date.now() - start + waitMs > MAX_WAIT_MS) throw ApplicationFailure.nonRetryable('The host stays busy', HOST_BUSY)
    say('waiting for its turn')
    await sleep(waitMs, { summary: 'Until its turn at the host' })
  }
}
