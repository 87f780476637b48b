import type { Db } from 'mongodb'
import { pino } from 'pino'
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
import { createEgressProxy } from '../../activities/crawling/egress-proxy.ts'
import { PageError } from '../../activities/crawling/page-error.ts'
import { createPoliteFetch } from '../../activities/crawling/polite-fetch.ts'
import { createCrawlHostRepository } from '../../core/db/crawl-host-repository.ts'
import { createPayloadRepository } from '../../core/db/payload-repository.ts'

/** The polite fetch, as a step and what it asks for on the way use it. */
export interface Asking {
  fetch(request: SourceRequest): Promise<SourceAnswer>
  exchange(request: SourceRequest): Promise<SourceAnswer>
}

/** The polite fetch over a database, with no gap. Hosts that are added to `allowHosts` later are let through as well. */
export async function politeAsking(db: Db, allowHosts: readonly string[]): Promise<Asking & { close(): Promise<void> }> {
  const log = pino({ level: 'silent' })
  const egress = await createEgressProxy({ allowHosts, log })
  const hosts = createCrawlHostRepository(db)
  const payloads = createPayloadRepository(db)
  const polite = createPoliteFetch({ hosts, payloads, egress, userAgent: 'JobTracker/1.0 (tests)', delayMs: 0, now: () => new Date(), log })
  const { signal } = new AbortController()
  return {
    fetch: async (request) => (await polite.fetch(request, { signal })).answer,
    exchange: (request) => polite.ask(request, { signal }),
    close: egress.close,
  }
}

/** One step of a source, as a run does it: the request, the answer, what is wrong with it, what it says. @throws SourceError, and nothing else that is foreseen */
export async function ask(source: JobSource, step: SourceStep, task: SourceTask, { fetch, exchange }: Asking, now: Date): Promise<SourceReading> {
  try {
    const request = await source.request(step, task, exchange)
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
