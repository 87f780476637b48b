import { z } from 'zod'
import { APPLICATION_SORTS, type ApplicationSort } from '../../core/db/application-lists.ts'
import { ApplicationStatus } from '../../core/domain/application.ts'
import { Instant } from '../../core/domain/fields.ts'
import { readInstant } from '../../core/domain/instant-rules.ts'
import { type Cursor, CursorParameter, Limit } from '../http/paging.ts'
import { RangeEnd } from '../http/parameters.ts'
import { orderOf, sortParameter, startOf } from '../http/sorting.ts'

const SORTS = Object.keys(APPLICATION_SORTS) as ApplicationSort[]
const Words = z.string().max(200)

export const ListParameters = z.strictObject({
  status: z
    .preprocess((input) => (typeof input === 'string' ? [input] : input), z.array(ApplicationStatus).max(10).optional())
    .meta({ description: 'One of these; repeatable' }),
  archived: z.stringbool().optional(),
  q: Words.optional().meta({
    description: 'Words that company, position or location must have; each may be the beginning of one',
    example: 'data lyon',
  }),
  company: Words.optional().meta({ description: 'Words of the company alone', example: 'acme' }),
  from: Instant.optional(),
  to: RangeEnd.optional(),
  sort: sortParameter(SORTS, '-application_date'),
  limit: Limit,
  cursor: CursorParameter.optional(),
})

/** Where the page starts; a cursor of another order is refused. */
export const startOfApplications = (cursor: Cursor | undefined, sort: z.infer<typeof ListParameters>['sort']) =>
  startOf(cursor, sort, (value) => orderOf(sort).by === 'company' || readInstant(value) !== undefined)
