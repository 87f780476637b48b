import { type Db, MongoClient } from 'mongodb'

export interface Database {
  client: MongoClient
  db: Db
  close(): Promise<void>
}

/**
 * A pooled connection that is made with the first operation, so a process starts while MongoDB is away.
 * What is acknowledged is on disk; an operation waits `selectionTimeoutMs` for a server, then fails.
 */
export function connectDatabase({ uri, database, selectionTimeoutMs }: { uri: string; database: string; selectionTimeoutMs: number }): Database {
  const client = new MongoClient(uri, {
    appName: 'job-tracker',
    writeConcern: { w: 'majority', journal: true },
    serverSelectionTimeoutMS: selectionTimeoutMs,
    connectTimeoutMS: selectionTimeoutMs,
    ignoreUndefined: true,
  })
  return { client, db: client.db(database), close: () => client.close() }
}
