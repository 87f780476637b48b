/**
 * Why a language model gave no answer that can be used. `refused`: it declined, or a filter did; `truncated`: its tokens ran out;
 * `invalid_answer`: no JSON, or not of the shape that was asked for; `bad_request`: what was sent is not for this server or model.
 */
export const MODEL_FAILURES = [
  'refused',
  'truncated',
  'invalid_answer',
  'rate_limited',
  'quota_exhausted',
  'invalid_key',
  'bad_request',
  'timed_out',
  'model_unavailable',
] as const
export type ModelFailure = (typeof MODEL_FAILURES)[number]

/** As the server counts them: never negative, and whole. */
export interface ModelTokens {
  input: number
  output: number
}

export const NO_TOKENS: ModelTokens = { input: 0, output: 0 }

/** Its message is the failure's name: what a server answers may hold what it was asked. */
export class ModelError extends Error {
  override name = 'ModelError'
  readonly failure: ModelFailure
  /** The server's own, where it answered. */
  readonly status: number | undefined
  /** How long it asks to be left alone. */
  readonly retryAfterMs: number | undefined
  /** What was paid all the same; undefined: nobody knows, it may be much. */
  readonly tokens: ModelTokens | undefined

  constructor(
    failure: ModelFailure,
    {
      status,
      retryAfterMs,
      tokens,
      cause,
    }: { status?: number | undefined; retryAfterMs?: number | undefined; tokens?: ModelTokens | undefined; cause?: unknown } = {},
  ) {
    super(failure, cause === undefined ? undefined : { cause })
    this.failure = failure
    this.status = status
    this.retryAfterMs = retryAfterMs
    this.tokens = tokens
  }
}
