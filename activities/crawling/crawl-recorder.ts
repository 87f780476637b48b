import { ApplicationFailure } from '@temporalio/common'

/** A page or a board's API that was asked for. */
export interface CrawledPage {
  /** The source that it was asked for, or `description`. */
  source: string
  via: 'http' | 'browser'
  /** `fetched`, `unchanged`, or the failure's type. */
  outcome: string
  seconds: number
}

/** Is told of each page that was asked for, for the figures that operators see. */
export type CrawlRecorder = (page: CrawledPage) => void

/** The outcome of a page that could not be had: what nobody foresaw, or an end by cancellation, is `interrupted`. */
export const failedOutcome = (failure: unknown): string => (failure instanceof ApplicationFailure ? failure.type : undefined) ?? 'interrupted'
