import { type AnyBulkWriteOperation, type Collection, type Document, MongoBulkWriteError, ObjectId, type WithId } from 'mongodb'
import { createAside } from './former-aside.ts'
import type { Check, Conversion, FieldProblem } from './former-reading.ts'
import { readFormerId } from './former-values.ts'
import { FORMER, FORMER_PROBLEMS, plannedChange } from './planned-change.ts'

const BATCH_SIZE = 500
/** So often is a document read again that changed between reading and writing. */
const ATTEMPTS = 3
/** MongoDB's codes for a change that it will never take: bad value, failed validation, too large (two of them), duplicate key. */
const REFUSALS: ReadonlySet<unknown> = new Set([2, 121, 10_334, 17_419, 11_000])

/** How the documents of one collection come across. */
export interface CollectionPlan {
  /** Today's fields, each with what tells its value. */
  shape: Readonly<Record<string, Check>>
  synonyms: Readonly<Record<string, string>>
  convert(stored: WithId<Document>): Conversion<object>
}

export interface CollectionCounts {
  collection: string
  read: number
  converted: number
  /** Those that were today's already. */
  unchanged: number
  /** Those that were put aside, in `former_<collection>`. */
  aside: number
  /** Those that could not be written: they are as they were. */
  left: number
}

export type Listed = FieldProblem & { collection: string; id: string }

export interface ConversionOptions {
  dryRun: boolean
  listed: (problem: Listed) => void
  /** Documents read and written at once. */
  batchSize?: number
  /** Told after each batch. */
  progress: (counts: CollectionCounts) => void
}

/**
 * Brings a collection's documents into today's shape, in batches by `_id`. Those that are in it are left. Whatever happens meanwhile,
 * a second run goes on where this one ended: what a document is tells whether it is done.
 */
export async function convertCollection(
  documents: Collection,
  { shape, synonyms, convert }: CollectionPlan,
  { dryRun, listed, batchSize = BATCH_SIZE, progress }: ConversionOptions,
): Promise<CollectionCounts> {
  const collection = documents.collectionName
  const fields = Object.keys(shape)
  const aside = createAside(documents)
  const counts: CollectionCounts = { collection, read: 0, converted: 0, unchanged: 0, aside: 0, left: 0 }
  const isTodays = (stored: Document) => fields.every((field) => shape[field]?.(stored[field]))
  const list = (_id: unknown, problem: FieldProblem) => listed({ collection, id: String(_id), field: problem.field, reason: problem.reason })

  /** The operations that a batch needs; documents that cannot be valid are put aside at once. */
  async function plan(batch: readonly WithId<Document>[], again: boolean) {
    const operations: { stored: WithId<Document>; operation: AnyBulkWriteOperation }[] = []
    for (const stored of batch) {
      if (isTodays(stored)) {
        if (again) continue
        counts.unchanged += 1
        for (const problem of stored[FORMER_PROBLEMS] ?? []) list(stored._id, problem)
        continue
      }
      const record = conversionOf(stored, dryRun, convert)
      if ('aside' in record) {
        counts.aside += 1
        list(stored._id, record.aside)
        if (!dryRun) await aside.move(stored, record.aside)
        continue
      }
      if (!again) for (const problem of record.problems) list(stored._id, problem)
      operations.push({ stored, operation: { updateOne: plannedChange(stored, record, fields, synonyms) } })
    }
    return operations
  }

  async function convertBatch(batch: readonly WithId<Document>[]): Promise<void> {
    let waiting = batch
    for (let attempt = 0; attempt < ATTEMPTS && waiting.length > 0; attempt++) {
      const planned = await plan(waiting, attempt > 0)
      const { matched, refused } = dryRun ? { matched: planned.length, refused: [] } : await write(planned.map(({ operation }) => operation))
      counts.converted += matched
      for (const index of refused) leave(planned[index]?.stored, 'refused_by_database')
      const rest = planned.filter((_, index) => !refused.includes(index)).map(({ stored }) => stored._id)
      waiting = matched === rest.length ? [] : await documents.find({ _id: { $in: rest } }).toArray()
    }
    for (const stored of waiting) if (!isTodays(stored)) leave(stored, 'changed_meanwhile')
  }

  async function write(operations: AnyBulkWriteOperation[]): Promise<{ matched: number; refused: number[] }> {
    if (operations.length === 0) return { matched: 0, refused: [] }
    try {
      return { matched: (await documents.bulkWrite(operations, { ordered: false })).matchedCount, refused: [] }
    } catch (error) {
      const refusals = error instanceof MongoBulkWriteError ? [error.writeErrors].flat() : []
      if (refusals.length === 0 || !refusals.every(({ code }) => REFUSALS.has(code))) throw error
      return { matched: (error as MongoBulkWriteError).result.matchedCount, refused: refusals.map(({ index }) => index) }
    }
  }

  function leave(stored: WithId<Document> | undefined, reason: 'refused_by_database' | 'changed_meanwhile'): void {
    counts.left += 1
    list(stored?._id, { field: '_id', reason })
  }

  for await (const kept of aside.earlier()) list(kept._id, kept)
  let batch: WithId<Document>[] = []
  const next = async () => {
    counts.read += batch.length
    await convertBatch(batch)
    batch = []
    progress({ ...counts })
  }
  for await (const stored of documents.find({}).sort({ _id: 1 }).batchSize(batchSize)) if (batch.push(stored) === batchSize) await next()
  if (batch.length > 0) await next()
  return counts
}

/** What becomes of a document, those included that no conversion may touch. A dry run has not read the ids before. */
function conversionOf(stored: WithId<Document>, dryRun: boolean, convert: CollectionPlan['convert']): Conversion<object> {
  const _id = dryRun ? readFormerId(stored._id) : stored._id
  if (!(_id instanceof ObjectId)) return { aside: { field: '_id', reason: 'id_unreadable' } }
  const former = stored[FORMER]
  const taken = former !== undefined && (typeof former !== 'object' || former === null || Array.isArray(former))
  return taken ? { aside: { field: FORMER, reason: 'former_taken' } } : convert({ ...stored, _id })
}
