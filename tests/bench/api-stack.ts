import { randomBytes, randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Db } from 'mongodb'
import { connectDatabase } from '../../core/db/connection.ts'
import { API_ENVIRONMENT, API_FLAGS } from '../../stack/api-memory.ts'
import { hasExternalMongodb, startMongodb } from '../../stack/mongodb.ts'
import { freePort } from '../../stack/ports.ts'
import { type MeasuredProcess, startMeasured } from './measured-process.ts'

export interface ApiStack {
  db: Db
  uri: string
  secretKey: string
  /** Engine and version of the MongoDB server, and whether it is a real one, whose `explain` counts what was examined. */
  server: { name: string; isMongod: boolean }
  api: MeasuredProcess
  /** The handler that does the least that the same answers need. */
  bare: MeasuredProcess
  /** Who is measured: an admin, so that the list of users is theirs too. */
  person: { id: string; username: string; password: string }
  /** A fresh access token. */
  logIn(): Promise<string>
  /** The same of somebody else: of many sessions of one account the first ones end. */
  logInOther(): Promise<string>
  stop(): Promise<void>
}

const NEVER_REACHED = '100000000/m'

/** MongoDB (that of MONGODB_URI, else an embedded one), a database of its own with its indexes, the API as in production, the bare handler. */
export async function startApiStack(): Promise<ApiStack> {
  const folder = mkdtempSync(join(tmpdir(), 'job-tracker-bench-'))
  const mongodb = await startMongodb({ dataDir: folder, port: await freePort(), environment: process.env, log: console.log })
  const name = `bench_${randomUUID().replaceAll('-', '')}`
  const { db, close } = connectDatabase({ uri: mongodb.address, database: name, selectionTimeoutMs: 5_000 })
  const secretKey = randomBytes(48).toString('hex')
  const shared = {
    ENVIRONMENT: 'production',
    SECRET_KEY: secretKey,
    MONGODB_URI: mongodb.address,
    DATABASE_NAME: name,
    TEMPORAL_ADDRESS: '127.0.0.1:1',
    CORS_ORIGINS: 'https://app.example.com',
    RATE_LIMIT_LOG_IN: NEVER_REACHED,
    RATE_LIMIT_GENERAL: NEVER_REACHED,
  }
  const [apiPort, barePort] = [await freePort(), await freePort()]
  const api = await startMeasured(
    { file: 'api/main.ts', flags: API_FLAGS },
    { ...API_ENVIRONMENT, ...shared, API_PORT: String(apiPort) },
    join(folder, 'api.log'),
  )
  // Within the same bounds of memory: else V8 gives it a heap that the API may not have, and clears it a third as often.
  const bare = await startMeasured(
    { file: 'tests/bench/bare.ts', flags: API_FLAGS },
    { ...API_ENVIRONMENT, ...shared, API_PORT: String(barePort) },
    join(folder, 'bare.log'),
  )

  const account = { username: 'camille', password: 'quatre chevaux agrafe juste' }
  const other = { username: 'dominique', password: account.password }
  const { id } = await register(api.url, { ...account, email: 'camille@example.com', full_name: 'Camille Martin' })
  await register(api.url, { ...other, email: 'dominique@example.com' })
  await db.collection('users').updateOne({ username: account.username }, { $set: { role: 'admin' } })

  return {
    db,
    uri: mongodb.address,
    secretKey,
    server: await nameOf(db, mongodb.what),
    api,
    bare,
    person: { id, ...account },
    logIn: () => logIn(api.url, account),
    logInOther: () => logIn(api.url, other),
    async stop() {
      await Promise.all([api.stop(), bare.stop()])
      // An embedded server goes with its folder; secantusdb takes minutes to drop as many documents.
      if (hasExternalMongodb(process.env)) await db.dropDatabase()
      await close()
      await mongodb.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

async function register(url: string, account: Record<string, string>): Promise<{ id: string }> {
  const headers = { 'Content-Type': 'application/json' }
  const answer = await fetch(`${url}/auth/register`, { method: 'POST', headers, body: JSON.stringify(account) })
  if (!answer.ok) throw new Error(`A registration answered ${answer.status}: ${await answer.text()}`)
  return (await answer.json()) as { id: string }
}

async function logIn(url: string, account: Record<string, string>): Promise<string> {
  const answer = await fetch(`${url}/auth/token`, { method: 'POST', body: new URLSearchParams(account) })
  if (!answer.ok) throw new Error(`A log-in answered ${answer.status}: ${await answer.text()}`)
  return ((await answer.json()) as { access_token: string }).access_token
}

async function nameOf(db: Db, what: string): Promise<ApiStack['server']> {
  const { version, secantusVersion } = await db.admin().buildInfo()
  const name = secantusVersion === undefined ? `mongod ${version}` : `secantusdb ${secantusVersion}`
  return { name: `${name} (${what})`, isMongod: secantusVersion === undefined }
}
