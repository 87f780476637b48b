import { type Document, ObjectId, type WithId } from 'mongodb'

/** Where a page ended: the last record's sort value (a date as ISO 8601) and id. */
export interface PageEnd {
  value: string
  id: string
}

/** Reads the records that come after `end`. `value` is the sort value as it is stored; records that share it are ordered by `_id`. */
export function afterCondition(field: string, descending: boolean, value: unknown, id: string): Document {
  const [strictly, atMost] = descending ? ['$lt', '$lte'] : ['$gt', '$gte']
  return { [field]: { [atMost]: value }, $or: [{ [field]: { [strictly]: value } }, { _id: { [strictly]: new ObjectId(id) } }] }
}

/** Both conditions. As one flat document where they name different fields: the stand-in looks for no index beneath an `$and`. */
export const bothOf = (one: Document, other: Document): Document =>
  Object.keys(other).some((field) => field in one) ? { $and: [one, other] } : { ...one, ...other }

/**
 * A range as a condition beside others. Beneath `$and`, for the stand-in: by a compound index it would miss the records that are equal to an
 * inclusive bound; this way it looks at all of them.
 */
export const rangeOf = (field: string, bounds: Document): Document => ({ $and: [{ [field]: bounds }] })

/** The records of a page, and where it ended. `found` holds one more than `limit` where there is a next page. */
export function pageOf<T extends Document>(
  found: WithId<T>[],
  field: keyof T & string,
  limit: number,
): { shown: WithId<T>[]; end: PageEnd | undefined } {
  const shown = found.slice(0, limit)
  const last = found.length > limit ? shown.at(-1) : undefined
  const value: unknown = last?.[field]
  const end =
    last && value !== undefined ? { value: value instanceof Date ? value.toISOString() : String(value), id: last._id.toHexString() } : undefined
  return { shown, end }
}
