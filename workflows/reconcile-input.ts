import { ApplicationFailure } from '@temporalio/common'
import type { ReconcileCounts } from '../activities/maintaining/reconcile.ts'
import { givenFields, isObject } from './given-fields.ts'

export interface Reconcile {
  /** What changed more recently is left to those who are at it. */
  unchanged_for_seconds?: number
  /** Where the run before this one left off; operators leave it out. */
  so_far?: ReconcileCounts & { after: string | undefined }
}

const TEN_YEARS_S = 315_360_000

/**
 * The input of `reconcile`, as it was given or by default.
 * @throws ApplicationFailure (never retried) that shows an operator the JSON to type.
 */
export function reconcileInput(given: unknown): Required<Reconcile> {
  const fields = givenFields(given)
  if (isReconcile(fields)) return { unchanged_for_seconds: 10, so_far: { after: undefined, started: 0, ended: 0, left: 0, errors: 0 }, ...fields }
  throw ApplicationFailure.nonRetryable(
    'This workflow takes {}, or how long a record must be unchanged to be looked at: {"unchanged_for_seconds":10} (0 to ten years).',
    'bad_input',
  )
}

function isReconcile(given: unknown): given is Reconcile {
  if (!isObject(given)) return false
  const { unchanged_for_seconds: seconds = 0, so_far } = given
  return typeof seconds === 'number' && seconds >= 0 && seconds <= TEN_YEARS_S && (so_far === undefined || isSoFar(so_far))
}

function isSoFar(given: unknown): boolean {
  if (!isObject(given)) return false
  const { after, started, ended, left, errors } = given
  const isId = after === undefined || (typeof after === 'string' && /^[0-9a-f]{24}$/.test(after))
  return isId && [started, ended, left, errors].every((count) => Number.isSafeInteger(count) && Number(count) >= 0)
}
