import { Context } from '@temporalio/activity'
import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common'
import type { PageRepository } from '../../core/db/page-repository.ts'
import type { FetchedPage } from '../../core/domain/page-rules.ts'
import type { Logger } from '../../core/logger.ts'
import type { BrowserPool } from './browser-pool.ts'
import type { EgressProxy } from './egress-proxy.ts'
import { PageError } from './page-error.ts'
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
  now: () => Date
  log: Logger
}

/**
 * Reading pages, by plain HTTP or in a browser, into the page store. Safe to run twice: a page is kept again under another id.
 * Each throws an ApplicationFailure whose type is a PageFailure, its first detail the parameters; it is retryable where that may help.
 */
export function createCrawling({ pages, egress, browser, userAgent, now, log }: Crawling) {
  /** Reads until the activity is cancelled, keeps the page, and says what came of it. */
  async function kept(via: 'http' | 'browser', url: string, read: (signal: AbortSignal) => Promise<ReadPage>): Promise<FetchedPage> {
    const about = { host: URL.parse(url)?.host, via }
    const start = performance.now()
    try {
      const { html, finalUrl, bytes } = await read(Context.current().cancellationSignal)
      log.info({ ...about, bytes, ms: Math.round(performance.now() - start) }, 'a page was read')
      return { pageId: await pages.save({ url, finalUrl, via, html }, now()), bytes, via }
    } catch (error) {
      if (!(error instanceof PageError)) throw error
      log.info({ ...about, failure: error.message, ms: Math.round(performance.now() - start) }, 'a page was not read')
      throw failureOf(error)
    }
  }

  return {
    /** The page by plain HTTP. */
    fetchPage: ({ url }: { url: string }): Promise<FetchedPage> =>
      kept('http', url, (signal) => plainFetch(url, { proxyUrl: egress.url, userAgent, now, signal })),

    /** The page as a browser shows it, once its scripts have run. */
    renderPage: ({ url }: { url: string }): Promise<FetchedPage> =>
      kept('browser', url, (signal) => browser.withContext(signal, (context) => renderInBrowser(context, url, { now, signal }))),
  }
}

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
