import { type Db, ObjectId, type WithId } from 'mongodb'
import type { NewTask, Task, TaskUpdate } from '../domain/task.ts'
import { AppError } from '../errors.ts'
import { createOwnedRecords } from './owned-records.ts'
import { answeredTask, newTaskDocument, type TaskDocument, taskChanges } from './task-document.ts'
import { createTaskLists } from './task-lists.ts'

/** A record and the version that its ETag names. */
export interface VersionedTask {
  task: Task
  version: number
}

export type TaskRepository = ReturnType<typeof createTaskRepository>

/** Tasks of one user at a time: another's task is `not_found`, another's application no application. */
export function createTaskRepository(db: Db) {
  const tasks = db.collection<TaskDocument>('tasks')
  const applications = db.collection('applications')
  const records = createOwnedRecords(tasks, 'task')

  async function refuseStrangeApplication(userId: string, id: string): Promise<void> {
    const own = await applications.findOne({ _id: new ObjectId(id), user_id: new ObjectId(userId) }, { projection: { _id: 1 } })
    if (own === null) throw new AppError('validation_failed', { errors: [{ path: 'application_id', message: 'application_id' }] })
  }

  return {
    ...createTaskLists(tasks),

    /**
     * Stores a new task under `id`; when that id is already the user's (a lost answer), answers what is stored.
     * @throws AppError validation_failed when the application is not one of the user's
     */
    async create(userId: string, id: string, task: NewTask, now: Date): Promise<VersionedTask> {
      if (task.application_id !== undefined) await refuseStrangeApplication(userId, task.application_id)
      return versioned(await records.insert(newTaskDocument(new ObjectId(id), userId, task, now)))
    },

    async get(userId: string, id: string): Promise<VersionedTask> {
      return versioned(await records.load(userId, id))
    },

    /**
     * Applies the fields that are given. The stored application may be sent back although it is gone.
     * @throws AppError validation_failed when another application is not one of the user's; precondition_failed when the record has none
     * of the versions that the caller will overwrite
     */
    async update(userId: string, id: string, update: TaskUpdate, versions: readonly number[] | undefined, now: Date): Promise<VersionedTask> {
      const stored = await records.change(userId, id, versions, async ({ application_id }) => {
        if (update.application_id && update.application_id !== application_id?.toHexString())
          await refuseStrangeApplication(userId, update.application_id)
        return taskChanges(update, now)
      })
      return versioned(stored)
    },

    delete: records.delete,
  }
}

const versioned = (stored: WithId<TaskDocument>): VersionedTask => ({ task: answeredTask(stored), version: stored.version })
