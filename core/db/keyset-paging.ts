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
