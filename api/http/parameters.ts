import { z } from 'zod'
import { Id, Instant } from '../../core/domain/fields.ts'

/** The path of one record. */
export const IdParameter = z.object({ id: Id })

/** RFC 9110, 13.1.1: `*`, or tags. */
const ENTITY_TAGS = '^(\\*|(W/)?"[^",]*"( *, *(W/)?"[^",]*")*)$'

/** The header of an update that must not overwrite what it has not seen. */
export const IfMatch = z.object({
  'if-match': z
    .string()
    .max(1_000)
    .optional()
    .meta({ description: 'The ETag of the read that this change builds on', example: '"3"', minLength: 1, pattern: ENTITY_TAGS }),
})

/** The header of a create that is safe to send twice. */
export const IdempotencyKey = z.object({
  'idempotency-key': z.string().max(200).optional().meta({
    description: 'Makes the create safe to send again for 24 hours',
    example: '5f0c2a7b-4c1d-4e3f-8051-6a7b8c9d0e1f',
    minLength: 1,
    pattern: '^[!-~]+$',
  }),
})

/** The header that any operation reads. Said of the log-in, whose generated clients need an optional parameter. */
export const AcceptLanguage = z.object({
  'accept-language': z.string().max(1_000).optional().meta({
    description: 'The language of what people read, `fr` or `en`; the server’s own for any other',
    example: 'fr',
  }),
})

const LAST_MOMENT = 'T23:59:59.999Z'

/** A moment that ends a range, itself included; a day means all of it. */
export const RangeEnd = z.preprocess(
  (input) => (typeof input === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(input.trim()) ? input.trim() + LAST_MOMENT : input),
  Instant,
)
