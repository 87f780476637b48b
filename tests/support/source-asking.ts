import { answerProblem, sourceErrorOf } from '../../activities/collecting/answer-problem.ts'
import type { RawOffer } from '../../activities/collecting/raw-offer.ts'
import {
  type JobSource,
  type SourceAnswer,
  SourceError,
  type SourceReading,
  type SourceRequest,
  type SourceStep,
  type SourceTask,
} from '../../activities/collecting/source.ts'
import { PageError } from '../../activities/crawling/page-error.ts'

export type Fetch = (request: SourceRequest) => Promise<SourceAnswer>

/** One step of a source, as a run does it: the request, the answer, what is wrong with it, what it says. @throws SourceError, and nothing else that is foreseen */
export async function ask(source: JobSource, step: SourceStep, task: SourceTask, fetch: Fetch, now: Date): Promise<SourceReading> {
  try {
    const request = await source.request(step, task, fetch)
    const answer = await fetch(request)
    const problem = (answer.status >= 200 && answer.status < 300 ? undefined : source.problemOf?.(answer)) ?? answerProblem(answer, request, now)
    if (problem !== undefined) throw problem
    return source.read(answer, step, task)
  } catch (error) {
    throw error instanceof PageError ? sourceErrorOf(error) : error
  }
}

/** How a step ended: what it read, or the code of its error. Any other error is a crash, and is thrown. */
export async function endOf(reading: Promise<SourceReading>): Promise<{ reading?: SourceReading; code?: string; error?: SourceError }> {
  try {
    return { reading: await reading }
  } catch (error) {
    if (!(error instanceof SourceError)) throw error
    return { code: error.code, error }
  }
}

/** What tells offers apart, whatever their order and however often they came. */
export const idsOf = ({ offers, links = [] }: SourceReading): string[] => [...new Set([...offers.map(idOf), ...links])].sort()
const idOf = ({ nativeId, url, title }: RawOffer) => nativeId ?? url ?? title
