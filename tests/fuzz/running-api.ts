import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Db } from 'mongodb'
import { createCatalogueRepository } from '../../core/db/catalogue-repository.ts'
import { connectDatabase } from '../../core/db/connection.ts'
import type { Environment, Log } from '../../stack/cache.ts'
import { startMongodb } from '../../stack/mongodb.ts'
import { freePort } from '../../stack/ports.ts'
import { startTemporal } from '../../stack/temporal.ts'
import { seedOffers } from '../support/job-offers.ts'
import { startProgram } from '../support/processes.ts'

export const PASSWORD = 'quatre chevaux agrafe juste'
/** Hidden and deleted by the hundred. */
const OFFERS = 500
/** Each is split once. */
const DOUBLES = 50
export const PEOPLE = ['alix', 'billie', 'admin'] as const
export type Person = (typeof PEOPLE)[number]

export interface RunningApi {
  url: string
  /** Ids of offers of the catalogue. */
  offers: string[]
  /** Ids of offers that are two listings, each with the id that the second one had. */
  doubles: [string, string][]
  stop(): Promise<void>
}

/** Wide enough that no limit is met: they have tests of their own. */
const NO_LIMITS = Object.fromEntries(
  ['LOG_IN', 'REGISTRATION', 'REFRESH', 'UPLOAD', 'BACKGROUND', 'GENERAL'].map((name) => [`RATE_LIMIT_${name}`, '1000000/s']),
)

/**
 * The API as it runs anywhere, with MongoDB and Temporal, on free ports and a folder of its own, with two users and an admin. There is
 * no worker: what is asked for is started and waits, so that the addresses that a fuzzer makes up are never asked.
 */
export async function startApi({ environment, log }: { environment: Environment; log: Log }): Promise<RunningApi> {
  const folder = await mkdtemp(join(tmpdir(), 'job-tracker-fuzz-'))
  const stops: (() => Promise<unknown>)[] = [() => rm(folder, { recursive: true, force: true })]
  const stop = async () => {
    for (const end of stops.reverse()) await end()
  }
  try {
    const [mongodbPort, temporalPort, apiPort] = await Promise.all([freePort(), freePort(), freePort()])
    const own = { PATH: environment.PATH, HOME: environment.HOME, XDG_CACHE_HOME: environment.XDG_CACHE_HOME, CACHE_DIR: environment.CACHE_DIR }
    const mongodb = await startMongodb({ dataDir: folder, port: mongodbPort, environment: own, log })
    stops.push(() => mongodb.stop())
    const temporal = await startTemporal({ port: temporalPort, environment: own, log, logFile: join(folder, 'temporal.log') })
    stops.push(() => temporal.stop())
    const api = await startProgram('api/main.ts', {
      MONGODB_URI: mongodb.address,
      TEMPORAL_ADDRESS: temporal.address,
      API_PORT: String(apiPort),
      SECRET_KEY: 'a-secret-of-at-least-thirty-two-bytes',
      BCRYPT_COST: '10',
      DATA_DIR: folder,
      LOG_LEVEL: 'warn',
      // The fuzzer's longest queries, percent-encoded: Node itself refuses them by a bare 431 else, before the API sees them.
      NODE_OPTIONS: '--max-http-header-size=262144',
      ...NO_LIMITS,
    })
    stops.push(() => api.end('SIGTERM'))
    const url = `http://127.0.0.1:${apiPort}`
    await addPeople(url)
    return { url, ...(await seed(mongodb.address)), stop }
  } catch (error) {
    await stop()
    throw error
  }
}

async function addPeople(url: string): Promise<void> {
  for (const username of PEOPLE) {
    const body = JSON.stringify({ username, email: `${username}@fuzz.example.com`, password: PASSWORD })
    const answer = await fetch(`${url}/auth/register`, { method: 'POST', headers: { 'Content-Type': 'application/json' }, body })
    if (answer.status !== 201) throw new Error(`${username} could not register: ${answer.status} ${await answer.text()}`)
  }
}

/** What no route of the API does: the first admin, and a catalogue. */
async function seed(uri: string): Promise<Pick<RunningApi, 'offers' | 'doubles'>> {
  const { db, close } = connectDatabase({ uri, database: 'job_tracker', selectionTimeoutMs: 5_000 })
  try {
    await db.collection('users').updateOne({ username: 'admin' }, { $set: { role: 'admin' } })
    const doubles = await seedDoubles(db)
    const offers = Array.from({ length: OFFERS }, (_, n) => ({ title: `Data engineer ${n}`, company: `Company ${n % 50}` }))
    return { offers: await seedOffers(db, offers), doubles }
  } finally {
    await close()
  }
}

async function seedDoubles(db: Db): Promise<[string, string][]> {
  const catalogue = createCatalogueRepository(db)
  const ids = await seedOffers(
    db,
    Array.from({ length: 2 * DOUBLES }, (_, n) => ({ title: `Baker ${n}` })),
  )
  const pairs = Array.from({ length: DOUBLES }, (_, n): [string, string] => [ids[2 * n] ?? '', ids[2 * n + 1] ?? ''])
  for (const [stays, other] of pairs) await catalogue.mergeOffers(stays, other, new Date())
  return pairs
}
