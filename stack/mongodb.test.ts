import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Binary, Double, Int32, Long, MongoClient, ObjectId } from 'mongodb'
import { afterEach, expect, test } from 'vitest'
import { connectDatabase } from '../core/db/connection.ts'
import { cacheFolder } from './cache.ts'
import { copyDatabase } from './copy-database.ts'
import { MONGODB_VERSION, SECANTUSDB_VERSION } from './find-mongodb.ts'
import { startMongodb } from './mongodb.ts'
import { freePort } from './ports.ts'
import { installFromPypi } from './python.ts'
import type { RunningPart } from './running-part.ts'

const cleanup: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const clean of cleanup.splice(0).reverse()) await clean()
})

/** Both engines, the real secantusdb playing mongod's part too: it is spoken to as mongod is. */
async function folderWithEngines() {
  const dataDir = await mkdtemp(join(tmpdir(), 'job-tracker-test-'))
  cleanup.push(() => rm(dataDir, { recursive: true, force: true }))
  const environment: Record<string, string | undefined> = {
    ...process.env,
    CACHE_DIR: cacheFolder(process.env),
    MONGODB_URI: undefined,
    MONGO_HOST: undefined,
  }
  const lines: string[] = []
  const log = (line: string) => void lines.push(line)
  const secantusd = await installFromPypi({ name: 'secantusdb', version: SECANTUSDB_VERSION, program: 'secantusd-py' }, environment, log)
  const mongod = join(dataDir, 'mongod')
  await writeFile(
    mongod,
    `#!/bin/sh
[ "$1" = --version ] && { echo "db version v${MONGODB_VERSION}"; exit; }
while [ $# -gt 0 ]; do case $1 in --port) port=$2;; --dbpath) folder=$2;; esac; shift; done
exec ${secantusd} --host 127.0.0.1 --port "$port" --storage-path "$folder" --standalone\n`,
    { mode: 0o755 },
  )
  await writeFile(
    join(dataDir, 'stack.json'),
    JSON.stringify({ mongodb: { engine: 'secantusdb', version: SECANTUSDB_VERSION, folder: 'mongodb-secantusdb' } }),
  )
  return { dataDir, mongod, environment, log, lines }
}

async function started(dataDir: string, environment: Record<string, string | undefined>, log: (line: string) => void): Promise<RunningPart> {
  const part = await startMongodb({ dataDir, port: await freePort(), environment, log })
  cleanup.push(() => {
    part.kill()
    return part.exited
  })
  return part
}

test('what was acknowledged survives a kill -9, and the engine stays although a mongod is at hand by then', async () => {
  const { dataDir, mongod, environment, log, lines } = await folderWithEngines()
  const first = await started(dataDir, environment, log)
  const database = connectDatabase({ uri: first.address, database: 'kept', selectionTimeoutMs: 2_000 })
  const acknowledged: number[] = []
  const write = async (start: number) => {
    for (let id = start; ; id += 8) {
      await database.db.collection<{ _id: number }>('writes').insertOne({ _id: id })
      acknowledged.push(id)
      if (acknowledged.length === 400) process.kill(first.pid, 'SIGKILL')
    }
  }
  await Promise.allSettled([0, 1, 2, 3, 4, 5, 6, 7].map(write))
  await database.close()

  const second = await started(dataDir, { ...environment, MONGOD_BINARY: mongod }, log)
  expect(second.what).toBe(`secantusdb ${SECANTUSDB_VERSION} (PyPI, in place of mongod)`)
  const again = connectDatabase({ uri: second.address, database: 'kept', selectionTimeoutMs: 2_000 })
  const found = new Set((await again.db.collection<{ _id: number }>('writes').find().toArray()).map(({ _id }) => _id))
  await again.close()
  expect(acknowledged.filter((id) => !found.has(id))).toEqual([])
  expect(lines).toEqual([expect.stringContaining('MONGOD_BINARY goes unused')])
})

test('the copy holds the same bytes and indexes, later starts use it, and the former data stay', async () => {
  const { dataDir, mongod, environment: bare, log } = await folderWithEngines()
  const environment = { ...bare, MONGOD_BINARY: mongod }
  const first = await started(dataDir, environment, log)
  const source = new MongoClient(first.address)
  const odd = { _id: new ObjectId(), whole: new Double(1), small: new Int32(1), long: Long.fromString('9007199254740993'), bytes: new Binary(Buffer.from([1, 2])), at: new Date(5), pattern: /a+/i, nothing: null, nested: { list: [1, 'deux', { trois: 3 }] } } // biome-ignore format: one line reads better
  await source.db('job_tracker').collection('odd').insertOne(odd)
  await source
    .db('job_tracker')
    .collection('many')
    .insertMany(Array.from({ length: 250 }, (_, number) => ({ number, user: number % 7 })))
  await source.db('job_tracker').collection('many').createIndex({ user: 1, number: -1 }, { unique: true, name: 'by_user' })
  await source.close()
  await first.stop()

  const { collections, former } = await copyDatabase({ dataDir, environment, log })
  expect(collections.toSorted((a, b) => a.name.localeCompare(b.name))).toEqual([
    { name: 'job_tracker.many', documents: 250 },
    { name: 'job_tracker.odd', documents: 1 },
  ])
  expect(JSON.parse(await readFile(join(dataDir, 'stack.json'), 'utf8')).mongodb).toEqual({
    engine: 'mongod',
    version: MONGODB_VERSION,
    folder: 'mongodb-mongod',
  })
  expect(await readFile(join(former, 'WiredTiger'), 'utf8')).toContain('WiredTiger')

  const second = await started(dataDir, environment, log)
  expect(second.what).toBe(`mongod ${MONGODB_VERSION} (MONGOD_BINARY)`)
  const target = new MongoClient(second.address)
  const db = target.db('job_tracker')
  expect(await db.collection('odd').findOne({}, { promoteValues: false })).toMatchObject({ whole: new Double(1), long: odd.long, at: odd.at })
  expect(await db.collection('many').indexes()).toContainEqual(
    expect.objectContaining({ name: 'by_user', key: { user: 1, number: -1 }, unique: true }),
  )
  await target.close()
})

test('nothing is copied onto the engine that is in use, or from a folder without data', async () => {
  const { dataDir, environment, log } = await folderWithEngines()
  await expect(copyDatabase({ dataDir, to: 'secantusdb', environment, log })).rejects.toThrow('is on secantusdb already')
  await expect(copyDatabase({ dataDir: join(dataDir, 'none'), environment, log })).rejects.toThrow('has no database yet')
})

test('a MongoDB that the environment names is used, and nothing is started', async () => {
  const part = await startMongodb({
    dataDir: '/nowhere',
    port: 1,
    environment: { MONGO_HOST: 'db:27017', MONGO_USER: 'me', MONGO_PASSWORD: 'p@ss' },
    log: () => {},
  })
  expect(part).toMatchObject({ what: 'external', address: 'mongodb://me:p%40ss@db:27017/?authSource=admin', pid: 0 })
})

test('an engine that does not start shows its last lines', async () => {
  const { dataDir, environment, log } = await folderWithEngines()
  await writeFile(join(dataDir, 'mongodb-secantusdb'), 'not a folder')
  await expect(started(dataDir, environment, log)).rejects.toThrow(/EEXIST|stopped while starting/)
})
