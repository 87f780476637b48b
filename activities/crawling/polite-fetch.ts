import { createHash } from 'node:crypto'
import type { CrawlHostRepository } from '../../core/db/crawl-host-repository.ts'
import type { Payload, PayloadRepository, Validators } from '../../core/db/payload-repository.ts'
import { urlProblem } from '../../core/domain/url-rules.ts'
import type { Logger } from '../../core/logger.ts'
import type { SourceAnswer, SourceRequest } from '../collecting/source.ts'
import type { EgressProxy } from './egress-proxy.ts'
import { type HeldTurn, holdTurn } from './held-turn.ts'
import { createHostTurns } from './host-turns.ts'
import { readJson } from './page-bytes.ts'
import { PageError } from './page-error.ts'
import { plainFetch } from './plain-fetch.ts'
import { problemOf } from './response-rules.ts'
import { createRobots } from './robots.ts'

export { HostBusy } from './host-turns.ts'

export interface PoliteFetchDependencies {
  hosts: CrawlHostRepository
  payloads: PayloadRepository
  egress: Pick<EgressProxy, 'url'>
  userAgent: string
  /** Between two requests to one host, whoever makes them. */
  delayMs: number
  now: () => Date
  log: Logger
}

export interface PoliteFetchOptions {
  /** Ends the work with its reason. */
  signal: AbortSignal
  /** How long to wait here for the host's turn; 5 s where it is not said. */
  patienceMs?: number
  /** Awaited at the host's turn, before each request: what it throws, nothing is asked. */
  atTurn?: () => Promise<void>
  /** Awaited with each answer while the turn is still held: whoever asks next knows what came of it. */
  answered?: (answer: SourceAnswer) => Promise<void>
}

export interface PoliteAnswer {
  /** `unchanged`: the site confirmed what is kept, which serves again. */
  outcome: 'fetched' | 'unchanged'
  answer: SourceAnswer
  /** Of the kept answer, for `read`. */
  payloadId: string
}

export type PoliteFetch = ReturnType<typeof createPoliteFetch>

const PATIENCE_MS = 5_000
/** A site that wants more time between two pages wants no robots. */
const MAX_CRAWL_DELAY_MS = 60_000

/**
 * Requests as sites wish them: one at a time to a host with a gap, over all workers; for pages, as its robots.txt says; nobody asks before
 * its Retry-After is over. All go through the egress proxy.
 *
 * Each throws a PageError with the reason why there is no answer, HostBusy when the host's turn is further away than the patience, or
 * what the signal was aborted with. Statuses of `json` and `text` are answered, not thrown.
 */
export function createPoliteFetch({ hosts, payloads, egress, userAgent, delayMs, now, log }: PoliteFetchDependencies) {
  const web = { proxyUrl: egress.url, userAgent, now }
  const turns = createHostTurns({ hosts, now, log })
  const robots = createRobots({ hosts, turns, web })

  /** The gap that a page's site asks for. @throws PageError `not_allowed` */
  async function pageGapMs(url: URL, gapMs: number, options: Required<Pick<PoliteFetchOptions, 'signal' | 'patienceMs'>>): Promise<number> {
    const { allows, crawlDelayMs } = await robots.rules(url, { ...options, gapMs })
    if (!allows(url.href)) throw new PageError('not_allowed')
    if ((crawlDelayMs ?? 0) > MAX_CRAWL_DELAY_MS) throw new PageError('not_allowed', { crawl_delay_s: Math.round((crawlDelayMs ?? 0) / 1_000) })
    return Math.max(gapMs, crawlDelayMs ?? 0)
  }

  /** Runs the work with a way to enter each host that it asks, and gives the last turn back when it has ended. */
  async function inTurns<T>(
    { expects, gapMs = 0, isCrawled = expects === 'page' }: Pick<SourceRequest, 'expects' | 'gapMs' | 'isCrawled'>,
    { signal, patienceMs = PATIENCE_MS }: Pick<PoliteFetchOptions, 'signal' | 'patienceMs'>,
    work: (enter: (url: URL) => Promise<void>, turn: HeldTurn) => Promise<T>,
  ): Promise<T> {
    const turn = holdTurn(turns)
    const options = { signal, patienceMs }
    const ownGapMs = Math.max(delayMs, gapMs)
    const enter = async (url: URL) => {
      // robots.txt may be asked for first, at a turn of its own.
      await turn.leaveFor(url)
      await turn.enter(url, { ...options, gapMs: isCrawled ? await pageGapMs(url, ownGapMs, options) : ownGapMs })
    }
    try {
      return await work(enter, turn)
    } catch (error) {
      await turn.heed(error)
      throw error
    } finally {
      await turn.end()
    }
  }

  const ask = (request: SourceRequest, options: PoliteFetchOptions): Promise<SourceAnswer> =>
    inTurns(request, options, async (enter, turn) => {
      const before = async (url: URL) => {
        await enter(url)
        await options.atTurn?.()
      }
      const answer = await plainFetch(request, { ...web, signal: options.signal, before })
      await options.answered?.(answer)
      const { status, url, headers } = answer
      await turn.heed(problemOf({ status, retryAfter: headers['retry-after'], url, requestedUrl: request.url }, now()))
      return answer
    })

  /** Keeps an answer; what was answered to the same request before goes soon. */
  const keep = (request: SourceRequest, answer: SourceAnswer): Promise<string> => payloads.save(payloadOf(request, answer), now())

  async function read(payloadId: string): Promise<SourceAnswer | undefined> {
    const kept = await payloads.get(payloadId)
    return kept && answerOf(kept)
  }

  /** The kept answer that the site confirms, if it is still kept. */
  async function confirmed(payloadId: string): Promise<PoliteAnswer | undefined> {
    const answer = (await payloads.touch(payloadId, now())) ? await read(payloadId) : undefined
    return answer && { outcome: 'unchanged', answer, payloadId }
  }

  /** Asks, keeping what is answered. A `GET` says what is kept already, so that the site need not send it again, unless `conditional` is false. */
  async function fetch(request: SourceRequest, options: PoliteFetchOptions & { conditional?: boolean }): Promise<PoliteAnswer> {
    const { conditional = true } = options
    const known = conditional && (request.method ?? 'GET') === 'GET' ? await payloads.validators(keyOf(request, 'http')) : undefined
    const answer = await ask(known ? { ...request, headers: { ...request.headers, ...conditions(known) } } : request, options)
    if (known === undefined || answer.status !== 304) return { outcome: 'fetched', answer, payloadId: await keep(request, answer) }
    return (await confirmed(known.id)) ?? fetch(request, { ...options, conditional: false })
  }

  return {
    fetch,
    /** Asks without keeping anything: for tokens, and for pages that are kept elsewhere. */
    ask,
    keep,
    /** An answer that was kept; undefined when it has expired. */
    read,

    /** Runs what asks a page's site by itself, a browser for one, at the host's turn, if robots.txt allows the page. */
    inTurn: <T>(url: string, options: PoliteFetchOptions & { gapMs?: number }, work: () => Promise<T>): Promise<T> =>
      inTurns({ expects: 'page', gapMs: options.gapMs ?? 0 }, options, async (enter) => {
        if (urlProblem(url) !== undefined) throw new PageError('refused')
        await enter(new URL(url))
        return work()
      }),
  }
}

const conditions = ({ etag, lastModified }: Validators) => ({
  ...(etag !== null && { 'if-none-match': etag }),
  ...(lastModified !== null && { 'if-modified-since': lastModified }),
})

/** Equal for requests that ask for the same. */
function keyOf({ method = 'GET', url, json, form }: SourceRequest, via: SourceAnswer['via']): string {
  return createHash('sha256')
    .update(JSON.stringify([via, method, url, json, form]))
    .digest('hex')
}

function payloadOf(request: SourceRequest, { url: finalUrl, status, headers: { 'set-cookie': _, ...headers }, body, via }: SourceAnswer): Payload {
  return { key: keyOf(request, via), url: request.url, finalUrl, status, headers, isJson: request.expects === 'json', via, body }
}

const answerOf = ({ status, finalUrl: url, headers, isJson, via, body }: Payload): SourceAnswer => ({
  status,
  url,
  headers,
  body,
  json: isJson && status >= 200 && status < 300 ? readJson(body, headers['content-type']) : undefined,
  via,
})
