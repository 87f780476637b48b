/**
 * Everything that can be refused or fail on purpose, by its stable code. The API maps each to a status and a sentence
 * (api/http/problems.ts); a code that the map forgets does not compile.
 */
export type ErrorCode =
  | 'validation_failed'
  | 'malformed_body'
  | 'unsupported_media_type'
  | 'body_too_large'
  | 'body_too_slow'
  | 'not_authenticated'
  | 'invalid_credentials'
  | 'invalid_token'
  | 'forbidden'
  | 'email_taken'
  | 'username_taken'
  | 'wrong_password'
  | 'password_elsewhere'
  | 'being_erased'
  | 'not_found'
  | 'method_not_allowed'
  | 'precondition_failed'
  | 'idempotency_key_reused'
  | 'idempotency_in_progress'
  | 'url_missing'
  | 'description_is_yours'
  | 'already_applied'
  | 'too_many_searches'
  | 'query_says_nothing'
  | 'cv_type_unsupported'
  | 'cv_unreadable'
  | 'cv_encrypted'
  | 'cv_has_macros'
  | 'cv_too_complex'
  | 'too_many_requests'
  | 'search_too_slow'
  | 'catalogue_busy'
  | 'database_unavailable'
  | 'storage_full'
  | 'internal_error'

export interface FieldError {
  /** Where in the request: `company`, `notes.3`, `query.limit`. */
  path: string
  message: string
}

/** The one error class: a code that programs read, and the parameters of the sentence that people read. */
export class AppError extends Error {
  readonly code: ErrorCode
  readonly params: Readonly<Record<string, string | number>>
  readonly errors: readonly FieldError[] | undefined

  constructor(code: ErrorCode, options: { params?: Record<string, string | number>; errors?: readonly FieldError[]; cause?: unknown } = {}) {
    super(code, options.cause === undefined ? undefined : { cause: options.cause })
    this.name = 'AppError'
    this.code = code
    this.params = options.params ?? {}
    this.errors = options.errors
  }
}

/** The record, or `not_found`: one that is somebody else's looks like one that doesn't exist. */
export function found<T>(record: T | null | undefined, resource: string): T {
  if (record === null || record === undefined) throw new AppError('not_found', { params: { resource } })
  return record
}
