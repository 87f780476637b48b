import type { Collection, Filter, UpdateFilter, WithId } from 'mongodb'
import { AppError } from '../errors.ts'

/** A document whose `version` goes up with each change of what is answered: its ETag. */
export interface VersionedDocument {
  version: number
}

/** What to write; undefined: nothing. */
type Change<T> = { set: Partial<T>; increment?: Partial<Record<keyof T, number>> } | undefined

/**
 * Applies a change to the record as it was read; when another change came between, reads it again and computes anew.
 * @param load reads the record, or throws `not_found`
 * @returns the record as it is stored then
 */
export async function changeVersioned<T extends VersionedDocument>(
  collection: Collection<T>,
  load: () => Promise<WithId<T>>,
  compute: (stored: WithId<T>) => Change<T> | Promise<Change<T>>,
): Promise<WithId<T>> {
  while (true) {
    const stored = await load()
    const change = await compute(stored)
    if (change === undefined) return stored
    const update = { $set: change.set, $inc: { version: 1, ...change.increment } } as unknown as UpdateFilter<T>
    const changed = await collection.findOneAndUpdate({ _id: stored._id, version: stored.version } as Filter<T>, update, { returnDocument: 'after' })
    if (changed !== null) return changed
  }
}

/**
 * Refuses a change that builds on another version than the stored one.
 * @param versions those that If-Match accepts; undefined: any
 * @throws AppError precondition_failed
 */
export function refuseStale({ version }: VersionedDocument, versions: readonly number[] | undefined): void {
  if (versions !== undefined && !versions.includes(version)) throw new AppError('precondition_failed')
}
