import type { Rejection, SourceErrorCode } from '../../core/domain/collection-rules.ts'
import type { SourceName } from '../../core/domain/sources.ts'
import type { SourceConfig } from '../../core/source-settings.ts'
import type { SourceQuery } from './query.ts'
import type { RawOffer } from './raw-offer.ts'

/** A board of a source, or one offer of it. */
export interface SourceTarget {
  /** Token, site or company name; the address for `page`. */
  board: string
  /** Of one offer; null: all that the board has. */
  nativeId: string | null
  /** How many links led here: 0 what was asked for, 1 what a list or a search linked to. */
  depth: number
}

/** What a run asks of a source. */
export interface SourceTask {
  query: SourceQuery
  /** Boards by configuration and by those who ask, and offers by their address, each once. Sources that search need none. */
  targets: readonly SourceTarget[]
  settings: Omit<SourceConfig, 'boards'>
  /** Offers that are kept at most. */
  limit: number
}

/** Why a source is not asked: a code, and the variable that would mend it. */
export interface Skipped {
  skipped: Extract<SourceErrorCode, 'no_key' | 'no_boards'>
  variable: string
}

/** One part of the work on a source, as it is kept in MongoDB between two activities: JSON, no secrets. */
export interface SourceStep {
  /** Unique within the run: planned again, it is the same step. */
  key: string
  /** What operators and users read: a board, a page's number, a host. Never a whole address: it may hold a token. */
  label: string
}

export interface SourceRequest {
  url: string
  method?: 'GET' | 'POST'
  headers?: Readonly<Record<string, string>>
  /** Sent as JSON, or as a form. */
  json?: unknown
  form?: Readonly<Record<string, string>>
  /** What the answer may be: `json` refuses anything else as `unexpected_answer`, `page` is a page for people (robots.txt is obeyed, a browser may help). */
  expects: 'json' | 'page' | 'text'
  /** Read like a page although it is none, as sitemaps and feeds are: robots.txt is obeyed, and redirects may lead anywhere. True of pages. */
  isCrawled?: boolean
  /** At least so long between two requests to the host; the configured gap where that is longer. */
  gapMs?: number
  /** For everything; 30 s where it is not said. Redirects of `json` and `text` must stay on the host, pages may be redirected anywhere. */
  timeoutMs?: number
  maxBytes?: number
}

export interface SourceAnswer {
  status: number
  /** After redirects. */
  url: string
  headers: Readonly<Record<string, string>>
  /** The body as text. */
  body: string
  /** Parsed, where the request expects JSON. */
  json: unknown
  via: 'http' | 'browser'
}

/** What an answer says. */
export interface SourceReading<Step extends SourceStep = SourceStep> {
  offers: RawOffer[]
  /** What is to be asked of the same source next: the next page. */
  next: Step[]
  /** Addresses of pages that may hold offers: those of a known ATS go to its API, the others are read as pages (source `page`). */
  links?: string[]
  /** The page shows its content only to a browser: it is asked for again by one. */
  needsBrowser?: boolean
  /** Nothing was read of what was asked for, and that is no error: it counts as one that was found and rejected. */
  rejected?: Rejection
  /** The page is no offer's own: it lists some. */
  isList?: boolean
}

/** The answer is not what the source documents: its markup or its API has changed, or something stands in front of it. */
export class SourceError extends Error {
  override name = 'SourceError'
  readonly code: SourceErrorCode
  readonly params: Readonly<Record<string, string | number>>
  /** Whether another attempt may mend it, and when. */
  readonly retryable: boolean
  readonly retryAfterMs: number | undefined

  constructor(
    code: SourceErrorCode,
    params: Readonly<Record<string, string | number>> = {},
    { retryable = false, retryAfterMs }: { retryable?: boolean; retryAfterMs?: number } = {},
  ) {
    super(code)
    this.code = code
    this.params = params
    this.retryable = retryable
    this.retryAfterMs = retryAfterMs
  }
}

/**
 * A job board. What it does is pure: which requests it makes, and what an answer says; fetching politely, retrying, normalising, telling
 * doubles and saving are the same for all (steps.ts). Never throws for one bad offer among good ones: leaves it out.
 */
export interface JobSource<Step extends SourceStep = SourceStep> {
  name: SourceName
  /** Whether the query decides which offers it answers: none is no wonder then. Of the others, none where there were some is. */
  answersQueries: boolean
  /** The steps of these targets, or of the whole source; or why there are none. */
  plan(task: SourceTask): Step[] | Skipped
  /**
   * The request of a step. Secrets enter here.
   * @param exchange asks for something on the way, a token for one, as politely as for the step itself
   */
  request(step: Step, task: SourceTask, exchange: (request: SourceRequest) => Promise<SourceAnswer>): SourceRequest | Promise<SourceRequest>
  /** What the answer says. @throws SourceError for an answer that is not what the source documents */
  read(answer: SourceAnswer, step: Step, task: SourceTask): SourceReading<Step>
  /**
   * What a status other than 2xx means here; undefined: what it means everywhere (429 and 503 wait, 401 and 403 `invalid_key` or
   * `blocked`, 404 `not_found`, 5xx again).
   */
  problemOf?(answer: SourceAnswer): SourceError | undefined
  /** The board, and the offer where it names one, that an address of this source's own site is of: `https://jobs.lever.co/acme/4f…`. */
  boardOf?(url: URL): { board: string; nativeId: string | null } | undefined
}

/** Keeps what a source's steps are to itself: the registry holds sources of every kind of step. */
export const defineSource = <Step extends SourceStep>(source: JobSource<Step>): JobSource => source as unknown as JobSource
