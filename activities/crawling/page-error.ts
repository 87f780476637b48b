import type { PageFailure } from '../../core/domain/page-rules.ts'

type Params = Readonly<Record<string, string | number>>

/** Why a page could not be had. Its message and parameters go into histories and to people: they never hold an address. */
export class PageError extends Error {
  readonly failure: PageFailure
  readonly params: Params
  /** Whether another attempt may mend it. */
  readonly retryable: boolean
  /** How long the site asked to wait before the next attempt. */
  readonly retryAfterMs: number | undefined

  constructor(failure: PageFailure, params: Params = {}, { retryable = false, retryAfterMs }: { retryable?: boolean; retryAfterMs?: number } = {}) {
    const said = Object.entries(params).map(([name, value]) => `${name}: ${value}`)
    super(said.length > 0 ? `${failure} (${said.join(', ')})` : failure)
    this.name = 'PageError'
    this.failure = failure
    this.params = params
    this.retryable = retryable
    this.retryAfterMs = retryAfterMs
  }
}

/** An unforeseen error without the addresses that it names (browsers do): histories and logs keep its message and stack. */
export function withoutAddresses(error: unknown): unknown {
  if (!(error instanceof Error)) return error
  const bare = (text: string | undefined) => text?.replaceAll(/\b(?:https?|wss?):\/\/[^\s"'<>]+/gi, '(an address)')
  if (error.cause !== undefined) error.cause = withoutAddresses(error.cause)
  return Object.assign(error, { message: bare(error.message), stack: bare(error.stack) })
}
