import { ActivityFailure, ApplicationFailure, TimeoutFailure } from '@temporalio/common'
import { CancellationScope, isCancellation, log, patched, proxyActivities, sleep, workflowInfo } from '@temporalio/workflow'
import type { ModelRequest } from '../activities/describing/model/model-activities.ts'
import type { Activities } from '../activities/index.ts'
import type { DescriptionFailure } from '../core/domain/application-rules.ts'
import { type CallFailure, isCallFailure, LOST_CLAIM, MODEL_ATTEMPTS, shownCallFailure } from '../core/domain/model-rules.ts'
import { modelQueue } from '../core/temporal/names.ts'
import { isDatabaseAway, isStale } from './description-failure.ts'
import { onPage, onRecord, outlasting } from './outlasting.ts'

/** What a model made of a page. Where it failed the extracted description serves, and `failure` says why. */
export interface ReadByModel {
  kind: 'offer' | 'not_an_offer' | 'extracted'
  failure?: DescriptionFailure
  retryAt?: string | null
  unforeseen?: unknown
}

/** Between two looks at a question that somebody else asks: more and more. */
const LOOK_AGAIN_MS = [1_000, 2_000, 4_000, 8_000, 15_000, 15_000, 15_000]
const LOOK_AGAIN_LATER_MS = 30_000
/** So long runs waited for it that began under former code. */
const FORMER_WAIT_MS = 20 * 60_000
const WAITS_AS_LONG_AS_A_CLAIM = 'waits-as-long-as-a-claim'
/** Of a call, the wait for its turn included: a claim is kept for as long, and others wait for its end for as long. */
export const CALL_LIMIT_MS = 60 * 60_000

const { noteDescriptionStep, releaseAnswer } = proxyActivities<Activities>(onRecord)
const { claimAnswer } = proxyActivities<Activities>({ ...onRecord, summary: 'Looks whether the model has answered this already' })
const { planQuestions } = proxyActivities<Activities>({ ...onPage, startToCloseTimeout: '2 minutes', summary: 'Decides what the model is asked' })
const { describeFromAnswers } = proxyActivities<Activities>({ ...onPage, summary: 'Compares what the model said with the page' })

/** At the rate of all workers together: the wait for a turn is bounded, and a call that is under way ends before its run does. */
const onModel = () =>
  proxyActivities<Activities>({
    ...onPage,
    taskQueue: modelQueue(workflowInfo().taskQueue),
    startToCloseTimeout: '3 minutes',
    scheduleToCloseTimeout: CALL_LIMIT_MS,
    retry: { ...onPage.retry, maximumAttempts: MODEL_ATTEMPTS },
    summary: 'Asks the language model',
  })

/**
 * Has a model describe a page that extraction has described already, a long one in parts, each asked once for whoever wants it.
 * @throws ActivityFailure when nobody asks any more (STALE), the page has expired, or it was cancelled
 */
export async function describeByModel(
  request: Pick<ModelRequest, 'applicationId' | 'request'>,
  pageId: string,
  say: () => void,
): Promise<ReadByModel> {
  const { applicationId } = request
  const lasting = <T>(run: () => Promise<T>) =>
    outlasting(() => noteDescriptionStep({ applicationId, request: request.request, step: 'writing' }), run)
  let part = 0
  try {
    const { parts } = await lasting(() => planQuestions({ pageId }))
    if (parts > 0) say()
    for (; part < parts; part++) await answered({ ...request, pageId, part }, lasting)
    const { kind } = parts === 0 ? { kind: 'extracted' as const } : await lasting(() => describeFromAnswers({ ...request, pageId }))
    return kind === 'untrusted' ? failedBy('untrusted') : { kind }
  } catch (error) {
    const given = { applicationId, request: request.request, pageId, part }
    if (isCancellation(error)) await CancellationScope.nonCancellable(() => releaseAnswer(given))
    if (isCancellation(error) || isDatabaseAway(error) || typeOf(error) === 'page_expired') throw error
    await releaseAnswer(given)
    if (isStale(error)) throw error
    return failureOf(error)
  }
}

/** Waits until the answer about a part is there, asking for it when it is this run's turn. */
async function answered(request: ModelRequest, lasting: <T>(run: () => Promise<T>) => Promise<T>): Promise<void> {
  const { askModel } = onModel()
  const start = Date.now()
  const asked = new Date(start).toISOString()
  for (let looks = 0; ; looks++) {
    const claimed = await claimAnswer({ ...request, asked })
    if (claimed.state === 'answered') return
    if (claimed.state === 'asked') {
      try {
        return await lasting(() => askModel(request))
      } catch (error) {
        if (typeOf(error) !== LOST_CLAIM) throw error
      }
    }
    if (isOver(Date.now() - start)) throw ApplicationFailure.nonRetryable('Somebody else asks for too long', 'model_unavailable')
    await sleep(LOOK_AGAIN_MS[looks] ?? LOOK_AGAIN_LATER_MS, { summary: 'Somebody else asks the model the same' })
  }
}

const isOver = (waitedMs: number) => waitedMs > FORMER_WAIT_MS && (waitedMs > CALL_LIMIT_MS || !patched(WAITS_AS_LONG_AS_A_CLAIM))

function failureOf(error: unknown): ReadByModel {
  const type = typeOf(error)
  if (type !== undefined && isCallFailure(type)) {
    const [details] = (causeOf(error) as ApplicationFailure).details ?? []
    const { retry_at, ...params } = (details ?? {}) as { retry_at?: string }
    return failedBy(type, params, retry_at)
  }
  const cause = causeOf(error)
  if (cause instanceof TimeoutFailure) return failedBy(cause.timeoutType === 'START_TO_CLOSE' ? 'model_timed_out' : 'model_unavailable')
  if (type === 'WorkerShutdown') return failedBy('model_interrupted')
  log.error('A model described nothing, in an unforeseen way', { error })
  return { ...failedBy('model_unavailable'), unforeseen: error }
}

function failedBy(failure: CallFailure, params: Record<string, string | number> = {}, retryAt: string | null = null): ReadByModel {
  const shown = shownCallFailure(failure)
  return { kind: 'extracted', failure: { ...shown, params: { ...shown.params, ...params } }, retryAt }
}

const causeOf = (error: unknown) => (error instanceof ActivityFailure ? error.cause : error)

function typeOf(error: unknown): string | undefined {
  const cause = causeOf(error)
  return cause instanceof ApplicationFailure ? (cause.type ?? undefined) : undefined
}
