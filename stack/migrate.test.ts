import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { mkdtemp, readFile, rm, stat, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { text } from 'node:stream/consumers'
import { afterEach, beforeEach, expect, test } from 'vitest'
import { pdf } from '../tests/support/cv-samples.ts'
import { fillFormerDatabase, users } from '../tests/support/former-database.ts'
import { testDatabase } from '../tests/support/mongo.ts'
import { freePort } from './ports.ts'

let folder: string
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'job-tracker-migrate-'))
})
afterEach(() => rm(folder, { recursive: true, force: true }))

async function migrate({ uri, name }: { uri: string; name: string }, ...args: string[]) {
  const environment = { ...process.env, MONGODB_URI: uri, DATABASE_NAME: name }
  const child = spawn(process.execPath, ['stack/bootstrap.mjs', 'stack/migrate.ts', ...args], { env: environment })
  const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
  return { code: code as number, out, err }
}

test('a dry run reports, the run converts and imports, and another changes nothing', async () => {
  const database = testDatabase()
  await fillFormerDatabase(database.db)
  const report = join(folder, 'report.json')
  const uploads = await mkdtemp(join(folder, 'uploads-'))
  await writeFile(join(uploads, `cv_${users.ada.toHexString()}.pdf`), pdf('Ada'))
  const before = await database.db.collection('users').find().toArray()

  const dry = await migrate(database, '--dry-run', '--uploads', uploads)
  expect(dry).toMatchObject({ code: 0, out: expect.stringContaining('dry run: nothing is written'), err: '' })
  expect(await database.db.collection('users').find().toArray()).toEqual(before)

  const real = await migrate(database, '--uploads', uploads, '--report', report)
  expect(real).toMatchObject({ code: 0, out: expect.stringMatching(/users +9 +8 +0 +1 +0\n.*applications.*\n/), err: '' })
  expect(real.out).toContain('CVs: 1 files, 1 imported, 0 users had one already.')
  expect(await database.db.collection('users').findOne({ _id: users.ada })).toHaveProperty('cv_file_id._bsontype', 'ObjectId')
  const written = JSON.parse(await readFile(report, 'utf8'))
  expect(written).toMatchObject({ dry_run: false, cvs: { imported: 1 }, migrations: [{ migration: '0001-former-backend' }] })
  expect(written.problems).toContainEqual({ collection: 'users', id: users.camille.toHexString(), field: 'username', reason: 'name_alike' })
  expect((await stat(report)).mode & 0o777).toBe(0o600)
  expect(`${real.out}${JSON.stringify(written)}`).not.toMatch(/\$2b\$|secret|not a hash|nécessite/)

  const after = await database.db.collection('users').find().toArray()
  expect(await migrate(database)).toEqual({ code: 0, out: 'Every migration was applied before.\n', err: '' })
  expect(await migrate(database, '--again', '--uploads', uploads)).toMatchObject({ code: 0, out: expect.stringMatching(/users +8 +0 +8 +0 +0\n/) })
  expect(await database.db.collection('users').find().toArray()).toEqual(after)
})

test('documents that come after the migration are told, and `--again` converts them', async () => {
  const database = testDatabase()
  await migrate(database)
  await database.db.collection('users').insertOne({ username: 'late', email: 'late@example.com' })
  expect(await migrate(database)).toMatchObject({ code: 1, out: expect.stringContaining('`npm run migrate -- --again` goes on') })
  expect(await migrate(database, '--again')).toMatchObject({ code: 0, out: expect.stringMatching(/users +1 +1 +0/) })
  expect(await migrate(database)).toMatchObject({ code: 0 })
})

test.each([
  ['a folder that is none', ['--uploads', '/nowhere'], '--uploads is wrong'],
  ['a report that cannot be written', ['--report', '/nowhere/report.json'], '--report is wrong'],
  ['an option that is none', ['--force'], 'Unknown option'],
])('%s is told before anything is done', async (_, args, sentence) => {
  const database = testDatabase()
  await fillFormerDatabase(database.db)
  expect(await migrate(database, ...args)).toMatchObject({ code: 1, err: expect.stringContaining(sentence) })
  expect(await database.db.collection('migrations').countDocuments()).toBe(0)
})

test('a database that is away is told', async () => {
  const away = await migrate({ uri: 'mongodb://127.0.0.1:1', name: 'none' })
  expect(away).toMatchObject({ code: 1, err: expect.stringContaining("MONGODB_URI can't be reached") })
})

test('the API warns where the database is still the former backend’s, and tells nobody’s name', async () => {
  const database = testDatabase()
  await fillFormerDatabase(database.db)
  const port = String(await freePort())
  const environment = {
    ...process.env,
    MONGODB_URI: database.uri,
    DATABASE_NAME: database.name,
    API_PORT: port,
    LOG_LEVEL: 'info',
  }
  const api = spawn(process.execPath, ['api/main.ts'], { env: { ...environment, DATA_DIR: folder } })
  let said = ''
  for await (const chunk of api.stdout) {
    said += chunk
    if (said.includes('run npm run migrate')) break
  }
  api.kill()
  await once(api, 'close')
  expect(said).toContain('run npm run migrate')
  expect(said).not.toContain('example.com')
})
