import { chmod, mkdir, mkdtemp, rm, utimes, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { ObjectId } from 'mongodb'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { createCvInspection } from '../api/users/cv/inspection.ts'
import { createCvRepository } from '../core/db/cv-repository.ts'
import { createUserRepository } from '../core/db/user-repository.ts'
import { doc, docx, pdf } from '../tests/support/cv-samples.ts'
import { testDatabase } from '../tests/support/mongo.ts'
import { importCvs } from './import-cvs.ts'

const { db } = testDatabase()
const cvs = createCvRepository(db)
let folder: string

beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'job-tracker-uploads-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function newUser(): Promise<string> {
  const username = `user-${new ObjectId().toHexString()}`
  const user = { username, email: `${username}@example.com`, full_name: null }
  return (await createUserRepository(db).create(user, 'hash', new Date())).user.id
}

/** Writes a file; `age` in days. */
async function upload(name: string, content: Uint8Array, age = 0): Promise<void> {
  const path = join(folder, name)
  await mkdir(dirname(path), { recursive: true })
  await writeFile(path, content)
  const at = Date.now() / 1_000 - age * 86_400
  await utimes(path, at, at)
}

async function importAll({ dryRun = false, inspect = createCvInspection() } = {}) {
  const listed: string[] = []
  const told = ({ file, reason }: { file: string; reason: string }) => void listed.push(`${file}: ${reason}`)
  const counts = await importCvs(folder, { db, cvs, inspect, dryRun, listed: told, now: () => new Date() })
  return { ...counts, listed: listed.sort() }
}

async function contentOf(userId: string): Promise<Buffer> {
  const chunks: Uint8Array[] = []
  for await (const chunk of (await cvs.get(userId)).read()) chunks.push(chunk)
  return Buffer.concat(chunks)
}

test('the newest file of each user becomes their CV, whatever else its name holds', async () => {
  const [ada, bob, eve] = [await newUser(), await newUser(), await newUser()]
  await upload(`${ada}_old.pdf`, pdf('old'), 2)
  await upload(`nested/cv_${ada.toUpperCase()}_65f0c2a7b4c1d2e3f4999999.pdf`, pdf('new'), 1)
  await upload(`cv_${bob}.docx`, docx('Bob'))
  await upload(`${eve}.pdf`, doc('Eve'))
  expect(await importAll()).toEqual({ files: 4, imported: 3, present: 0, listed: [`${ada}_old.pdf: older_copy`] })
  expect((await contentOf(ada)).equals(pdf('new'))).toBe(true)
  expect((await cvs.get(eve)).format).toBe('doc')
})

test('a second import changes nothing, and a CV that was uploaded since stays', async () => {
  const [ada, bob] = [await newUser(), await newUser()]
  await upload(`${ada}.pdf`, pdf('Ada'))
  await upload(`${bob}.pdf`, pdf('former'))
  await importAll()
  await cvs.store(bob, { bytes: pdf('today'), format: 'pdf' }, () => new Date())
  const before = await db.collection('users').find().toArray()
  expect(await importAll()).toEqual({ files: 2, imported: 0, present: 2, listed: [] })
  expect(await db.collection('users').find().toArray()).toEqual(before)
  expect((await contentOf(bob)).equals(pdf('today'))).toBe(true)
})

test('files that are nobody’s or no CV are listed and left', async () => {
  const [ada, bob, eve] = [await newUser(), await newUser(), await newUser()]
  await upload('.gitkeep', Buffer.alloc(0))
  await upload('65f0c2a7b4c1d2e3f4999999.pdf', pdf('nobody'))
  await upload(`${'a'.repeat(24)}${ada}.pdf`, pdf('a checksum'))
  await upload(`${ada}.pdf`, Buffer.from('%PDF-1.7\n<script>'))
  await upload(`${bob}.pdf`, Buffer.alloc(0))
  await upload(`${eve}.exe`, Buffer.from('MZ'))
  expect(await importAll()).toEqual({
    files: 6,
    imported: 0,
    present: 0,
    listed: [
      '.gitkeep: no_user_id',
      '65f0c2a7b4c1d2e3f4999999.pdf: user_unknown',
      `${'a'.repeat(24)}${ada}.pdf: no_user_id`,
      `${ada}.pdf: cv_unreadable`,
      `${bob}.pdf: cv_empty`,
      `${eve}.exe: cv_type_unsupported`,
    ].sort(),
  })
})

test('a file that is too large is not read', async () => {
  const ada = await newUser()
  await upload(`${ada}.pdf`, Buffer.alloc(5 * 1024 * 1024 + 1))
  expect((await importAll()).listed).toEqual([`${ada}.pdf: cv_too_large`])
})

test('a dry run checks the files and stores none, of users whose ids are still written out too', async () => {
  const id = new ObjectId().toHexString()
  await db.collection<{ _id: string }>('users').insertOne({ _id: id, username: 'former' } as never)
  await upload(`${id}.pdf`, pdf('former'))
  const files = await db.collection('cvs.files').countDocuments()
  expect(await importAll({ dryRun: true })).toEqual({ files: 1, imported: 1, present: 0, listed: [] })
  expect(await db.collection('cvs.files').countDocuments()).toBe(files)
})

test('where the newest is none that can be taken, an older one is', async () => {
  const [ada, bob] = [await newUser(), await newUser()]
  await upload(`${ada}_1.pdf`, pdf('oldest'), 4)
  await upload(`${ada}_2.pdf`, pdf('good'), 3)
  await upload(`${ada}_3.pdf`, Buffer.alloc(0), 2)
  await upload(`${ada}_4.pdf`, Buffer.from('%PDF-1.7\n<script>'), 1)
  await upload(`${bob}_1.pdf`, Buffer.alloc(0), 2)
  await upload(`${bob}_2.exe`, Buffer.from('MZ'), 1)
  const listed = [
    `${ada}_1.pdf: older_copy`,
    `${ada}_3.pdf: cv_empty`,
    `${ada}_4.pdf: cv_unreadable`,
    `${bob}_1.pdf: cv_empty`,
    `${bob}_2.exe: cv_type_unsupported`,
  ].sort()
  expect(await importAll()).toEqual({ files: 6, imported: 1, present: 0, listed })
  expect((await contentOf(ada)).equals(pdf('good'))).toBe(true)
  const older = [1, 2, 3].map((n) => `${ada}_${n}.pdf: older_copy`)
  const bobs = listed.filter((line) => line.startsWith(bob))
  expect(await importAll()).toEqual({ files: 6, imported: 0, present: 1, listed: [...older, ...bobs].sort() })
})

test('a name that is no UTF-8 keeps no file from being imported', async () => {
  const [ada, bob] = [await newUser(), await newUser()]
  await writeFile(Buffer.concat([Buffer.from(`${folder}/r\u00e9sum\u00e9_${ada}`, 'latin1'), Buffer.from('.pdf')]), pdf('Ada'))
  await writeFile(Buffer.from(`${folder}/\u00e9t\u00e9.pdf`, 'latin1'), pdf('nobody'))
  await upload(`${bob}.pdf`, pdf('Bob'))
  expect(await importAll()).toEqual({ files: 3, imported: 2, present: 0, listed: ['\ufffdt\ufffd.pdf: no_user_id'] })
  expect((await contentOf(ada)).equals(pdf('Ada'))).toBe(true)
})

test('a file that goes away meanwhile is listed, and the others are imported', async () => {
  const [ada, bob, eve] = [await newUser(), await newUser(), await newUser()]
  await upload(`1_${ada}.pdf`, pdf('Ada'))
  await upload(`2_${bob}.pdf`, pdf('Bob'))
  await upload(`3_${eve}.pdf`, pdf('Eve'))
  const inspect = async () => {
    await rm(join(folder, `2_${bob}.pdf`), { force: true })
    return undefined
  }
  expect(await importAll({ inspect })).toEqual({ files: 3, imported: 2, present: 0, listed: [`2_${bob}.pdf: file_unreadable`] })
})

test.skipIf(process.getuid?.() === 0)('files and folders that may not be read are listed, and the others are imported', async () => {
  const [ada, bob] = [await newUser(), await newUser()]
  await upload(`${ada}_new.pdf`, pdf('new'))
  await upload(`${ada}_old.pdf`, pdf('old'), 1)
  await upload(`closed/${bob}.pdf`, pdf('Bob'))
  await chmod(join(folder, `${ada}_new.pdf`), 0)
  await chmod(join(folder, 'closed'), 0)
  const listed = [`${ada}_new.pdf: file_unreadable`, 'closed: file_unreadable'].sort()
  expect(await importAll().finally(() => chmod(join(folder, 'closed'), 0o700))).toEqual({ files: 2, imported: 1, present: 0, listed })
  expect((await contentOf(ada)).equals(pdf('old'))).toBe(true)
})
