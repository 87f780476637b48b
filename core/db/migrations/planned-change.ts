import { BSON, type Document, type Filter, type UpdateFilter, type WithId } from 'mongodb'
import type { Conversion, FieldProblem } from './former-reading.ts'

/** Where today's documents keep what came from the former backend and has no field today. No answer shows it. */
export const FORMER = 'former'
/** What did not come across whole, `{field, reason}`: so that a later run can list it again. */
export const FORMER_PROBLEMS = 'former_problems'

export interface PlannedChange {
  filter: Filter<Document>
  update: UpdateFilter<Document>
}

type Converted = Exclude<Conversion<object>, { aside: FieldProblem }>

/**
 * The change that makes a stored document the converted one. It touches nothing that stays, moves on the server what has no field
 * today, and matches only while the fields that it replaces are as they were read.
 * @param fields today's fields
 * @param synonyms former names of fields: one that says the same as today's goes
 */
export function plannedChange(
  stored: WithId<Document>,
  { document, former, problems }: Converted,
  fields: readonly string[],
  synonyms: Readonly<Record<string, string>>,
): PlannedChange {
  const now = document as Document
  const set: Document = Object.fromEntries(
    Object.entries(now).filter(([field, value]) => value !== undefined && !(field in stored && isSame(stored[field], value))),
  )
  const filter: Filter<Document> = { _id: stored._id }
  for (const field of Object.keys(set)) filter[field] = field in stored ? { $eq: stored[field] } : { $exists: false }

  const unset: Record<string, true> = {}
  const rename: Record<string, string> = {}
  for (const field of Object.keys(stored)) {
    if (field === '_id' || field === FORMER || field === FORMER_PROBLEMS || fields.includes(field)) continue
    const today = synonyms[field]
    if (today !== undefined && isSame(stored[field], now[today])) unset[field] = true
    // Such a name cannot be moved; where it is it harms nothing.
    else if (!/^\$|\./.test(field)) rename[field] = `${FORMER}.${field}`
  }
  for (const [field, value] of Object.entries(former)) if (fields.includes(field)) set[`${FORMER}.${field}`] = value
  if (problems.length > 0) set[FORMER_PROBLEMS] = problems

  const update = Object.fromEntries(
    Object.entries({ $set: set, $unset: unset, $rename: rename }).filter(([, change]) => Object.keys(change).length > 0),
  )
  return { filter, update }
}

/** Whether two values are the same byte for byte; as a query a stored value might be read as operators. */
export const isSame = (one: unknown, other: unknown) => Buffer.from(BSON.serialize({ value: one })).equals(BSON.serialize({ value: other }))
