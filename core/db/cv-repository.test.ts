import { randomBytes } from 'node:crypto'
import { buffer, text } from 'node:stream/consumers'
import { GridFSBucket, ObjectId } from 'mongodb'
import { beforeAll, expect, test } from 'vitest'
import { testDatabase } from '../../tests/support/mongo.ts'
import { createCvRepository } from './cv-repository.ts'
import { ensureIndexes } from './indexes.ts'
import { newUserDocument } from './user-document.ts'

const MINUTE_MS = 60_000
const { db } = testDatabase()
const cvs = createCvRepository(db)
beforeAll(() => ensureIndexes(db))

const start = new Date('2026-11-23T09:00:00Z')
const clock = () => start
const minutesLater = (minutes: number) => () => new Date(start.getTime() + minutes * MINUTE_MS)
const pdf = (content: string | Uint8Array) => ({ bytes: Buffer.from(content as string), format: 'pdf' as const })

async function someone(): Promise<string> {
  const _id = new ObjectId()
  const username = `u${_id.toHexString()}`
  const fields = { username, email: `${username}@example.com`, full_name: null, role: 'user' as const }
  await db.collection('users').insertOne(newUserDocument(_id, fields, '', start))
  return _id.toHexString()
}
const user = (id: string) => db.collection('users').findOne({ _id: new ObjectId(id) })
const contentOf = async (id: string) => text((await cvs.get(id)).read())
const filesOf = (id: string) =>
  db
    .collection('cvs.files')
    .find({ 'metadata.user_id': new ObjectId(id) })
    .sort({ uploadDate: 1 })
    .toArray()
const strayChunks = async () => {
  const files = (await db.collection('cvs.files').distinct('_id')) as ObjectId[]
  return db.collection('cvs.chunks').countDocuments({ files_id: { $nin: files } })
}

test('a CV of several chunks is read as it was written, by any GridFS tool too', async () => {
  const id = await someone()
  const bytes = randomBytes(5 * 1024 * 1024 + 7)
  await cvs.store(id, { bytes, format: 'pdf' }, clock)
  const cv = await cvs.get(id)
  expect({ mediaType: cv.mediaType, length: cv.length, format: cv.format }).toEqual({
    mediaType: 'application/pdf',
    length: bytes.length,
    format: 'pdf',
  })
  expect((await buffer(cv.read())).equals(bytes)).toBe(true)
  const fileId = (await user(id))?.cv_file_id
  expect((await buffer(new GridFSBucket(db, { bucketName: 'cvs' }).openDownloadStream(fileId))).equals(bytes)).toBe(true)
})

test('a new CV takes the place of the former one, whose file goes, and the user’s version goes up', async () => {
  const id = await someone()
  await cvs.store(id, pdf('first'), clock)
  await cvs.store(id, pdf('second'), minutesLater(1))
  expect(await contentOf(id)).toBe('second')
  expect(await filesOf(id)).toHaveLength(1)
  expect(await user(id)).toMatchObject({ version: 3, updated_at: minutesLater(1)() })
  expect(await strayChunks()).toBe(0)
})

test('the same content again changes nothing', async () => {
  const id = await someone()
  await cvs.store(id, pdf('same'), clock)
  await cvs.store(id, pdf('same'), minutesLater(1))
  expect(await filesOf(id)).toHaveLength(1)
  expect(await user(id)).toMatchObject({ version: 2, updated_at: start })
})

test('of many CVs stored at once one is the CV, and no other is left', async () => {
  const id = await someone()
  await Promise.all(['a', 'b', 'c', 'd', 'e'].map((content) => cvs.store(id, pdf(content), clock)))
  const [file, ...others] = await filesOf(id)
  expect(others).toEqual([])
  expect((await user(id))?.cv_file_id).toEqual(file?._id)
  expect(await contentOf(id)).toMatch(/^[a-e]$/)
  expect(await strayChunks()).toBe(0)
})

test('what a crash left is swept by a later upload, what may still be written is not', async () => {
  const id = await someone()
  const left = { length: 4, chunkSize: 4, filename: 'x', metadata: { user_id: new ObjectId(id) } }
  const [abandoned, arriving] = [new ObjectId(), new ObjectId()]
  await db.collection('cvs.files').insertMany([
    { _id: abandoned, uploadDate: start, ...left },
    { _id: arriving, uploadDate: minutesLater(6)(), ...left },
  ])
  await db.collection('cvs.chunks').insertOne({ files_id: abandoned, n: 0, data: Buffer.from('half') })
  await cvs.store(id, pdf('new'), minutesLater(11))
  expect((await filesOf(id)).map(({ _id }) => _id)).toEqual([arriving, (await user(id))?.cv_file_id])
  expect(await strayChunks()).toBe(0)
})

test('a file that took so long that it may pass for abandoned does not become the CV', async () => {
  const id = await someone()
  await cvs.store(id, pdf('former'), clock)
  const times = [clock(), minutesLater(6)()]
  await expect(cvs.store(id, pdf('late'), () => times.shift() ?? start)).rejects.toMatchObject({ code: 'database_unavailable' })
  expect(await contentOf(id)).toBe('former')
  expect(await filesOf(id)).toHaveLength(1)
})

test('nothing is stored for a user who is gone or being erased', async () => {
  const id = await someone()
  await db.collection('users').updateOne({ _id: new ObjectId(id) }, { $set: { erasing_at: start } })
  const gone = new ObjectId().toHexString()
  for (const who of [id, gone]) {
    await expect(cvs.store(who, pdf('new'), clock)).rejects.toMatchObject({ code: 'not_found', params: { resource: 'user' } })
    expect(await filesOf(who)).toEqual([])
  }
})

test('a user erased while the file is written keeps no file', async () => {
  const id = await someone()
  // The clock is read first when the writing begins.
  const erasingMeanwhile = () => {
    void db.collection('users').updateOne({ _id: new ObjectId(id) }, { $set: { erasing_at: start } })
    return start
  }
  await expect(cvs.store(id, pdf(randomBytes(3_000_000)), erasingMeanwhile)).rejects.toMatchObject({ code: 'not_found' })
  expect(await filesOf(id)).toEqual([])
  expect(await strayChunks()).toBe(0)
})

test('all files of a user are deleted, twice as well as once, and no other user’s', async () => {
  const [id, other] = [await someone(), await someone()]
  await cvs.store(id, pdf('mine'), clock)
  await cvs.store(other, pdf('theirs'), clock)
  expect([await cvs.deleteAllOf(id), await cvs.deleteAllOf(id)]).toEqual([1, 0])
  await expect(cvs.get(id)).rejects.toMatchObject({ code: 'not_found', params: { resource: 'cv' } })
  expect(await contentOf(other)).toBe('theirs')
})

test('a user without a CV has none', async () => {
  await expect(cvs.get(await someone())).rejects.toMatchObject({ code: 'not_found', params: { resource: 'cv' } })
})

test('a CV that is deleted while it is read fails, so that no half of it passes for whole', async () => {
  const id = await someone()
  await cvs.store(id, pdf(randomBytes(600_000)), clock)
  const content = (await cvs.get(id)).read()
  await content.next()
  await cvs.deleteAllOf(id)
  await expect(content.next()).rejects.toThrow('is missing')
})
