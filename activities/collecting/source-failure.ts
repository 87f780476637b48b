import { ApplicationFailure, ApplicationFailureCategory } from '@temporalio/common'
import { AppError } from '../../core/errors.ts'
import { STALE } from '../../core/temporal/names.ts'
import { HostBusy } from '../crawling/host-turns.ts'
import { PageError, withoutAddresses } from '../crawling/page-error.ts'
import { sourceErrorOf } from './answer-problem.ts'
import { SourceError } from './source.ts'

/** What sites do is no fault of ours: a line of our own, no alarm. */
const category = ApplicationFailureCategory.BENIGN

/**
 * What an activity throws for what is wrong with a source: an ApplicationFailure whose type is a SourceErrorCode, its first detail the
 * parameters, retryable where and when that may help. Anything unforeseen goes without the addresses that it names.
 */
export function sourceFailure(error: unknown): unknown {
  if (error instanceof AppError && error.code === 'catalogue_busy') {
    const message = `Other collections have been writing to the catalogue for ${error.params.seconds} s: this page waits for its turn`
    return ApplicationFailure.create({ type: 'interrupted', message, details: [{}], category })
  }
  const known = error instanceof PageError ? sourceErrorOf(error) : error
  if (!(known instanceof SourceError) || error instanceof HostBusy) return withoutAddresses(error)
  const { code, params, retryable, retryAfterMs } = known
  const said = Object.entries(params).map(([name, value]) => `${name}: ${value}`)
  return ApplicationFailure.create({
    type: code,
    message: said.length > 0 ? `${code} (${said.join(', ')})` : code,
    details: [params],
    nonRetryable: !retryable,
    category,
    ...(retryAfterMs !== undefined && { nextRetryDelay: retryAfterMs }),
  })
}

/** The collection was cancelled, or is gone with the last who wanted it. */
export const unwanted = () =>
  ApplicationFailure.create({ type: STALE, message: 'Nobody asks for this collection any more', nonRetryable: true, category })
