import { once } from 'node:events'
import type { AddressInfo } from 'node:net'
import { serve } from '@hono/node-server'
import { type Collection, type Db, MongoServerError, type ObjectId, type WithId } from 'mongodb'
import { afterAll, beforeAll, beforeEach, expect, onTestFinished, test } from 'vitest'
import { connectDatabase } from '../../../core/db/connection.ts'
import { ensureIndexes } from '../../../core/db/indexes.ts'
import { cvApi } from '../../../tests/support/cv-api.ts'
import { pdf, pdfOfSize } from '../../../tests/support/cv-samples.ts'
import { testDatabase } from '../../../tests/support/mongo.ts'
import { tcpProxy } from '../../../tests/support/tcp-proxy.ts'

const MB = 1_000_000
const CHUNK_BYTES = 255 * 1024
const large = pdfOfSize(4 * MB)

const { db, uri, name } = testDatabase()
let proxy: Awaited<ReturnType<typeof tcpProxy>>
let proxied: ReturnType<typeof connectDatabase>
beforeAll(async () => {
  await ensureIndexes(db)
  const { hostname, port } = new URL(uri)
  proxy = await tcpProxy({ host: hostname, port: Number(port) })
  proxied = connectDatabase({ uri: `mongodb://127.0.0.1:${proxy.port}`, database: name, selectionTimeoutMs: 500 })
})
beforeEach(() => proxy.up())
afterAll(async () => {
  await proxied.close()
  await proxy.close()
})

const contentOf = async (response: Response) => Buffer.from(await response.arrayBuffer())
const chunkCount = (of = db) => of.collection('cvs.chunks').countDocuments()

test('a MongoDB that goes away in the middle of an upload keeps the former CV, and the next upload takes its place', async () => {
  const api = await cvApi({ db: proxied.db })
  const camille = await api.applicant()
  await camille.upload(pdf('former'))
  const broken = proxy.breakAfter(2 * MB)
  const [response] = await Promise.all([camille.upload(large), broken])
  expect([response.status, response.headers.get('Retry-After')]).toEqual([503, '2'])
  proxy.up()
  expect((await contentOf(await camille.download())).equals(pdf('former'))).toBe(true)
  expect((await camille.upload(large)).status).toBe(200)
  expect((await contentOf(await camille.download())).equals(large)).toBe(true)
})

test('a disk that is full in the middle of an upload is a 507, keeps the former CV, and leaves nothing of the new one', async () => {
  const fresh = testDatabase().db
  await ensureIndexes(fresh)
  const disk = { chunksLeft: 1 }
  const api = await cvApi({ db: withDisk(fresh, disk) })
  const camille = await api.applicant()
  await camille.upload(pdf('former'))
  disk.chunksLeft = 5
  const response = await camille.upload(large)
  expect([response.status, await response.json()]).toEqual([507, expect.objectContaining({ code: 'storage_full' })])
  expect((await contentOf(await camille.download())).equals(pdf('former'))).toBe(true)
  expect([await chunkCount(fresh), await fresh.collection('cvs.files').countDocuments()]).toEqual([1, 1])
})

test('a MongoDB that goes away in the middle of a download breaks the connection off', async () => {
  const { url, headers, logged } = await served(proxied.db, large)
  // Larger than what is on its way: the server has still to read the rest.
  const response = await fetch(url, { headers })
  proxy.down()
  expect(response.status).toBe(200)
  await expect(response.arrayBuffer()).rejects.toThrow()
  expect(logged.join()).toContain('download of a CV broke off')
})

test('a download that fails within its last bytes does not pass for whole', async () => {
  const { fileId, url, headers } = await served(db, pdfOfSize(CHUNK_BYTES + 5))
  await db.collection('cvs.chunks').deleteOne({ files_id: fileId, n: 1 })
  await expect(fetch(url, { headers }).then((response) => response.arrayBuffer())).rejects.toThrow()
})

test('a MongoDB that is away before a download is a 503', async () => {
  const api = await cvApi({ db: proxied.db })
  const camille = await api.applicant()
  await camille.upload(pdf('Camille'))
  proxy.down()
  expect((await camille.download()).status).toBe(503)
  proxy.up()
})

test('a MongoDB that says nothing any more breaks a download off', async () => {
  const watched = connectDatabase({ uri: `mongodb://127.0.0.1:${proxy.port}/?heartbeatFrequencyMS=500`, database: name, selectionTimeoutMs: 500 })
  const camille = await (await cvApi({ db: watched.db })).applicant()
  await camille.upload(large)
  const reader = (await camille.download()).body?.getReader()
  await reader?.read()
  proxy.stall()
  await expect(reader?.read()).rejects.toThrow('broke off')
  proxy.down()
  await watched.close()
})

/** A CV that is downloaded over HTTP. */
async function served(of: Db, content: Buffer) {
  const api = await cvApi({ db: of })
  const camille = await api.applicant()
  await camille.upload(content)
  const server = serve({ fetch: api.app.fetch, port: 0, hostname: '127.0.0.1' })
  await once(server, 'listening')
  onTestFinished(() => void server.close())
  const { port } = server.address() as AddressInfo
  const { cv_file_id } = (await db.collection('users').findOne({ username: camille.username })) as WithId<{ cv_file_id: ObjectId }>
  return { fileId: cv_file_id, url: `http://127.0.0.1:${port}/users/${camille.id}/cv`, headers: camille.authorization, logged: api.logged }
}

/** The database, whose disk has room for so many more inserts of chunks. */
function withDisk(real: Db, disk: { chunksLeft: number }): Db {
  const insertOne: Collection['insertOne'] = (...given) => {
    if (disk.chunksLeft-- > 0) return real.collection('cvs.chunks').insertOne(...given)
    return Promise.reject(new MongoServerError({ message: 'available disk space of 12 bytes is less than required', code: 14_031 }))
  }
  const collection: Db['collection'] = (name: string, options: object = {}) => {
    const found = real.collection(name, options)
    return (name === 'cvs.chunks' ? override(found, { insertOne }) : found) as never
  }
  return override(real, { collection })
}

const override = <T extends object>(object: T, methods: Partial<T>): T =>
  new Proxy(object, { get: (target, name) => Reflect.get(name in methods ? methods : target, name, target) })
