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
/** A site that fails to give its robots.txt for so long has none (RFC 9309 §2.3.1.4). */
const MAX_FAILING_MS = 30 * 24 * 60 * 60_000
const TIMEOUT_MS = 10_000
const MAX_REDIRECTS = 5

/** The sites' robots.txt (RFC 9309), kept for a day for all workers. */
export function createRobots({ hosts, turns, web }: Dependencies) {
  const { now, userAgent } = web
  const product = productOf(userAgent)
  const ageMs = (time: Date) => now().getTime() - time.getTime()
  const isFresh = ({ fetchedAt, failingSince }: KnownRobots) => ageMs(fetchedAt) < (failingSince === null ? FRESH_MS : RETRY_MS)

  /** Asks the site, at the host's turn: another worker may have done so meanwhile. */
  async function asked(origin: string, options: TurnOptions): Promise<KnownRobots> {
    const turn = holdTurn(turns, { isCounted: false })
    const enter = (url: URL) => turn.enter(url, options)
    try {
      await enter(new URL(origin))
      const former = await hosts.robots(origin, product)
      if (former && isFresh(former)) return former
      let isFirst = true
      const before = async (url: URL) => {
        if (!isFirst) await enter(url)
        isFirst = false
      }
      const answer = await plainFetch(requestOf(origin), { ...web, signal: options.signal, maxRedirects: MAX_REDIRECTS, before }).catch(noRules)
      if (answer === undefined) return { text: '', fetchedAt: now(), failingSince: null }
      const { status, url, headers } = answer
      await turn.heed(problemOf({ status, retryAfter: headers['retry-after'], url, requestedUrl: origin }, now()))
      const read = robotsOf(answer, former)
      await hosts.saveRobots(origin, product, read)
      return read
    } finally {
      await turn.end()
    }
  }

  function robotsOf({ status, body }: SourceAnswer, former: KnownRobots | undefined): KnownRobots {
    const fetchedAt = now()
    if (status >= 200 && status < 300) return { text: ourPart(body, product), fetchedAt, failingSince: null }
    // Too many requests are no absence of rules.
    if (status < 500 && status !== 429) return { text: '', fetchedAt, failingSince: null }
    return { text: former?.text ?? null, fetchedAt, failingSince: former?.failingSince ?? fetchedAt }
  }

  return {
    /**
     * The rules of an address's site. A site that fails to give them is left alone, asked again after ten minutes, and for its last ones
     * meanwhile; after thirty days it has none.
     * @throws PageError `not_allowed` without rules, and whatever keeps robots.txt from being had; HostBusy; the signal's reason
     */
    async rules(url: URL, options: TurnOptions): Promise<RobotsRules> {
      const known = await hosts.robots(url.origin, product)
      const { text, failingSince } = known && isFresh(known) ? known : await asked(url.origin, options)
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

/** A robots.txt that leads astray is none; where the site cannot be reached at all, the page cannot either. */
function noRules(error: unknown): undefined {
  const isAstray =
    error instanceof PageError && (error.failure === 'refused' || error.failure === 'login_required' || error.params.reason === 'redirects')
  if (!isAstray) throw error
}
