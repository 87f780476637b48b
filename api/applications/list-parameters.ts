import { z } from 'zod'
import { APPLICATION_SORTS, type ApplicationOrder, type ApplicationSort } from '../../core/db/application-lists.ts'
import type { PageEnd } from '../../core/db/keyset-paging.ts'
import { ApplicationStatus } from '../../core/domain/application.ts'
import { Instant } from '../../core/domain/fields.ts'
import { readInstant } from '../../core/domain/instant-rules.ts'
import { AppError } from '../../core/errors.ts'
import { type Cursor, CursorParameter, Limit } from '../http/paging.ts'

const sorts = Object.keys(APPLICATION_SORTS) as ApplicationSort[]
const Sort = z.enum([...sorts, ...sorts.map((sort) => `-${sort}` as const)])
const Words = z.string().max(200)
const LAST_MOMENT = 'T23:59:59.999Z'

/** A day as the end of a range means all of it. */
const RangeEnd = z.preprocess(
  (input) => (typeof input === 'string' && /^\d{4}-\d{2}-\d{2}$/.test(input.trim()) ? input.trim() + LAST_MOMENT : input),
  Instant,
)

export const ListParameters = z.strictObject({
  status: z.preprocess((input) => (typeof input === 'string' ? [input] : input), z.array(ApplicationStatus).max(10).optional()),
  archived: z.stringbool().optional(),
  q: Words.optional().meta({
    description: 'Words that company, position or location must have; each may be the beginning of one',
    example: 'data lyon',
  }),
  company: Words.optional(),
  from: Instant.optional(),
  to: RangeEnd.optional(),
  sort: Sort.default('-application_date').meta({ description: 'A field; `-` in front: descending' }),
  limit: Limit,
  cursor: CursorParameter.optional(),
})

/** The order that `sort` names. */
export function orderOf(sort: z.infer<typeof Sort>): ApplicationOrder {
  const descending = sort.startsWith('-')
  return { by: (descending ? sort.slice(1) : sort) as ApplicationSort, descending }
}

/** Where the page starts; a cursor of another order is refused. */
export function startOf(cursor: Cursor | undefined, sort: z.infer<typeof Sort>): PageEnd | undefined {
  if (cursor === undefined) return undefined
  const readable = orderOf(sort).by === 'company' || readInstant(cursor.value) !== undefined
  if (cursor.order !== sort || !readable) throw new AppError('validation_failed', { errors: [{ path: 'query.cursor', message: 'cursor' }] })
  return { value: cursor.value, id: cursor.id }
}
