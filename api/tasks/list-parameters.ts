import { z } from 'zod'
import { NO_DUE_DATE, TASK_SORTS } from '../../core/db/task-lists.ts'
import { readInstant } from '../../core/domain/instant-rules.ts'
import { TaskStatus } from '../../core/domain/task.ts'
import { type Cursor, CursorParameter, Limit } from '../http/paging.ts'
import { RangeEnd } from '../http/parameters.ts'
import { orderOf, sortParameter, startOf } from '../http/sorting.ts'

export const ListParameters = z.strictObject({
  status: z
    .preprocess((input) => (typeof input === 'string' ? [input] : input), z.array(TaskStatus).max(10).optional())
    .meta({ description: 'Repeatable; case and accents don’t count' }),
  archived: z.stringbool().optional(),
  due_before: RangeEnd.optional().meta({
    description: 'Tasks due until then, that moment included; a day means all of it. Tasks without a due date are left out',
    example: '2026-11-23',
  }),
  sort: sortParameter(TASK_SORTS, '-created_at').meta({
    description: 'A field; `-` in front: descending. By `due_date`, tasks without one come last either way',
  }),
  limit: Limit,
  cursor: CursorParameter.optional(),
})

/** Where the page starts; a cursor of another order is refused. */
export const startOfTasks = (cursor: Cursor | undefined, sort: z.infer<typeof ListParameters>['sort']) =>
  startOf(cursor, sort, (value) => readInstant(value) !== undefined || (orderOf(sort).by === 'due_date' && value === NO_DUE_DATE))
