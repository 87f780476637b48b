/** Pure rules of fetched pages: no zod here, workflows may import them. */

/**
 * Why a page could not be had: each is the `type` of the ApplicationFailure that an activity throws, its first detail the
 * parameters. Those that a retry may mend are thrown retryable; the rest are final at once.
 * `not_allowed`: robots.txt asks to be left alone; `refused`: our own egress guard; `not_found` is 404, `gone` 410.
 */
export const PAGE_FAILURES = [
  'refused',
  'gone',
  'not_found',
  'blocked',
  'not_allowed',
  'login_required',
  'too_big',
  'timed_out',
  'not_a_page',
  'unreachable',
] as const
export type PageFailure = (typeof PAGE_FAILURES)[number]

/** What came of asking for a page or for a part of a board. */
export const PAGE_OUTCOMES = [
  'fetched',
  'unchanged',
  'gone',
  'blocked',
  'not_allowed',
  'too_big',
  'timed_out',
  'login_required',
  'not_found',
  'failed',
] as const
export type PageOutcome = (typeof PAGE_OUTCOMES)[number]

const isOutcome = (failure: string): failure is PageOutcome => (PAGE_OUTCOMES as readonly string[]).includes(failure)

/** A failure as it is counted; what has no outcome of its own is `failed`. */
export const outcomeOf = (failure: string): PageOutcome => (isOutcome(failure) ? failure : 'failed')

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
