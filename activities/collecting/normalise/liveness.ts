import { ENDED, type Liveness } from '../../../core/domain/job-offer-rules.ts'

const DAY_MS = 86_400_000

/** Open as long as its last day is not over everywhere: a date without a time counts to its end. */
export function readLiveness(validThrough: string | null, now: Date): { liveness: Liveness; liveness_reason: string | null } {
  const end = validThrough === null ? Number.POSITIVE_INFINITY : Date.parse(validThrough) + (validThrough.endsWith('T00:00:00.000Z') ? DAY_MS : 0)
  return end < now.getTime() ? { liveness: 'closed', liveness_reason: ENDED } : { liveness: 'open', liveness_reason: null }
}
