import { z } from 'zod'
import { APPLICATION_STATUSES, DESCRIPTION_ERROR_CODES, DESCRIPTION_SOURCES, DESCRIPTION_STATUSES, DESCRIPTION_STEPS } from './application-rules.ts'
import {
  AnsweredInstant,
  blankAsAbsent,
  clearable,
  emptiable,
  HttpUrl,
  Id,
  Instant,
  OptionalText,
  OptionalUrl,
  RequiredText,
  WellFormed,
} from './fields.ts'

export const ApplicationStatus = z.enum(APPLICATION_STATUSES).meta({ id: 'ApplicationStatus' })

const NAME_LENGTH = 300
const DESCRIPTION_LENGTH = 50_000
const NOTE_LENGTH = 10_000
const MAX_NOTES = 1_000
/** All notes together, so that what a read gave can be sent back: well below the body limit and MongoDB's own. */
const NOTES_LENGTH = 200_000
export const Note = RequiredText(NOTE_LENGTH)
const Notes = z
  .array(WellFormed.max(NOTE_LENGTH))
  .max(MAX_NOTES)
  .transform((notes) => notes.filter((note) => note.trim() !== ''))
  .refine(hasRoom, { error: 'too_many_notes' })

/** What a create takes; null, empty and blank mean absent. */
export const NewApplication = z
  .strictObject({
    company: RequiredText(NAME_LENGTH),
    position: RequiredText(NAME_LENGTH),
    location: OptionalText(NAME_LENGTH),
    url: OptionalUrl,
    application_date: blankAsAbsent(Instant.optional()),
    status: blankAsAbsent(ApplicationStatus.default('Candidature envoyée')),
    description: OptionalText(DESCRIPTION_LENGTH),
    notes: blankAsAbsent(Notes.default([])),
    archived: blankAsAbsent(z.boolean().default(false)),
  })
  .meta({
    id: 'NewApplication',
    example: { company: 'Acme', position: 'Data engineer', location: 'Lyon', url: 'https://jobs.example.com/offers/42' },
  })
export type NewApplication = z.output<typeof NewApplication>

/** What an update takes: any subset; read-only fields may come back and change nothing. */
export const ApplicationUpdate = z
  .strictObject({
    company: RequiredText(NAME_LENGTH).optional(),
    position: RequiredText(NAME_LENGTH).optional(),
    location: clearable(WellFormed.trim().max(NAME_LENGTH)),
    url: clearable(HttpUrl),
    application_date: Instant.optional(),
    status: ApplicationStatus.optional(),
    description: WellFormed.max(DESCRIPTION_LENGTH).nullish(),
    notes: emptiable(Notes),
    archived: z.boolean().optional(),
    _id: Id.optional(),
    id: Id.optional(),
    user_id: Id.optional(),
    offer_id: z.unknown().optional(),
    created_at: z.unknown().optional(),
    updated_at: z.unknown().optional(),
    description_status: z.unknown().optional(),
    description_source: z.unknown().optional(),
    description_error: z.unknown().optional(),
    timeline: z.unknown().optional(),
  })
  .meta({ id: 'ApplicationUpdate', example: { status: 'Entretien' } })
export type ApplicationUpdate = z.output<typeof ApplicationUpdate>

/** A failure as it is kept: code and parameters. The sentence is made when it is answered, in the reader's language. */
export const StoredDescriptionError = z.object({
  code: z.enum(DESCRIPTION_ERROR_CODES),
  params: z.record(z.string(), z.union([z.string(), z.number()])),
  retry_at: AnsweredInstant.nullable(),
})
export type StoredDescriptionError = z.infer<typeof StoredDescriptionError>

/** Which model wrote a description, by which prompt, and how much of a very long page it was not given. */
export const DescriptionModel = z.object({ name: z.string(), prompt_version: z.string(), left_out_tokens: z.number().int().min(0) })
export type DescriptionModel = z.infer<typeof DescriptionModel>

export const DescriptionError = z
  .object({ code: z.enum(DESCRIPTION_ERROR_CODES), detail: z.string(), retry_at: AnsweredInstant.nullable() })
  .meta({ id: 'DescriptionError' })

const common = {
  _id: Id,
  id: Id,
  user_id: Id,
  company: z.string(),
  position: z.string(),
  location: z.string().nullable(),
  url: z.string().nullable(),
  application_date: AnsweredInstant,
  status: ApplicationStatus,
  description: z.string().nullable(),
  notes: z.array(z.string()),
  archived: z.boolean(),
  offer_id: Id.nullable(),
  description_status: z.enum(DESCRIPTION_STATUSES),
  description_source: z.enum(DESCRIPTION_SOURCES).nullable(),
  timeline: z.array(z.object({ status: ApplicationStatus, at: AnsweredInstant })),
  created_at: AnsweredInstant,
  updated_at: AnsweredInstant,
}

/** An application as the repository gives it. */
export const StoredApplication = z.object({ ...common, description_error: StoredDescriptionError.nullable() })
export type StoredApplication = z.infer<typeof StoredApplication>

/** An application as it is answered. */
export const Application = z.object({ ...common, description_error: DescriptionError.nullable() }).meta({
  id: 'Application',
  example: {
    _id: '6560f0c2a7b4c1d2e3f40517',
    id: '6560f0c2a7b4c1d2e3f40517',
    user_id: '6560f0c2a7b4c1d2e3f40516',
    company: 'Acme',
    position: 'Data engineer',
    location: 'Lyon',
    url: 'https://jobs.example.com/offers/42',
    application_date: '2026-11-23T09:30:00.000Z',
    status: 'Candidature envoyée',
    description: null,
    notes: ['Relancer lundi'],
    archived: false,
    offer_id: null,
    description_status: 'pending',
    description_source: null,
    timeline: [{ status: 'Candidature envoyée', at: '2026-11-23T09:30:00.000Z' }],
    created_at: '2026-11-23T09:30:00.000Z',
    updated_at: '2026-11-23T09:30:00.000Z',
    description_error: null,
  },
})
export type Application = z.infer<typeof Application>

const progress = {
  status: z.enum(DESCRIPTION_STATUSES),
  source: z.enum(DESCRIPTION_SOURCES).nullable(),
  step: z.enum(DESCRIPTION_STEPS).nullable(),
  started_at: AnsweredInstant.nullable(),
  updated_at: AnsweredInstant.nullable(),
  /** Null unless a model wrote the text that serves. */
  model: DescriptionModel.nullable(),
}
/** How a description is coming along, as the repository gives it. */
export const StoredDescriptionProgress = z.object({ ...progress, error: StoredDescriptionError.nullable() })
export type StoredDescriptionProgress = z.infer<typeof StoredDescriptionProgress>

/** How a description is coming along, as it is answered. */
export const DescriptionProgress = z.object({ ...progress, error: DescriptionError.nullable() }).meta({ id: 'DescriptionProgress' })

/** Whether an application can keep so many notes of that length. */
export function hasRoom(notes: readonly string[]): boolean {
  return notes.length <= MAX_NOTES && notes.reduce((length, note) => length + note.length, 0) <= NOTES_LENGTH
}
