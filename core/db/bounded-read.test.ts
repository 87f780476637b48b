import { afterAll, expect, test } from 'vitest'
import { testDatabase } from '../../tests/support/mongo.ts'
import { tcpProxy } from '../../tests/support/tcp-proxy.ts'
import { boundedRead, OutOfTime } from './bounded-read.ts'
import { connectDatabase } from './connection.ts'

const { uri, name } = testDatabase()
const { hostname: host, port } = new URL(uri)
const proxy = await tcpProxy({ host, port: Number(port) })
const { db, close } = connectDatabase({ uri: `mongodb://127.0.0.1:${proxy.port}/?retryReads=false`, database: name, selectionTimeoutMs: 10_000 })
afterAll(() => close().finally(proxy.close))

test('a read that the server does not answer ends all the same', async () => {
  const records = db.collection('records')
  const reads = [
    () => records.find({}, boundedRead()).toArray(),
    () => records.aggregate([{ $count: 'n' }], boundedRead()).toArray(),
    () => records.countDocuments({}, boundedRead()),
    () => records.estimatedDocumentCount(boundedRead()),
    () => records.distinct('name', {}, boundedRead()),
  ]
  for (const read of reads) await read()

  proxy.stall()
  const errors = await Promise.all(reads.map((read) => read().catch((error: unknown) => error)))
  proxy.up()

  expect(errors).toEqual(reads.map(() => expect.any(OutOfTime)))
  expect(await records.countDocuments({}, boundedRead())).toBe(0)
})
