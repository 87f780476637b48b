import type { Collection, Db } from 'mongodb'
import type { Logger } from '../logger.ts'
import { served } from '../served.ts'

/** An operation on a collection that has ended. Nothing here tells what was asked for or answered. */
export interface EndedOperation {
  /** As the driver names it: `findOne`, `updateMany`, … */
  operation: string
  collection: string
  seconds: number
  outcome: 'succeeded' | 'failed'
}

export interface OperationWatch {
  /** An operation that takes at least so long is reported. */
  slowMs: number
  log: Pick<Logger, 'warn'>
  observe?: (ended: EndedOperation) => void
}

const READS = ['findOne', 'countDocuments', 'estimatedDocumentCount', 'distinct'] as const
const WRITES = ['insertOne', 'insertMany', 'updateOne', 'updateMany', 'replaceOne', 'deleteOne', 'deleteMany', 'bulkWrite'] as const
const BOTH = ['findOneAndUpdate', 'findOneAndReplace', 'findOneAndDelete'] as const
const CURSORS = ['find', 'aggregate'] as const

type Timed = <T>(operation: string, work: () => Promise<T>) => Promise<T>

/**
 * Has each operation on the database's collections observed, and slow ones reported: by their name, collection, duration and the request
 * that they are for, never by their values. Not by the driver's own monitoring, which reads each answer twice: half a millisecond for a page.
 */
export function watchOperations(db: Db, { slowMs, log, observe }: OperationWatch): Db {
  const timedOn =
    (collection: string): Timed =>
    async (operation, work) => {
      const start = performance.now()
      const ended = (outcome: EndedOperation['outcome']) => {
        const ms = performance.now() - start
        observe?.({ operation, collection, seconds: ms / 1_000, outcome })
        if (ms >= slowMs) log.warn({ ...served.getStore(), operation, collection, duration_ms: Math.round(ms), outcome }, 'a slow query')
      }
      try {
        const result = await work()
        ended('succeeded')
        return result
      } catch (error) {
        ended('failed')
        throw error
      }
    }
  const open = db.collection.bind(db) as (...args: unknown[]) => Collection
  replace(db, 'collection', (...args) => watched(open(...args), open(...args), timedOn(String(args[0]))))
  return db
}

/** @param bare the same one: an operation that is made of others is observed once */
function watched(collection: Collection, bare: Collection, timed: Timed): Collection {
  for (const name of [...READS, ...WRITES, ...BOTH]) {
    const work = bare[name].bind(bare) as (...args: unknown[]) => Promise<unknown>
    replace(collection, name, (...args) => timed(name, () => work(...args)))
  }
  for (const name of CURSORS) {
    const open = bare[name].bind(bare) as (...args: unknown[]) => Cursor
    replace(collection, name, (...args) => watchedCursor(open(...args), name, timed))
  }
  return collection
}

interface Cursor extends AsyncIterable<unknown> {
  toArray(): Promise<unknown[]>
}

/** A cursor whose reading is observed: as a whole, or each wait for the next document. What is done with these in between is not. */
function watchedCursor(cursor: Cursor, name: string, timed: Timed): Cursor {
  let isWhole = false
  const toArray = cursor.toArray.bind(cursor)
  const iterate = cursor[Symbol.asyncIterator].bind(cursor)
  replace(cursor, 'toArray', () => {
    isWhole = true
    return timed(name, toArray)
  })
  replace(cursor, Symbol.asyncIterator, () => {
    const iterator = iterate()
    if (isWhole) return iterator
    const { next } = iterator
    return Object.assign(iterator, { next: () => timed(name, () => next.call(iterator)) })
  })
  return cursor
}

const replace = (object: object, name: string | symbol, value: (...args: unknown[]) => unknown) => Object.defineProperty(object, name, { value })
