import { type Collection, type Document, ObjectId } from 'mongodb'
import { isDuplicateKey } from '../duplicate-key.ts'
import { EXACT } from './former-aside.ts'

const WRITTEN_OUT = { _id: { $type: 'string', $regex: '^[0-9a-fA-F]{24}$' } } as unknown as Document

/**
 * Gives documents whose `_id` is an ObjectId written out that ObjectId; the copy is there before the original goes. One whose
 * ObjectId another document has is left. Answers how many there were.
 */
export async function readIds(documents: Collection, { dryRun }: { dryRun: boolean }): Promise<number> {
  let found = 0
  for await (const stored of documents.find(WRITTEN_OUT, EXACT)) {
    const written = String(stored._id)
    const document = { ...stored, _id: new ObjectId(written) }
    found += 1
    if (!dryRun && (await hasCopy(documents, document))) await documents.deleteOne({ _id: written } as unknown as Document)
  }
  return found
}

async function hasCopy(documents: Collection, document: Document & { _id: ObjectId }): Promise<boolean> {
  try {
    await documents.insertOne(document)
    return true
  } catch (error) {
    if (!isDuplicateKey(error)) throw error
    return (await documents.countDocuments(document)) === 1
  }
}
