import { ObjectId, type WithId } from 'mongodb'
import type { NewTask, Task, TaskUpdate } from '../domain/task.ts'
import type { TaskStatus } from '../domain/task-rules.ts'

/** A task as MongoDB keeps it. */
export interface TaskDocument {
  user_id: ObjectId
  title: string
  description: string | null
  status: TaskStatus
  due_date: Date | null
  archived: boolean
  /** One of the user's applications; that one may be gone by now. */
  application_id: ObjectId | null
  /** Goes up with each change of what is answered: the ETag. */
  version: number
  created_at: Date
  updated_at: Date
}

export function newTaskDocument(_id: ObjectId, userId: string, task: NewTask, now: Date): WithId<TaskDocument> {
  const { title, description, status, due_date, archived, application_id } = task
  return {
    _id,
    user_id: new ObjectId(userId),
    title,
    description,
    status,
    due_date: due_date === undefined ? null : new Date(due_date),
    archived,
    application_id: application_id === undefined ? null : new ObjectId(application_id),
    version: 1,
    created_at: now,
    updated_at: now,
  }
}

/** What an update sets. */
export function taskChanges(update: TaskUpdate, now: Date): Partial<TaskDocument> {
  const { title, description, status, due_date, archived, application_id } = update
  return {
    ...(title !== undefined && { title }),
    ...(description !== undefined && { description }),
    ...(status !== undefined && { status }),
    ...(due_date !== undefined && { due_date: due_date === null ? null : new Date(due_date) }),
    ...(archived !== undefined && { archived }),
    ...(application_id !== undefined && { application_id: application_id === null ? null : new ObjectId(application_id) }),
    updated_at: now,
  }
}

export function answeredTask(stored: WithId<TaskDocument>): Task {
  const id = stored._id.toHexString()
  return {
    _id: id,
    id,
    user_id: stored.user_id.toHexString(),
    title: stored.title,
    description: stored.description,
    status: stored.status,
    due_date: stored.due_date?.toISOString() ?? null,
    archived: stored.archived,
    application_id: stored.application_id?.toHexString() ?? null,
    created_at: stored.created_at.toISOString(),
    updated_at: stored.updated_at.toISOString(),
  }
}
