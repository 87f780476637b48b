import { type Db, MongoClient } from 'mongodb'

export interface Database {
  client: MongoClient
  db: Db
  close(): Promise<void>
}

export interface DatabaseOptions {
  uri: string
  database: string
  selectionTimeoutMs: number
  /** After which a server that says nothing is given up, by each attempt of an operation; without it, whenever it answers. */
  answerTimeoutMs?: number
  /** Whether the client tells of each command that it sends: for tests. */
  monitorCommands?: boolean
}

/**
 * A pooled connection that is made with the first operation, so a process starts while MongoDB is away.
 * What is acknowledged is on disk; an operation waits `selectionTimeoutMs` for a server, then fails.
 */
export function connectDatabase({ uri, database, selectionTimeoutMs, answerTimeoutMs, monitorCommands = false }: DatabaseOptions): Database {
  const client = new MongoClient(uri, {
    appName: 'job-tracker',
    writeConcern: { w: 'majority', journal: true },
    serverSelectionTimeoutMS: selectionTimeoutMs,
    connectTimeoutMS: selectionTimeoutMs,
    ...(answerTimeoutMs !== undefined && { socketTimeoutMS: answerTimeoutMs, waitQueueTimeoutMS: answerTimeoutMs }),
    ignoreUndefined: true,
    monitorCommands,
  })
  return { client, db: client.db(database), close: () => client.close() }
}
