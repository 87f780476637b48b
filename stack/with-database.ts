import { mkdir } from 'node:fs/promises'
import { resolve } from 'node:path'
import type { Db } from 'mongodb'
import { readConfig } from '../core/config.ts'
import { connectDatabase } from '../core/db/connection.ts'
import type { Environment, Log } from './cache.ts'
import { checkMongodb } from './external.ts'
import { forgetRunning, noteRunning, waitForFormerParts } from './former-parts.ts'
import { askHolder, tryLock } from './lock.ts'
import { hasExternalMongodb, startMongodb } from './mongodb.ts'
import { freePort } from './ports.ts'
import { explained, StackError } from './stack-error.ts'
import type { StackStatus } from './start-stack.ts'

const selectionTimeoutMs = 4_000

/**
 * Does the work of a command on the database that the environment names: one that runs elsewhere, the one of the stack that runs on the
 * data folder, or else the folder's own, which is started for as long as the work takes.
 * @throws StackError with the sentence that says what to do when there is no database to be had.
 */
export async function withDatabase<T>({ environment, log }: { environment: Environment; log: Log }, work: (db: Db) => Promise<T>): Promise<T> {
  const { mongodb, dataDir: folder } = readConfig(environment)
  const connected = async (uri: string) => {
    const database = connectDatabase({ uri, database: mongodb.database, selectionTimeoutMs })
    return await work(database.db).finally(() => database.close())
  }
  if (hasExternalMongodb(environment)) {
    await checkMongodb(environment)
    return await connected(mongodb.uri)
  }
  const dataDir = resolve(folder)
  await mkdir(dataDir, { recursive: true }).catch((error) => Promise.reject(explained(error)))
  const lock = await tryLock(dataDir, () => ({ pid: process.pid }))
  if (!lock) return await connected(await addressOfRunning(dataDir))
  try {
    await waitForFormerParts(dataDir, log)
    log('Nothing runs on the data folder: MongoDB is started for this command.')
    const part = await startMongodb({ dataDir, port: await freePort(), environment, log })
    await noteRunning(dataDir, [part.pid])
    return await connected(part.address).finally(async () => {
      await part.stop()
      await forgetRunning(dataDir)
    })
  } finally {
    await lock.release()
  }
}

/** Where the MongoDB of the stack is that runs on the folder. */
async function addressOfRunning(dataDir: string): Promise<string> {
  const { status } = (await askHolder<Partial<StackStatus>>(dataDir)) ?? {}
  const mongodb = status?.parts?.find(({ name }) => name === 'MongoDB')
  if (mongodb?.pid && status?.mongodbPort) return `mongodb://127.0.0.1:${status.mongodbPort}`
  if (mongodb) {
    throw new StackError(`The stack that runs on ${dataDir} uses a MongoDB that runs elsewhere: name it here too, with --mongodb-uri or MONGODB_URI.`)
  }
  throw new StackError(`Process ${status?.pid ?? 'unknown'} is using ${dataDir} and has no database for others yet: try again in a moment.`)
}
