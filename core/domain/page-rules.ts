/** Pure rules of fetched pages: no zod here, workflows may import them. */

/**
 * Why a page could not be had: each is the `type` of the ApplicationFailure that an activity throws, its first detail the
 * parameters. Those that a retry may mend are thrown retryable; the rest are final at once.
 */
export const PAGE_FAILURES = ['refused', 'gone', 'blocked', 'login_required', 'too_big', 'timed_out', 'not_a_page', 'unreachable'] as const
export type PageFailure = (typeof PAGE_FAILURES)[number]

/** A page that was had, small enough to travel: what was read is in the page store. */
export interface FetchedPage {
  /** Id in the page store. */
  pageId: string
  /** Bytes of the decoded page. */
  bytes: number
  via: 'http' | 'browser'
}

/** What an extracted page turned out to be. */
export type PageKind = 'offer' | 'not_an_offer' | 'needs_browser' | 'login_required' | 'gone'
