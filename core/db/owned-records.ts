import { type Collection, type Filter, ObjectId, type OptionalUnlessRequiredId, type WithId } from 'mongodb'
import { AppError, found } from '../errors.ts'
import { isDuplicateKey } from './duplicate-key.ts'
import { changeVersioned, refuseStale, type VersionedDocument } from './versioned-change.ts'

export interface OwnedDocument extends VersionedDocument {
  user_id: ObjectId
}

/** Records of one user at a time: every query carries the owner, so another's record is `not_found`, as the `resource` it would be. */
export function createOwnedRecords<T extends OwnedDocument>(records: Collection<T>, resource: string) {
  const owned = (userId: string, id: string) => ({ _id: new ObjectId(id), user_id: new ObjectId(userId) }) as Filter<T>
  const load = async (userId: string, id: string): Promise<WithId<T>> => found(await records.findOne(owned(userId, id)), resource)

  return {
    load,

    /** Stores a new record; when its id is already the user's (a lost answer), answers what is stored. */
    async insert(record: WithId<T>): Promise<WithId<T>> {
      try {
        await records.insertOne(record as OptionalUnlessRequiredId<T>)
        return record
      } catch (error) {
        if (!isDuplicateKey(error)) throw error
        return load(record.user_id.toHexString(), record._id.toHexString())
      }
    },

    /**
     * Sets what `compute` makes of the stored record.
     * @param versions those that the caller will overwrite, from If-Match; undefined: any
     * @throws AppError precondition_failed when the record has none of these versions
     */
    change: (
      userId: string,
      id: string,
      versions: readonly number[] | undefined,
      compute: (stored: WithId<T>) => Partial<T> | Promise<Partial<T>>,
    ): Promise<WithId<T>> =>
      changeVersioned(
        records,
        () => load(userId, id),
        async (stored) => {
          refuseStale(stored, versions)
          return { set: await compute(stored) }
        },
      ),

    /** @throws AppError precondition_failed when the record has none of these versions */
    async delete(userId: string, id: string, versions: readonly number[] | undefined): Promise<void> {
      const version = versions !== undefined && { version: { $in: [...versions] } }
      const { deletedCount } = await records.deleteOne({ ...owned(userId, id), ...version })
      if (deletedCount === 1) return
      await load(userId, id)
      throw new AppError('precondition_failed')
    },
  }
}
