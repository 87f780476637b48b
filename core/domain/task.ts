import { z } from 'zod'
import { AnsweredInstant, blankAsAbsent, clearable, Id, Instant, OptionalText, RequiredText, WellFormed } from './fields.ts'
import { readTaskStatus, TASK_STATUSES } from './task-rules.ts'

const TITLE_LENGTH = 300
const DESCRIPTION_LENGTH = 10_000
const STATUS_LENGTH = 100

const ExactStatus = z.enum(TASK_STATUSES).meta({ id: 'TaskStatus' })

/** A status as people type it; case and accents don't count. */
export const TaskStatus = z.preprocess(
  (input) => (typeof input === 'string' && input.length <= STATUS_LENGTH ? (readTaskStatus(input) ?? input) : input),
  ExactStatus,
)

/** What a create takes; null, empty and blank mean absent. */
export const NewTask = z
  .strictObject({
    title: RequiredText(TITLE_LENGTH),
    description: OptionalText(DESCRIPTION_LENGTH),
    status: blankAsAbsent(TaskStatus.default('À faire')),
    due_date: blankAsAbsent(Instant.optional()),
    archived: blankAsAbsent(z.boolean().default(false)),
    application_id: blankAsAbsent(Id.optional()),
  })
  .meta({ id: 'NewTask', example: { title: 'Relancer Acme', due_date: '2026-11-23' } })
export type NewTask = z.output<typeof NewTask>

/** What an update takes: any subset; read-only fields may come back and change nothing. */
export const TaskUpdate = z
  .strictObject({
    title: RequiredText(TITLE_LENGTH).optional(),
    description: clearable(WellFormed.trim().max(DESCRIPTION_LENGTH)),
    status: TaskStatus.optional(),
    due_date: clearable(Instant),
    archived: z.boolean().optional(),
    application_id: clearable(Id),
    _id: Id.optional(),
    id: Id.optional(),
    user_id: Id.optional(),
    created_at: z.unknown().optional(),
    updated_at: z.unknown().optional(),
  })
  .meta({ id: 'TaskUpdate', example: { status: 'Terminée' } })
export type TaskUpdate = z.output<typeof TaskUpdate>

/** A task as it is answered. */
export const Task = z
  .object({
    _id: Id,
    id: Id,
    user_id: Id,
    title: z.string(),
    description: z.string().nullable(),
    status: ExactStatus,
    due_date: AnsweredInstant.nullable(),
    archived: z.boolean(),
    application_id: Id.nullable(),
    created_at: AnsweredInstant,
    updated_at: AnsweredInstant,
  })
  .meta({
    id: 'Task',
    example: {
      _id: '6560f0c2a7b4c1d2e3f40521',
      id: '6560f0c2a7b4c1d2e3f40521',
      user_id: '6560f0c2a7b4c1d2e3f40516',
      title: 'Relancer Acme',
      description: null,
      status: 'À faire',
      due_date: '2026-11-30T00:00:00.000Z',
      archived: false,
      application_id: '6560f0c2a7b4c1d2e3f40517',
      created_at: '2026-11-23T09:30:00.000Z',
      updated_at: '2026-11-23T09:30:00.000Z',
    },
  })
export type Task = z.infer<typeof Task>
