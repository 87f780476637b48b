import { type Collection, type Document, type Filter, ObjectId, type WithId } from 'mongodb'
import type { Task } from '../domain/task.ts'
import type { TaskStatus } from '../domain/task-rules.ts'
import { boundedRead } from './bounded-read.ts'
import { afterCondition, bothOf, type PageEnd, pageOf, rangeOf } from './keyset-paging.ts'
import { answeredTask, type TaskDocument } from './task-document.ts'

/** What lists sort by. */
export const TASK_SORTS = ['created_at', 'updated_at', 'due_date'] as const
export type TaskSort = (typeof TASK_SORTS)[number]

export interface TaskFilter {
  status?: readonly TaskStatus[] | undefined
  archived?: boolean | undefined
  /** ISO 8601, included; a task without a due date is not before any. */
  due_before?: string | undefined
}

export interface TaskOrder {
  by: TaskSort
  descending: boolean
}

export interface TaskPage {
  tasks: Task[]
  total: number
  /** Undefined on the last page. */
  end: PageEnd | undefined
}

/** The sort value of a task without a due date, as pageOf says it. */
export const NO_DUE_DATE = 'null'

/** Lists of one user's tasks. Each order is served by an index that leads with the user. */
export function createTaskLists(tasks: Collection<TaskDocument>) {
  /** By due date, both ways, the tasks without one come last: MongoDB has them first in the ascending order. */
  async function readByDueDate(where: Document, descending: boolean, start: PageEnd | undefined, limit: number): Promise<WithId<TaskDocument>[]> {
    const undatedAfter = start?.value === NO_DUE_DATE ? { _id: { [descending ? '$lt' : '$gt']: new ObjectId(start.id) } } : {}
    const dated = start?.value === NO_DUE_DATE ? [] : await read(bothOf(where, { due_date: { $ne: null } }), 'due_date', descending, start, limit)
    if (dated.length === limit) return dated
    const undated = tasks.find(bothOf(where, { due_date: null, ...undatedAfter }) as Filter<TaskDocument>, boundedRead())
    return [
      ...dated,
      ...(await undated
        .sort({ _id: descending ? -1 : 1 })
        .limit(limit - dated.length)
        .toArray()),
    ]
  }

  async function read(where: Document, field: TaskSort, descending: boolean, start: PageEnd | undefined, limit: number) {
    const after = start === undefined ? {} : afterCondition(field, descending, new Date(start.value), start.id)
    const direction = descending ? -1 : 1
    const found = tasks.find(bothOf(where, after) as Filter<TaskDocument>, boundedRead())
    return found
      .sort({ [field]: direction, _id: direction })
      .limit(limit)
      .toArray()
  }

  return {
    /** At most `limit` tasks after `start`, in order, with the total of the filter. */
    async list(userId: string, filter: TaskFilter, { by, descending }: TaskOrder, start: PageEnd | undefined, limit: number): Promise<TaskPage> {
      const where = { user_id: new ObjectId(userId), ...conditions(filter) }
      const [found, total] = await Promise.all([
        by === 'due_date' ? readByDueDate(where, descending, start, limit + 1) : read(where, by, descending, start, limit + 1),
        tasks.countDocuments(where as Filter<TaskDocument>, boundedRead()),
      ])
      const { shown, end } = pageOf(found, by, limit)
      return { tasks: shown.map(answeredTask), total, end }
    },
  }
}

function conditions({ status, archived, due_before }: TaskFilter): Filter<TaskDocument> {
  return {
    ...(status && { status: status.length === 1 && status[0] ? status[0] : { $in: [...status] } }),
    ...(archived !== undefined && { archived }),
    ...(due_before !== undefined && rangeOf('due_date', { $lte: new Date(due_before) })),
  }
}
