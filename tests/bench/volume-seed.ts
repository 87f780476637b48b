import { type Document, ObjectId } from 'mongodb'
import { createTokens } from '../../api/auth/tokens.ts'
import { createSessionRepository } from '../../core/db/session-repository.ts'
import type { ApiStack } from './api-stack.ts'
import { benchApplication, benchOffer, benchTask, benchUser } from './documents.ts'

export interface Volume {
  applications: number
  offers: number
  users: ObjectId[]
  seconds: number
}

const BATCH = 1_000
const APPLICATIONS_OF_A_USER = 100
const TASKS = 100
const HOUR_MS = 3_600_000

/** Loads applications, a hundred for each user, and as many offers, until there are so many or the time is over. */
export async function loadVolume({ db }: ApiStack, wanted: number, limitMs: number): Promise<Volume> {
  const began = performance.now()
  const quick = db.client.db(db.databaseName, { writeConcern: { w: 1 } })
  const insert = (collection: string, documents: Document[]) => quick.collection(collection).insertMany(documents, { ordered: false })
  const users: ObjectId[] = []
  let loaded = 0
  while (loaded < wanted && performance.now() - began < limitMs) {
    const batch = Math.min(BATCH, wanted - loaded)
    const fresh = Array.from({ length: Math.ceil(batch / APPLICATIONS_OF_A_USER) }, () => new ObjectId())
    await insert(
      'users',
      fresh.map((_id, n) => benchUser(1_000_000 + users.length + n, _id)),
    )
    await insert(
      'applications',
      Array.from({ length: batch }, (_, n) => benchApplication(String(fresh[Math.floor(n / APPLICATIONS_OF_A_USER)]), loaded + n)),
    )
    await insert(
      'job_offers',
      Array.from({ length: batch }, (_, n) => benchOffer(loaded + n)),
    )
    users.push(...fresh)
    loaded += batch
    if (loaded % (50 * BATCH) === 0) console.log(`${loaded} of each after ${((performance.now() - began) / 1_000).toFixed(0)} s`)
  }
  return { applications: loaded, offers: loaded, users, seconds: (performance.now() - began) / 1_000 }
}

/** An access token of each of these users, with a session behind it, and tasks. */
export async function tokensOf({ db, secretKey }: ApiStack, users: ObjectId[]): Promise<string[]> {
  const sessions = createSessionRepository(db)
  const now = new Date()
  const tokens = createTokens({ secretKey, now: () => now })
  const expiresAt = new Date(now.getTime() + HOUR_MS)
  return Promise.all(
    users.map(async (user) => {
      const sessionId = new ObjectId().toHexString()
      const userId = user.toHexString()
      await db.collection('tasks').insertMany(Array.from({ length: TASKS }, (_, n) => benchTask(userId, n)))
      await sessions.create({ id: sessionId, userId, currentHash: 'none', expiresAt, userAgent: null }, now)
      return tokens.issue({ type: 'access', userId, sessionId, jti: tokens.newJti(), issuedAt: now, expiresAt })
    }),
  )
}
