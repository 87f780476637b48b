import { randomUUID } from 'node:crypto'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { Client, Connection } from '@temporalio/client'
import type { Db } from 'mongodb'
import { connectDatabase } from '../../core/db/connection.ts'
import { WORKFLOWS } from '../../core/temporal/names.ts'
import { hasExternalMongodb, startMongodb } from '../../stack/mongodb.ts'
import { freePort } from '../../stack/ports.ts'
import { startTemporal } from '../../stack/temporal.ts'
import { startProgram } from '../support/processes.ts'
import { type MemoryWatch, watchMemory } from './watch-memory.ts'

/** A database and a task queue that nobody else has. */
export interface Place {
  db: Db
  taskQueue: string
  /** What processes there are started with. */
  environment: Record<string, string>
}

export interface CollectWorker extends Place {
  pid: number
  /** Its memory and that of what it starts, from now on. */
  watch(): MemoryWatch
  /** Collects as an operator would, and waits for the end. Answers how long that took, in milliseconds, and what the workflow answered. */
  collect(asked: { query: string; sources?: string[]; limit?: number }): Promise<{ ms: number; result: unknown }>
  stop(): Promise<void>
}

export interface CollectStack {
  /** Engine and version of the MongoDB server. */
  server: string
  /** Of the MongoDB server; 0 for one that runs elsewhere. */
  databasePid: number
  client: Client
  /** Where processes may be started that share it. */
  place(environment: Record<string, string>): Place & { drop(): Promise<void> }
  /** A worker as in production, on a database of its own. */
  startWorker(environment: Record<string, string>): Promise<CollectWorker>
  /** A database beside those of the workers, for comparison. */
  scratch(): { db: Db; drop(): Promise<void> }
  stop(): Promise<void>
}

/** MongoDB (that of MONGODB_URI, else an embedded one) and an embedded Temporal. */
export async function startCollectStack(): Promise<CollectStack> {
  const folder = mkdtempSync(join(tmpdir(), 'job-tracker-bench-'))
  const log = console.log
  const mongodb = await startMongodb({
    dataDir: folder,
    port: await freePort(),
    environment: process.env,
    log,
    // With the small one that it has elsewhere, the stand-in was seen to wait for its cache for ever while a million documents were loaded.
    extraArguments: (engine) => (engine === 'mongod' ? [] : ['--cache-size', '2G']),
  })
  const dbFile = join(folder, 'temporal.db')
  // Never another's: a worker brings its schedules along.
  const environment = { ...process.env, TEMPORAL_ADDRESS: '', TEMPORAL_NAMESPACE: '' }
  const temporal = await startTemporal({ dbFile, port: await freePort(), environment, log })
  const connection = await Connection.connect({ address: temporal.address })
  const client = new Client({ connection })
  const database = () => {
    const name = `bench_${randomUUID().replaceAll('-', '')}`
    const { db, close } = connectDatabase({ uri: mongodb.address, database: name, selectionTimeoutMs: 5_000 })
    // An embedded server goes with its folder; secantusdb has been seen never to answer the drop of ten thousand offers.
    const drop = async () => {
      if (hasExternalMongodb(process.env)) await db.dropDatabase()
      await close()
    }
    return { name, db, drop }
  }

  function place(environment: Record<string, string>) {
    const { name, db, drop } = database()
    const whole = {
      LOG_LEVEL: 'warn',
      DATA_DIR: folder,
      MONGODB_URI: mongodb.address,
      DATABASE_NAME: name,
      TEMPORAL_ADDRESS: temporal.address,
      TEMPORAL_TASK_QUEUE: name,
      ...environment,
    }
    return { db, taskQueue: name, environment: whole, drop }
  }

  return {
    server: mongodb.what,
    databasePid: mongodb.pid,
    client,
    scratch: database,
    place,
    async startWorker(environment) {
      const { drop, ...own } = place(environment)
      const worker = await startProgram('worker/main.ts', own.environment)
      return {
        ...own,
        pid: worker.pid,
        watch: () => watchMemory(worker.pid),
        async collect(asked) {
          const began = performance.now()
          const run = await client.workflow.start(WORKFLOWS.collectJobOffers, {
            taskQueue: own.taskQueue,
            workflowId: `bench-${randomUUID()}`,
            args: [asked],
          })
          const result: unknown = await run.result()
          return { ms: performance.now() - began, result }
        },
        async stop() {
          await worker.end('SIGTERM')
          for (const line of worker.lines.slice(-20)) console.log(`  worker: ${line.slice(0, 400)}`)
          await drop()
        },
      }
    },
    async stop() {
      await connection.close()
      await temporal.stop()
      await mongodb.stop()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}
