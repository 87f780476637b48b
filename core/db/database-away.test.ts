import { createRequire } from 'node:module'
import * as mongodb from 'mongodb'
import { afterAll, expect, test } from 'vitest'
import { connectDatabase } from './connection.ts'
import { isDatabaseAwayError } from './database-away.ts'

// Nothing listens on the discard port.
const away = connectDatabase({ uri: 'mongodb://127.0.0.1:9/?retryWrites=false', database: 'away', selectionTimeoutMs: 50 })
afterAll(() => away.close())

/** The pool's errors, which the driver throws and does not export. */
const pool = createRequire(import.meta.url)('mongodb/lib/cmap/errors.js')
const poolOf = { address: '127.0.0.1:9' }
const failed = (act: () => Promise<unknown>) => act().catch((error: unknown) => error)
const bulkOf = (error: Error) => new mongodb.MongoBulkWriteError(error as never, {} as never)

test.each(
  [
    new mongodb.MongoNetworkError('read ECONNRESET'),
    new mongodb.MongoNetworkTimeoutError('timed out'),
    new pool.PoolClearedError(poolOf),
    new pool.PoolClearedOnNetworkError(poolOf),
    new pool.PoolClosedError(poolOf),
    new pool.WaitQueueTimeoutError('timed out', poolOf.address),
    new mongodb.MongoNotConnectedError('not connected'),
    new mongodb.MongoTopologyClosedError('closed'),
    new mongodb.MongoServerClosedError('closed'),
    new mongodb.MongoClientClosedError(),
    new mongodb.MongoServerError({ message: 'shutdown in progress', code: 91 }),
    new mongodb.MongoServerError({ message: 'node is recovering', errorLabels: ['RetryableWriteError'] }),
    new mongodb.MongoError('unexpected', { cause: new pool.PoolClearedOnNetworkError(poolOf) }),
  ].map((error: Error) => [error.name, error.message, error] as const),
)('%s (%s) says that MongoDB is away', (_name, _message, error) => {
  expect([isDatabaseAwayError(error), isDatabaseAwayError(bulkOf(error))]).toEqual([true, true])
})

test('a connection that breaks while a bulk is written is one that is away', () => {
  expect(isDatabaseAwayError(bulkOf(Object.assign(new Error('write EPIPE'), { code: 'EPIPE' })))).toBe(true)
})

test('single and bulk writes to a MongoDB that is away fail as such', async () => {
  const collection = away.db.collection('any')
  expect(isDatabaseAwayError(await failed(() => collection.insertOne({})))).toBe(true)
  expect(isDatabaseAwayError(await failed(() => collection.bulkWrite([{ insertOne: { document: {} } }])))).toBe(true)
  expect(isDatabaseAwayError(await failed(() => collection.insertMany([{}, {}])))).toBe(true)
})

test('what is wrong with a request or a program does not', () => {
  for (const error of [
    new mongodb.MongoServerError({ message: 'E11000 duplicate key', code: 11_000 }),
    bulkOf(new mongodb.MongoServerError({ message: 'E11000 duplicate key', code: 11_000 })),
    new mongodb.MongoInvalidArgumentError('wrong'),
    new mongodb.MongoError('unexpected', { cause: new Error('plain') }),
    new Error('plain'),
    undefined,
  ])
    expect(isDatabaseAwayError(error)).toBe(false)
})
