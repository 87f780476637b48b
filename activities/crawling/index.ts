import { Context } from '@temporalio/activity'
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common'
import type { ApplicationRepository } from '../../core/db/application-repository.ts'
import type { PageRepository } from '../../core/db/page-repository.ts'
import type { FetchedPage } from '../../core/domain/page-rules.ts'
import type { Logger } from '../../core/logger.ts'
import { STALE } from '../../core/temporal/names.ts'
import type { BrowserPool } from './browser-pool.ts'
import type { EgressProxy } from './egress-proxy.ts'
import { PageError, withoutAddresses } from './page-error.ts'
import { plainFetch, type ReadPage } from './plain-fetch.ts'
import { renderInBrowser } from './render.ts'

export { createBrowserPool } from './browser-pool.ts'
export { checkSandbox } from './browser-sandbox.ts'
export { createEgressProxy } from './egress-proxy.ts'

interface Crawling {
  pages: Pick<PageRepository, 'save'>
  egress: Pick<EgressProxy, 'url'>
  browser: Pick<BrowserPool, 'withContext'>
  userAgent: string
  applications: Pick<ApplicationRepository, 'descriptionUrl'>
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
 * Each throws an ApplicationFailure whose type is a PageFailure, its first detail the parameters; it is retryable where that may help. The
 * type STALE says that nobody asks for the page any more.
 */
export function createCrawling({ applications, pages, egress, browser, userAgent, now, log }: Crawling) {
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
    try {
      const { html, finalUrl, bytes } = await read(url, Context.current().cancellationSignal)
      log.info({ ...about, bytes, ms: Math.round(performance.now() - start) }, 'a page was read')
      return { pageId: await pages.save({ url, finalUrl, via, html }, now()), bytes, via }
    } catch (error) {
      if (!(error instanceof PageError)) throw withoutAddresses(error)
      log.info({ ...about, failure: error.message, ms: Math.round(performance.now() - start) }, 'a page was not read')
      throw failureOf(error)
    }
  }

  return {
    /** The page by plain HTTP. */
    fetchPage: (asked: PageRequest): Promise<FetchedPage> =>
      kept('http', asked, (url, signal) => plainFetch(url, { proxyUrl: egress.url, userAgent, now, signal })),

    /** The page as a browser shows it, once its scripts have run. */
    renderPage: (asked: PageRequest): Promise<FetchedPage> =>
      kept('browser', asked, (url, signal) => browser.withContext(signal, (context) => renderInBrowser(context, url, { now, signal }))),
  }
}

const stale = () =>
  ApplicationFailure.create({
    type: STALE,
    message: 'Nobody asks for this page any more',
    nonRetryable: true,
    category: ApplicationFailureCategory.BENIGN,
  })

function failureOf({ failure, message, params, retryable, retryAfterMs }: PageError): ApplicationFailure {
  return ApplicationFailure.create({
    type: failure,
    message,
    details: [params],
    nonRetryable: !retryable,
    // What pages do is no fault of ours: a line of our own, no alarm.
    category: ApplicationFailureCategory.BENIGN,
    ...(retryAfterMs !== undefined && { nextRetryDelay: retryAfterMs }),
  })
}
