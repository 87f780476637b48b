import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common'
import type { DescribedOffer } from '../../../core/domain/described-offer.ts'
import { LOST_CLAIM, shownCallFailure } from '../../../core/domain/model-rules.ts'
import type { ModelAnswer } from '../../model/chat-model.ts'
import { ModelError } from '../../model/model-error.ts'
import { type CallEnd, callEnd } from './call-failure.ts'
import type { ModelCalls, ModelDescribingDependencies } from './model-activities.ts'
import { mostTokens, questionOf } from './question.ts'

interface Asking {
  applicationId: string
  request: number
  part: number
  userId: string
  holder: string
  question: { key: string; text: string; tokens: number; parts: number }
  promptVersion: string
  /** Of the activity, from 1. */
  attempt: number
  signal: AbortSignal
  deps: ModelCalls & Pick<ModelDescribingDependencies, 'applications' | 'now'>
}

/**
 * One call: counted before it begins, held by the budgets, its answer kept before anything else is written. What a worker that was killed in
 * between left open is one call more, and no third.
 * @throws ApplicationFailure of a CallFailure's type or LOST_CLAIM; the signal's reason, once it is aborted
 */
export async function askOnce(asking: Asking): Promise<void> {
  const { userId, holder, question, promptVersion, part, attempt, signal, deps } = asking
  const { answers, usage, model, now } = deps
  const begun = await answers.beginCall(question.key, holder, now())
  if (begun.state === 'lost') throw failure(LOST_CLAIM, { isFinal: true })
  if (begun.state === 'interrupted') throw await given(asking, 'model_interrupted')
  // A former attempt was killed after it kept its answer: only the account is still to be settled.
  if (begun.state === 'answered') return settlePaid(asking)

  const call = `${question.key}:${begun.call}`
  const asked = await questionOf({ text: question.text, part: part + 1, parts: question.parts })
  const reached = await usage.begin({ id: call, userId, model: model.name, promptVersion }, mostTokens(asked, question.tokens), now())
  if (reached !== undefined) {
    await answers.release(question.key, holder, null, now())
    throw failure('budget_reached', { isFinal: true, details: [{ scope: reached.scope, retry_at: reached.resetsAt.toISOString() }] })
  }

  const start = performance.now()
  let answer: ModelAnswer<DescribedOffer>
  try {
    answer = await model.ask(asked, signal)
  } catch (error) {
    // The worker stops, or the run was cancelled: whether the call is paid, nobody knows.
    if (signal.aborted) throw error
    const problem = error instanceof ModelError ? error : new ModelError('model_unavailable')
    await usage.end(call, { outcome: problem.failure, tokens: problem.tokens, latencyMs: performance.now() - start })
    throw await ended(asking, callEnd(problem, attempt))
  }
  const latencyMs = performance.now() - start
  await answers.store(question.key, answer.value, { call, tokens: answer.tokens ?? null, latencyMs }, now())
  await usage.end(call, { outcome: 'answered', tokens: answer.tokens, latencyMs })
}

async function settlePaid({ question, deps: { answers, usage } }: Asking): Promise<void> {
  const paid = await answers.paid(question.key)
  if (paid !== undefined) await usage.end(paid.call, { outcome: 'answered', tokens: paid.tokens ?? undefined, latencyMs: paid.latencyMs })
}

/** The claim goes on where the call is tried again, and its record says when; otherwise others hear how it ended. */
async function ended(asking: Asking, { type, retryMs }: CallEnd): Promise<ApplicationFailure> {
  if (retryMs === undefined) return given(asking, type)
  const { applicationId, request, holder, question, attempt, deps } = asking
  const at = deps.now()
  await deps.answers.keepClaim(question.key, holder, retryMs, at)
  const retry_at = new Date(at.getTime() + retryMs).toISOString()
  const { code, params } = shownCallFailure(type)
  await deps.applications.noteDescriptionError(applicationId, request, { code, params: { ...params, attempt }, retry_at }, at)
  return failure(type, { retryMs })
}

async function given({ holder, question, deps }: Asking, type: string): Promise<ApplicationFailure> {
  await deps.answers.release(question.key, holder, type, deps.now())
  return failure(type, { isFinal: true })
}

/** Its name alone: what a server answers may hold what it was asked. */
function failure(
  type: string,
  { isFinal = false, retryMs, details }: { isFinal?: boolean; retryMs?: number; details?: unknown[] },
): ApplicationFailure {
  return ApplicationFailure.create({
    type,
    message: type,
    nonRetryable: isFinal,
    // What a model does is no fault of ours: the record says it, no alarm.
    category: ApplicationFailureCategory.BENIGN,
    ...(details && { details }),
    ...(retryMs !== undefined && { nextRetryDelay: retryMs }),
  })
}
