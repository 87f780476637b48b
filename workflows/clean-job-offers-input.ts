import type { CleanedOffers } from './clean-job-offers.ts'
import { isObject } from './given-fields.ts'
import { isBoolean, isCount, isDays, operatorInput } from './operator-input.ts'

export interface CleanJobOffers {
  /** An offer that nobody has seen for so many days is closed: 30 unless configuration says otherwise. */
  expire_after_days?: number | null
  /** One that has been closed for so many days is deleted: 90 unless configuration says otherwise. */
  delete_after_days?: number | null
  /** Normalises and compares all offers, not only those that changed since they were last looked at. */
  all?: boolean | null
  /** Tells what would happen, and changes nothing. */
  dry_run?: boolean | null
  /** Where the run before this one left off; operators leave it out. */
  so_far?: SoFar
}

export interface SoFar {
  state: CleanedOffers
  batches: number
  after: string | { seen: string; id: string } | null
}

const SENTENCE =
  'This workflow takes {}, or any of these: {"expire_after_days":30,"delete_after_days":90,"all":false,"dry_run":true} ' +
  '(1 to 36500 days; dry_run tells only what would happen, all looks at every offer).'

/**
 * The input of `cleanJobOffers`.
 * @throws ApplicationFailure (never retried) that shows an operator the JSON to type
 */
export function cleanInput(input: unknown) {
  const checks = { expire_after_days: isDays, delete_after_days: isDays, all: isBoolean, dry_run: isBoolean, so_far: isSoFar }
  const given = operatorInput(input, checks, SENTENCE)
  return {
    expireAfterDays: given.expire_after_days as number | undefined,
    deleteAfterDays: given.delete_after_days as number | undefined,
    all: given.all === true,
    dryRun: given.dry_run === true,
    soFar: given.so_far as SoFar | undefined,
  }
}

function isSoFar(value: unknown): boolean {
  if (!isObject(value) || !isCount(value.batches) || !isObject(value.state)) return false
  const { state, after } = value
  const isEnd = after === null || typeof after === 'string' || (isObject(after) && typeof after.seen === 'string' && typeof after.id === 'string')
  const hasSteps = ['adopt', 'normalise', 'drop', 'merge', 'expire', 'delete'].every((step) => isObject((state as Record<string, unknown>)[step]))
  return isEnd && hasSteps && typeof state.step === 'string' && typeof state.at === 'string'
}
