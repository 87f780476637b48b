import { ObjectId, type WithId } from 'mongodb'
import type {
  ApplicationUpdate,
  DescriptionModel,
  NewApplication,
  StoredApplication,
  StoredDescriptionError,
  StoredDescriptionProgress,
} from '../domain/application.ts'
import {
  type ApplicationStatus,
  type DescriptionChange,
  type DescriptionSource,
  type DescriptionStatus,
  type DescriptionStep,
  descriptionChange,
} from '../domain/application-rules.ts'
import { comparable, FIELD_WORDS, folded, searchWords } from '../domain/text-rules.ts'

interface TimelineEntry {
  status: ApplicationStatus
  at: Date
}

/** An application as MongoDB keeps it. */
export interface ApplicationDocument {
  user_id: ObjectId
  company: string
  position: string
  location: string | null
  url: string | null
  application_date: Date
  status: ApplicationStatus
  description: string | null
  notes: string[]
  archived: boolean
  /** When a person took it out of the archive: the archiving schedule counts anew from there. */
  unarchived_at: Date | null
  /** The archiving run that archived it, by its workflow's id and its first run's: who takes it back, or archives it anew, takes this away. */
  archived_by?: string[]
  offer_id: ObjectId | null
  /** The first status and the latest ones. */
  timeline: TimelineEntry[]
  description_status: DescriptionStatus
  description_source: DescriptionSource | null
  description_error: StoredDescriptionError | null
  /** Undefined: no model wrote the text. */
  description_model?: DescriptionModel | null
  description_step: DescriptionStep | null
  description_started_at: Date | null
  description_updated_at: Date | null
  /** Counts what was asked for: a generation saves only under the count it read. */
  description_request: number
  /** Folded words of company, position and location; those of the company again under FIELD_WORDS. */
  words: string[]
  company_sort: string
  /** Reservations under which the latest notes were added, so that a note whose answer was lost is added once. */
  note_keys: string[]
  /** Goes up with each change of what is answered: the ETag. */
  version: number
  created_at: Date
  updated_at: Date
}

/** A sort value travels in cursors; records that are alike so far are told apart by their ids. */
const SORT_LENGTH = 100
const TIMELINE_LENGTH = 500

type DescriptionFields = Pick<
  ApplicationDocument,
  | 'description'
  | 'description_status'
  | 'description_source'
  | 'description_error'
  | 'description_model'
  | 'description_step'
  | 'description_started_at'
  | 'description_updated_at'
>

const blank = { description_error: null, description_step: null, description_started_at: null } as const

/** The description's fields while a generation waits to be started. */
export const awaited = (now: Date) => ({ ...blank, description_status: 'pending', description_step: 'queued', description_updated_at: now }) as const

/** The description's fields when there is none, or none any more. */
export const cleared = (now: Date) =>
  ({
    ...blank,
    description: null,
    description_source: null,
    description_model: null,
    description_status: 'none',
    description_updated_at: now,
  }) as const

/** The description's fields when somebody wrote it, or an offer brought it along. */
export const written = (description: string, now: Date, description_source: 'user' | 'extracted' = 'user') =>
  ({ ...blank, description, description_source, description_model: null, description_status: 'done', description_updated_at: now }) as const

/** The offer of the catalogue that an application is made of. */
export interface AppliedOffer {
  id: string
  /** Ids of the offers that were merged into it. */
  mergedIds: readonly string[]
  /** The offer's own text. */
  description: string | null
  /** Whether a model is to write a better one: until it has, that text serves. */
  isToBeDescribed: boolean
}

export function newApplicationDocument(
  _id: ObjectId,
  userId: string,
  application: NewApplication,
  now: Date,
  offer?: AppliedOffer,
): WithId<ApplicationDocument> {
  const { company, position, location, url, status, description, notes, archived } = application
  const text = description === null ? '' : comparable(description)
  const extracted = (text === '' && offer?.description) || null
  const describes = text === '' && url !== null && (extracted === null || offer?.isToBeDescribed === true)
  return {
    _id,
    user_id: new ObjectId(userId),
    company,
    position,
    location,
    url,
    application_date: application.application_date === undefined ? now : new Date(application.application_date),
    status,
    notes,
    archived,
    unarchived_at: null,
    offer_id: offer ? new ObjectId(offer.id) : null,
    timeline: [{ status, at: now }],
    ...cleared(now),
    description_updated_at: null,
    ...(text !== '' && written(text, now)),
    ...(extracted !== null && written(extracted, now, 'extracted')),
    ...(describes && awaited(now)),
    description_request: describes ? 1 : 0,
    ...searchable({ company, position, location }),
    note_keys: [],
    version: 1,
    created_at: now,
    updated_at: now,
  }
}

/** What an update sets, and whether it asks for a description. */
export function applicationChanges(
  stored: ApplicationDocument,
  update: ApplicationUpdate,
  now: Date,
): { set: Partial<ApplicationDocument>; describe: boolean; renews: boolean } {
  const { company, position, location, url, application_date, status, notes, archived } = update
  const change = descriptionChange(stored, update)
  const set: Partial<ApplicationDocument> = {
    ...(company !== undefined && { company }),
    ...(position !== undefined && { position }),
    ...(location !== undefined && { location }),
    ...(url !== undefined && { url }),
    ...(application_date !== undefined && { application_date: new Date(application_date) }),
    ...(status !== undefined && { status }),
    ...(status !== undefined && status !== stored.status && { timeline: extended(stored.timeline, { status, at: now }) }),
    ...(notes !== undefined && { notes }),
    ...(archived !== undefined && { archived }),
    ...(archived === false && stored.archived && { unarchived_at: now }),
    ...(archived !== undefined && archived !== stored.archived && stored.archived_by !== undefined && { archived_by: [] }),
    ...describedBy(change, stored, now),
    updated_at: now,
  }
  return { set: { ...set, ...searchable({ ...stored, ...set }) }, describe: change.kind === 'start', renews: change.kind !== 'keep' }
}

function describedBy(change: DescriptionChange, stored: ApplicationDocument, now: Date): Partial<DescriptionFields> {
  switch (change.kind) {
    case 'keep':
      return {}
    case 'write':
      return written(change.description, now)
    case 'clear':
      return cleared(now)
    case 'end':
      return { ...blank, description_status: stored.description === null ? 'none' : 'done', description_updated_at: now }
    case 'start':
      // What was read at another address describes another offer.
      return { ...awaited(now), description: null, description_source: null, description_model: null }
  }
}

const extended = ([first, ...later]: TimelineEntry[], entry: TimelineEntry): TimelineEntry[] =>
  first === undefined ? [entry] : [first, ...[...later, entry].slice(1 - TIMELINE_LENGTH)]

/** What word search and the sort by company go by. */
export function searchable({ company, position, location }: Pick<ApplicationDocument, 'company' | 'position' | 'location'>) {
  const ofCompany = searchWords(company)
  const words = new Set([
    ...ofCompany,
    ...searchWords(position),
    ...searchWords(location ?? ''),
    ...ofCompany.map((word) => FIELD_WORDS.company + word),
  ])
  return { words: [...words], company_sort: folded(company).slice(0, SORT_LENGTH) }
}

export function answeredApplication(stored: WithId<ApplicationDocument>): StoredApplication {
  const id = stored._id.toHexString()
  return {
    _id: id,
    id,
    user_id: stored.user_id.toHexString(),
    company: stored.company,
    position: stored.position,
    location: stored.location,
    url: stored.url,
    application_date: stored.application_date.toISOString(),
    status: stored.status,
    description: stored.description,
    notes: stored.notes,
    archived: stored.archived,
    offer_id: stored.offer_id?.toHexString() ?? null,
    description_status: stored.description_status,
    description_source: stored.description_source,
    description_error: stored.description_error,
    timeline: stored.timeline.map(({ status, at }) => ({ status, at: at.toISOString() })),
    created_at: stored.created_at.toISOString(),
    updated_at: stored.updated_at.toISOString(),
  }
}

export function answeredProgress(stored: Omit<DescriptionFields, 'description'>): StoredDescriptionProgress {
  return {
    status: stored.description_status,
    source: stored.description_source,
    step: stored.description_step,
    started_at: stored.description_started_at?.toISOString() ?? null,
    updated_at: stored.description_updated_at?.toISOString() ?? null,
    model: stored.description_model ?? null,
    error: stored.description_error,
  }
}
