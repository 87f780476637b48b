import type { Document, WithId } from 'mongodb'
import { TASK_STATUSES, type TaskStatus } from '../../domain/task-rules.ts'
import type { TaskDocument } from '../task-document.ts'
import { type Conversion, reading } from './former-reading.ts'
import { readFormerChoice } from './former-values.ts'
import { TASK_SHAPE } from './todays-shapes.ts'

/** Longer ones could not be sent back in an update. */
const TITLE_LENGTH = 300
const DESCRIPTION_LENGTH = 10_000

const OTHER_STATUSES: Record<string, TaskStatus> = {
  'a faire': 'À faire',
  afaire: 'À faire',
  todo: 'À faire',
  'to do': 'À faire',
  pending: 'À faire',
  encours: 'En cours',
  'in progress': 'En cours',
  doing: 'En cours',
  termine: 'Terminée',
  terminees: 'Terminée',
  fait: 'Terminée',
  faite: 'Terminée',
  done: 'Terminée',
  completed: 'Terminée',
}

/** What a field was called, and is now. */
export const TASK_SYNONYMS = { titre: 'title' } as const

/** A task of the former backend as one of today's. */
export function convertTask(stored: WithId<Document>): Conversion<TaskDocument> {
  const read = reading(stored)
  const user_id = read.id('user_id')
  const title = read.text(['title', 'titre'], TITLE_LENGTH)
  if (user_id === undefined) return { aside: { field: 'user_id', reason: 'no_owner' } }
  if (title === null) return { aside: { field: 'title', reason: 'required_missing' } }

  const created_at = read.date('created_at') ?? stored._id.getTimestamp()
  const document: TaskDocument = {
    user_id,
    title,
    description: read.text(['description'], DESCRIPTION_LENGTH),
    status: read.value(['status'], readFormerChoice(TASK_STATUSES, OTHER_STATUSES), 'status_unknown') ?? 'À faire',
    due_date: read.date('due_date') ?? null,
    archived: read.flag('archived') ?? false,
    application_id: read.id('application_id') ?? null,
    version: 1,
    created_at,
    updated_at: read.date('updated_at') ?? created_at,
    ...read.todays<TaskDocument, 'version'>(TASK_SHAPE, ['version']),
  }
  return { document, former: read.former, problems: read.problems }
}
