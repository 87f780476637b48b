import { createHash } from 'node:crypto'
import { existsSync } from 'node:fs'
import { join } from 'node:path'
import { type Collection, type CreateIndexesOptions, type Db, type Document, type IndexSpecification, MongoClient } from 'mongodb'
import type { Environment, Log } from './cache.ts'
import { findEngine, MONGODB_VERSION, SECANTUSDB_VERSION } from './find-mongodb.ts'
import { startEngine } from './mongodb.ts'
import { freePort } from './ports.ts'
import { StackError } from './stack-error.ts'
import { type EngineName, keepDatabase, readKeptDatabase } from './stack-file.ts'

/** Values stay what they are in BSON: no number becomes another kind of number on the way. */
const exact = { promoteValues: false, bsonRegExp: true, ignoreUndefined: false }
const batchSize = 100

export interface CopyReport {
  collections: { name: string; documents: number }[]
  /** The folder of the former engine, which is kept. */
  former: string
}

/**
 * Takes all data from the engine of this folder to the other one, compares both sides, and has later starts use the new one.
 * The stack must be stopped. Nothing is changed when it fails.
 * @throws StackError when there is nothing to copy, an engine cannot be had, or the two sides differ.
 */
export async function copyDatabase({ dataDir, to, environment, log }: { dataDir: string; to?: EngineName; environment: Environment; log: Log }) {
  const kept = await readKeptDatabase(dataDir)
  if (!kept) throw new StackError(`${dataDir} has no database yet: npm start makes one.`)
  const wanted = to ?? (kept.engine === 'mongod' ? 'secantusdb' : 'mongod')
  if (wanted === kept.engine) throw new StackError(`${dataDir} is on ${wanted} already: there is nothing to copy.`)
  const version = wanted === 'mongod' ? MONGODB_VERSION : SECANTUSDB_VERSION
  const source = await findEngine(kept, { environment, log })
  const target = await findEngine({ engine: wanted, version }, { environment, log })
  const folder = freshFolder(dataDir, `mongodb-${wanted}`)
  const logFile = join(dataDir, 'logs', 'copy-database.log')
  const from = await startEngine(source, { folder: join(dataDir, kept.folder), logFile, port: await freePort(), environment })
  try {
    const into = await startEngine(target, { folder: join(dataDir, folder), logFile, port: await freePort(), environment })
    const report = await copyAll(from.address, into.address, log).finally(() => into.stop())
    await keepDatabase(dataDir, { engine: wanted, version: target.version, folder })
    return { collections: report, former: join(dataDir, kept.folder) } satisfies CopyReport
  } finally {
    await from.stop()
  }
}

/** A folder of an earlier copy is left alone. */
function freshFolder(dataDir: string, name: string): string {
  for (let number = 1; ; number++) {
    const folder = number === 1 ? name : `${name}-${number}`
    if (!existsSync(join(dataDir, folder))) return folder
  }
}

async function copyAll(from: string, into: string, log: Log): Promise<CopyReport['collections']> {
  const [source, target] = [new MongoClient(from), new MongoClient(into, { writeConcern: { w: 'majority', journal: true } })]
  try {
    const { databases } = await source.db('admin').admin().listDatabases({ nameOnly: true })
    const report: CopyReport['collections'] = []
    for (const { name } of databases.filter(({ name }) => !['admin', 'local', 'config'].includes(name))) {
      for (const { name: collection, type, ...rest } of await source.db(name).listCollections().toArray()) {
        if (type !== 'collection' || collection.startsWith('system.')) continue
        const options = 'options' in rest ? (rest.options as Document) : {}
        const documents = await copyCollection(source.db(name), target.db(name), collection, options)
        log(`${name}.${collection}: ${documents} documents`)
        report.push({ name: `${name}.${collection}`, documents })
      }
    }
    return report
  } finally {
    await Promise.all([source.close(), target.close()])
  }
}

async function copyCollection(source: Db, target: Db, name: string, options: Document): Promise<number> {
  const [from, into] = [source.collection(name, exact), await target.createCollection(name, { ...options, ...exact })]
  let batch: Document[] = []
  const flush = async () => {
    if (batch.length > 0) await into.insertMany(batch, { forceServerObjectId: true })
    batch = []
  }
  for await (const document of from.find({}, { batchSize })) {
    batch.push(document)
    if (batch.length === batchSize) await flush()
  }
  await flush()
  for (const { key, v: _v, ns: _ns, name: index, ...rest } of (await source.collection(name).indexes()) as Document[]) {
    if (index !== '_id_') await into.createIndex(key as IndexSpecification, { name: index, ...rest } as CreateIndexesOptions)
  }
  const [was, is] = [await contentOf(source.collection(name)), await contentOf(target.collection(name))]
  if (was.count !== is.count || was.hash !== is.hash) {
    throw new StackError(
      `The copy of ${name} differs (${was.count} documents, ${is.count} copied): nothing was switched, the data are where they were.`,
    )
  }
  return is.count
}

/** How many documents, and a hash of their bytes in the order of their ids. */
async function contentOf(collection: Collection): Promise<{ count: number; hash: string }> {
  const hash = createHash('sha256')
  let count = 0
  for await (const document of collection.find({}, { raw: true, batchSize }).sort({ _id: 1 })) {
    hash.update(document as unknown as Uint8Array)
    count++
  }
  return { count, hash: hash.digest('hex') }
}
