import { type Collection, type Document, ObjectId, type WithId } from 'mongodb'
import { isDuplicateKey } from '../duplicate-key.ts'
import { createAside, EXACT } from './former-aside.ts'
import { isSame } from './planned-change.ts'

const WRITTEN_OUT = { _id: { $type: 'string', $regex: '^[0-9a-fA-F]{24}$' } } as unknown as Document

/**
 * Gives documents whose `_id` is an ObjectId written out that ObjectId; the copy is there before the original goes. One whose
 * ObjectId another document has is left, or stays put aside. Answers how many were found.
 */
export async function readIds(documents: Collection, { dryRun }: { dryRun: boolean }): Promise<number> {
  const aside = createAside(documents)
  let found = 0
  if (!dryRun) {
    for await (const { _id, document } of aside.unreadableIds(WRITTEN_OUT)) if ((await copy(documents, document)) === 'there') await aside.forget(_id)
  }
  for await (const stored of documents.find(WRITTEN_OUT, EXACT)) {
    found += 1
    if (dryRun) continue
    const outcome = await copy(documents, stored)
    if (outcome === 'there') await documents.deleteOne({ _id: stored._id })
    if (outcome !== 'refused') continue
    // A unique index takes the two for one: it is put aside meanwhile, from where the next run fetches it should this one be killed.
    await aside.move(stored, { field: '_id', reason: 'id_unreadable' })
    if ((await copy(documents, stored)) === 'there') await aside.forget(stored._id)
  }
  return found
}

/** Makes the copy, unless it is there: a run may have been killed before it took the original away. */
async function copy(documents: Collection, stored: WithId<Document>): Promise<'there' | 'taken' | 'refused'> {
  const document = { ...stored, _id: new ObjectId(String(stored._id)) }
  try {
    await documents.insertOne(document)
    return 'there'
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
    const other = await documents.findOne({ _id: document._id }, EXACT)
    if (other === null) return 'refused'
    return isSame(other, document) ? 'there' : 'taken'
  }
}
