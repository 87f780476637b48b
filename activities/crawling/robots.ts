import type { CrawlHostRepository, KnownRobots } from '../../core/db/crawl-host-repository.ts'
import type { SourceAnswer } from '../collecting/source.ts'
import { holdTurn } from './held-turn.ts'
import type { HostTurns, TurnOptions } from './host-turns.ts'
import { PageError } from './page-error.ts'
import { type PlainFetchOptions, type PlainRequest, plainFetch } from './plain-fetch.ts'
import { problemOf } from './response-rules.ts'
import { MAX_ROBOTS_BYTES, ourPart, productOf, type RobotsRules, readRobots } from './robots-txt.ts'

interface Dependencies {
  hosts: CrawlHostRepository
  turns: HostTurns
  web: Omit<PlainFetchOptions, 'signal'>
}

const FRESH_MS = 24 * 60 * 60_000
/** After an attempt that failed. */
const RETRY_MS = 10 * 60_000
/** Attempts in a row, as many as one page has, after which a site that cannot be reached is left alone, and for how long. */
const MOST_UNREACHED = 3
const UNREACHED_MS = 5 * 60_000
/** A site that fails to give its robots.txt for so long has none (RFC 9309 §2.3.1.4). */
const MAX_FAILING_MS = 30 * 24 * 60 * 60_000
const TIMEOUT_MS = 10_000
const MAX_REDIRECTS = 5

/** The sites' robots.txt (RFC 9309), kept for a day for all workers. */
export function createRobots({ hosts, turns, web }: Dependencies) {
  const { now, userAgent } = web
  const product = productOf(userAgent)
  const ageMs = (time: Date) => now().getTime() - time.getTime()

  /** What is known, if it still serves. @throws PageError where the site could not be reached of late */
  function serving(known: KnownRobots | undefined): KnownRobots | undefined {
    if (known === undefined) return undefined
    const { fetchedAt, failingSince, unreached } = known
    if (unreached === null) return ageMs(fetchedAt) < (failingSince === null ? FRESH_MS : RETRY_MS) ? known : undefined
    if (unreached.times >= MOST_UNREACHED && ageMs(fetchedAt) < UNREACHED_MS) throw new PageError(unreached.failure, unreached.params)
    return undefined
  }

  /** Asks the site, at the host's turn: another worker may have done so meanwhile. */
  async function asked(origin: string, options: TurnOptions): Promise<KnownRobots> {
    const turn = holdTurn(turns, { isCounted: false })
    const enter = (url: URL) => turn.enter(url, options)
    try {
      await enter(new URL(origin))
      const former = await hosts.robots(origin, product)
      const served = serving(former)
      if (served) return served
      let isFirst = true
      const before = async (url: URL) => {
        if (!isFirst) await enter(url)
        isFirst = false
      }
      const answer = await plainFetch(requestOf(origin), { ...web, signal: options.signal, maxRedirects: MAX_REDIRECTS, before }).catch(
        async (error: unknown) => {
          if (isUnreached(error)) await hosts.saveRobots(origin, product, unreachedOf(error, former))
          return noRules(error)
        },
      )
      if (answer !== undefined) {
        const { status, url, headers } = answer
        await turn.heed(problemOf({ status, retryAfter: headers['retry-after'], url, requestedUrl: origin }, now()))
      }
      const read = answer === undefined ? astray() : robotsOf(answer, former)
      await hosts.saveRobots(origin, product, read)
      return read
    } finally {
      await turn.end()
    }
  }

  /** No rules, for as long as after an attempt that failed. */
  const astray = (): KnownRobots => ({ text: '', fetchedAt: now(), failingSince: now(), unreached: null })

  const unreachedOf = ({ failure, params }: PageError, former: KnownRobots | undefined): KnownRobots => ({
    text: former?.text ?? null,
    fetchedAt: now(),
    failingSince: former?.failingSince ?? null,
    unreached: { failure, params, times: (former?.unreached?.times ?? 0) + 1 },
  })

  function robotsOf({ status, body }: SourceAnswer, former: KnownRobots | undefined): KnownRobots {
    const fetchedAt = now()
    const answered = { fetchedAt, failingSince: null, unreached: null }
    if (status >= 200 && status < 300) return { ...answered, text: ourPart(body, product) }
    // Too many requests are no absence of rules.
    if (status < 500 && status !== 429) return { ...answered, text: '' }
    return { ...answered, text: former?.text ?? null, failingSince: former?.failingSince ?? fetchedAt }
  }

  return {
    /**
     * The rules of an address's site. A site that fails to give them is left alone, asked again after ten minutes, and for its last ones
     * meanwhile; after thirty days it has none. One that could not be reached three times in a row is asked again after five minutes.
     * @throws PageError `not_allowed` without rules, and whatever keeps robots.txt from being had; HostBusy; the signal's reason
     */
    async rules(url: URL, options: TurnOptions): Promise<RobotsRules> {
      const known = await hosts.robots(url.origin, product)
      const { text, failingSince } = serving(known) ?? (await asked(url.origin, options))
      if (text === null && failingSince !== null && ageMs(failingSince) < MAX_FAILING_MS) throw new PageError('not_allowed', { reason: 'robots' })
      return readRobots(url.origin, text ?? '', product)
    },
  }
}

const requestOf = (origin: string): PlainRequest => ({
  url: `${origin}/robots.txt`,
  expects: 'text',
  timeoutMs: TIMEOUT_MS,
  maxBytes: MAX_ROBOTS_BYTES,
  cut: true,
  isCrawled: true,
})

const isUnreached = (error: unknown): error is PageError =>
  error instanceof PageError && (error.failure === 'timed_out' || error.failure === 'unreachable') && error.params.reason !== 'redirects'

/** A robots.txt that leads astray is none; where the site cannot be reached at all, the page cannot either. */
function noRules(error: unknown): undefined {
  const isAstray =
    error instanceof PageError && (error.failure === 'refused' || error.failure === 'login_required' || error.params.reason === 'redirects')
  if (!isAstray) throw error
}
