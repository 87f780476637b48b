import { accessSync, constants } from 'node:fs'
import { MongoClient } from 'mongodb'
import { readConfig } from '../core/config.ts'
import type { Environment } from './cache.ts'
import { hasExternalMongodb } from './mongodb.ts'
import { accepts } from './running-part.ts'
import { StackError } from './stack-error.ts'
import { hasExternalTemporal } from './temporal.ts'

const patienceMs = 4_000
const pemVariables = ['TEMPORAL_TLS_CERT', 'TEMPORAL_TLS_KEY', 'TEMPORAL_TLS_CA'] as const

/**
 * Looks at what the environment says runs elsewhere, before anything starts here.
 * @throws StackError naming the variable, within some five seconds.
 */
export async function checkExternal(environment: Environment): Promise<void> {
  if (hasExternalTemporal(environment)) await checkTemporal(environment)
  if (hasExternalMongodb(environment)) await checkMongodb(environment)
}

/**
 * Asks a MongoDB that runs elsewhere for its collections.
 * @throws StackError naming the variable when it can't be reached or refuses the credentials.
 */
export async function checkMongodb(environment: Environment): Promise<void> {
  const { uri, database } = readConfig(environment).mongodb
  const whole = Boolean(environment.MONGODB_URI?.trim())
  const [place, credentials] = whole ? ['MONGODB_URI', 'MONGODB_URI'] : ['MONGO_HOST', 'MONGO_USER and MONGO_PASSWORD']
  let client: MongoClient | undefined
  try {
    client = new MongoClient(uri, { serverSelectionTimeoutMS: patienceMs, connectTimeoutMS: patienceMs })
    await client.db(database).command({ listCollections: 1, nameOnly: true })
  } catch (error) {
    const { code, message } = error as Error & { code?: number | string }
    if (code === 13 || code === 18 || /auth/i.test(message)) {
      throw new StackError(
        `${credentials} ${whole ? 'has' : 'have'} wrong credentials, or none: MongoDB refuses them (${message.replace(/\.$/, '')}).`,
      )
    }
    throw new StackError(`${place} can't be reached (${message.replace(/\.$/, '')}): start that MongoDB, or correct the address.`)
  } finally {
    await client?.close()
  }
}

/** @throws StackError naming the variable when a Temporal that runs elsewhere can't be reached, or a PEM file can't be read. */
async function checkTemporal(environment: Environment): Promise<void> {
  const { address } = readConfig(environment).temporal
  for (const name of pemVariables) {
    const path = environment[name]?.trim()
    if (path && !isReadable(path)) throw new StackError(`${name} is wrong: ${path} can't be read.`)
  }
  const [, host = '', port] = /^\[?(.*?)\]?:(\d+)$/.exec(address) ?? []
  if (await accepts(Number(port), host, patienceMs)) return
  throw new StackError(`TEMPORAL_ADDRESS can't be reached (${address}): start that Temporal, or correct the address.`)
}

function isReadable(path: string): boolean {
  try {
    accessSync(path, constants.R_OK)
    return true
  } catch {
    return false
  }
}
