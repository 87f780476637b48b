import { Context } from '@temporalio/activity'
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common'
import type { ApplicationRepository } from '../../core/db/application-repository.ts'
import type { PageRepository } from '../../core/db/page-repository.ts'
import type { FetchedPage } from '../../core/domain/page-rules.ts'
import type { Logger } from '../../core/logger.ts'
import { STALE } from '../../core/temporal/names.ts'
import { activityFailure } from './activity-failure.ts'
import type { BrowserPool } from './browser-pool.ts'
import { type CrawlRecorder, failedOutcome } from './crawl-recorder.ts'
import type { PoliteFetch } from './polite-fetch.ts'
import { type ReadPage, renderInBrowser } from './render.ts'

export { activityFailure } from './activity-failure.ts'
export { createBrowserPool } from './browser-pool.ts'
export { checkSandbox } from './browser-sandbox.ts'
export { createEgressProxy } from './egress-proxy.ts'
export { createPoliteFetch, HostBusy, type PoliteFetch, type PoliteFetchDependencies } from './polite-fetch.ts'

/** Of a page that somebody waits for. */
const PAGE_TIMEOUT_MS = 15_000
const MAX_PAGE_BYTES = 5 * 1024 * 1024

interface Crawling {
  pages: Pick<PageRepository, 'save'>
  polite: Pick<PoliteFetch, 'ask' | 'inTurn'>
  browser: Pick<BrowserPool, 'withContext'>
  applications: Pick<ApplicationRepository, 'descriptionUrl'>
  recordCrawl?: CrawlRecorder
  now: () => Date
  log: Logger
}

/** Whose page, under the counter that was read: the address itself stays in MongoDB, since it may hold a token. */
export interface PageRequest {
  applicationId: string
  request: number
}

/**
 * Reading pages, by plain HTTP or in a browser, into the page store. Safe to run twice: a page is kept again under another id.
 * Each throws what activityFailure makes of it; an ApplicationFailure of the type STALE says that nobody asks for the page any more.
 */
export function createCrawling({ applications, pages, polite, browser, recordCrawl = () => {}, now, log }: Crawling) {
  /** Reads until the activity is cancelled, keeps the page, and says what came of it. */
  async function kept(
    via: 'http' | 'browser',
    { applicationId, request }: PageRequest,
    read: (url: string, signal: AbortSignal) => Promise<ReadPage>,
  ): Promise<FetchedPage> {
    const url = await applications.descriptionUrl(applicationId, request)
    if (url === undefined) throw stale()
    const about = { host: URL.parse(url)?.host, via }
    const start = performance.now()
    const recorded = (outcome: string) => recordCrawl({ source: 'description', via, outcome, seconds: (performance.now() - start) / 1_000 })
    try {
      const { html, finalUrl, bytes } = await read(url, Context.current().cancellationSignal)
      log.info({ ...about, bytes, ms: Math.round(performance.now() - start) }, 'a page was read')
      recorded('fetched')
      return { pageId: await pages.save({ url, finalUrl, via, html }, now()), bytes, via }
    } catch (error) {
      const failure = activityFailure(error)
      recorded(failedOutcome(failure))
      if (failure instanceof ApplicationFailure)
        log.info({ ...about, failure: failure.message, ms: Math.round(performance.now() - start) }, 'a page was not read')
      throw failure
    }
  }

  return {
    /** The page by plain HTTP. */
    fetchPage: (asked: PageRequest): Promise<FetchedPage> =>
      kept('http', asked, async (url, signal) => {
        const { body, url: finalUrl } = await polite.ask({ url, expects: 'page', timeoutMs: PAGE_TIMEOUT_MS, maxBytes: MAX_PAGE_BYTES }, { signal })
        return { html: body, finalUrl, bytes: Buffer.byteLength(body) }
      }),

    /** The page as a browser shows it, once its scripts have run. All that it asks for on the way is one turn at its host. */
    renderPage: (asked: PageRequest): Promise<FetchedPage> =>
      kept('browser', asked, (url, signal) =>
        polite.inTurn(url, { signal }, () => browser.withContext(signal, (context) => renderInBrowser(context, url, { now, signal }))),
      ),
  }
}

const stale = () =>
  ApplicationFailure.create({
    type: STALE,
    message: 'Nobody asks for this page any more',
    nonRetryable: true,
    category: ApplicationFailureCategory.BENIGN,
  })
