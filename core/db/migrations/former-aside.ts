import type { Collection, Document, Filter, ObjectId, WithId } from 'mongodb'
import type { FieldProblem } from './former-reading.ts'
import { readFormerId } from './former-values.ts'

/** Values stay what they are in BSON: no number becomes another kind of number on the way. */
export const EXACT = { promoteValues: false, promoteLongs: false, bsonRegExp: true } as const

/** A document that could not become one of today's, as it was. */
export interface AsideDocument {
  /** Whose it is, where it says so: erased with the rest of theirs. */
  user_id: ObjectId | null
  field: string
  reason: FieldProblem['reason']
  document: WithId<Document>
}

/** Where documents of a collection are kept that today's API could not answer: `former_<collection>`. */
export function createAside(documents: Collection) {
  const kept = documents.db.collection<AsideDocument>(`former_${documents.collectionName}`)

  return {
    /** Those that were put aside by earlier runs. */
    earlier: (): AsyncIterable<WithId<AsideDocument>> => kept.find({}, { projection: { field: 1, reason: 1 } }).sort({ _id: 1 }),

    /** Those that match and whose `_id` could not be read. */
    unreadableIds: (where: Filter<AsideDocument>) => kept.find({ ...where, reason: 'id_unreadable' }, EXACT),

    /** Lets one go that has come across. */
    async forget(_id: ObjectId): Promise<void> {
      await kept.deleteOne({ _id })
    },

    /** Keeps the document first, then takes it away. Safe to run twice. */
    async move({ _id, user_id }: WithId<Document>, { field, reason }: FieldProblem): Promise<void> {
      const document = await documents.findOne({ _id }, EXACT)
      if (document === null) return
      const record = { user_id: readFormerId(user_id) ?? null, field, reason, document }
      await kept.replaceOne({ _id: _id as never }, record, { upsert: true, ignoreUndefined: false })
      await documents.deleteOne({ _id })
    },
  }
}
