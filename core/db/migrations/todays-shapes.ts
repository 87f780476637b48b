import { ObjectId } from 'mongodb'
import { APPLICATION_STATUSES, DESCRIPTION_SOURCES, DESCRIPTION_STATUSES, DESCRIPTION_STEPS } from '../../domain/application-rules.ts'
import { LIVENESS } from '../../domain/job-offer-rules.ts'
import { CONTRACTS, Salary, WORK_MODES } from '../../domain/offer-facts.ts'
import { TASK_STATUSES } from '../../domain/task-rules.ts'
import { USER_ROLES } from '../../domain/user-rules.ts'
import type { ApplicationDocument } from '../application-document.ts'
import type { JobOfferDocument } from '../job-offer-document.ts'
import type { TaskDocument } from '../task-document.ts'
import type { StoredUser } from '../user-document.ts'
import type { Check, Shape } from './former-reading.ts'

const id: Check = (value) => value instanceof ObjectId
const date: Check = (value) => value instanceof Date
const text: Check = (value) => typeof value === 'string'
const number: Check = (value) => typeof value === 'number'
const flag: Check = (value) => typeof value === 'boolean'
const nothing: Check = (value) => value === null
const absent: Check = (value) => value === undefined
const structure: Check = (value) => typeof value === 'object' && value !== null && !Array.isArray(value)
const either =
  (...checks: Check[]): Check =>
  (value) =>
    checks.some((check) => check(value))
const oneOf =
  (choices: readonly string[]): Check =>
  (value) =>
    choices.includes(value as string)
const listOf =
  (check: Check): Check =>
  (value) =>
    Array.isArray(value) && value.every(check)

/*
 * What tells a document of today: every field of its type, each with a check. A document that passes is left alone, so a field that a
 * document gets later wants a migration of its own, not a line that today's documents fail here.
 */

export const USER_SHAPE: Shape<StoredUser> = {
  username: text,
  email: text,
  names: listOf(text),
  folded_names: either(absent, listOf(text)),
  words: listOf(text),
  full_name: either(nothing, text),
  hashed_password: text,
  role: oneOf(USER_ROLES),
  disabled: flag,
  cv_file_id: either(nothing, id),
  erasing_at: either(nothing, date),
  version: number,
  created_at: date,
  updated_at: date,
  last_login: either(nothing, date),
}

export const APPLICATION_SHAPE: Shape<ApplicationDocument> = {
  user_id: id,
  company: text,
  position: text,
  location: either(nothing, text),
  url: either(nothing, text),
  application_date: date,
  status: oneOf(APPLICATION_STATUSES),
  description: either(nothing, text),
  notes: listOf(text),
  archived: flag,
  unarchived_at: either(nothing, date),
  archived_by: either(absent, listOf(text)),
  offer_id: either(nothing, id),
  timeline: listOf((entry) => structure(entry) && (entry as { at?: unknown }).at instanceof Date),
  description_status: oneOf(DESCRIPTION_STATUSES),
  description_source: either(nothing, oneOf(DESCRIPTION_SOURCES)),
  description_error: either(nothing, structure),
  description_model: either(absent, either(nothing, structure)),
  description_step: either(nothing, oneOf(DESCRIPTION_STEPS)),
  description_started_at: either(nothing, date),
  description_updated_at: either(nothing, date),
  description_request: number,
  words: listOf(text),
  company_sort: text,
  note_keys: listOf(text),
  version: number,
  created_at: date,
  updated_at: date,
}

export const TASK_SHAPE: Shape<TaskDocument> = {
  user_id: id,
  title: text,
  description: either(nothing, text),
  status: oneOf(TASK_STATUSES),
  due_date: either(nothing, date),
  archived: flag,
  application_id: either(nothing, id),
  version: number,
  created_at: date,
  updated_at: date,
}

export const JOB_OFFER_SHAPE: Shape<JobOfferDocument> = {
  title: text,
  company: either(nothing, text),
  company_key: text,
  location: either(nothing, text),
  remote: either(nothing, oneOf(WORK_MODES)),
  contract_type: either(nothing, oneOf(CONTRACTS)),
  seniority: either(nothing, text),
  salary: (value) => Salary.nullable().safeParse(value).success,
  description: either(nothing, text),
  skills: listOf(text),
  posted_at: either(nothing, date),
  valid_through: either(nothing, date),
  url: either(nothing, text),
  alternative_urls: listOf(text),
  source: text,
  source_url: either(nothing, text),
  liveness: oneOf(LIVENESS),
  liveness_reason: either(nothing, text),
  first_seen_at: date,
  last_seen_at: date,
  merged_ids: listOf(id),
  words: listOf(text),
  version: number,
  created_at: date,
  updated_at: date,
}
