import { z } from 'zod'
import { Instant } from '../../core/domain/fields.ts'
import { Contract, Liveness, WorkMode } from '../../core/domain/job-offer.ts'
import { CursorParameter, Limit } from '../http/paging.ts'

const Words = z.string().max(200)
const MAX_SKIP = 10_000

const filters = {
  keywords: Words.optional().meta({
    description: 'Words that title, company or skills must have; each may be the beginning of one',
    example: 'data python',
  }),
  location: Words.optional().meta({ description: 'Words of the place', example: 'lyon' }),
  company: Words.optional().meta({ description: 'Words of the company alone', example: 'acme' }),
  contract_type: Contract.optional().meta({ description: 'The kind of contract' }),
  remote: WorkMode.optional().meta({ description: 'Where the work is done' }),
  source: z.string().min(1).max(100).optional().meta({ description: 'A job board, by its exact name', example: 'greenhouse' }),
  liveness: Liveness.optional().meta({ description: 'Whether it can still be answered' }),
  posted_after: Instant.optional().meta({ description: 'The earliest `posted_at`, itself included', example: '2026-11-23' }),
}

/** Digits: what else JavaScript reads as a number, an empty text as 0 among them, is none. */
const Skip = z
  .preprocess(
    (input) => (typeof input === 'string' && /^\d+$/.test(input) ? Number(input) : Number.NaN),
    z.int({ error: 'skip' }).min(0).max(MAX_SKIP),
  )
  .optional()
  .meta({ description: 'Leaves out the first so many; not together with `cursor`', example: 0 })

export const CountParameters = z.strictObject(filters)

export const ListParameters = z
  .strictObject({ ...filters, limit: Limit, skip: Skip, cursor: CursorParameter.optional() })
  .refine(({ skip, cursor }) => skip === undefined || cursor === undefined, { path: ['skip'], error: 'skip_with_cursor' })

/** What the cursors of this list belong to. */
export const ORDER = 'job-offers'
