import type { CommandSucceededEvent } from 'mongodb'
import { connectDatabase } from '../../core/db/connection.ts'
import { migrate } from './former-migration.ts'

/*
 * A program: node killed-migration.ts <uri> <database> <writes>. Migrates, and kills itself with SIGKILL as soon as MongoDB has
 * acknowledged so many writes that changed something.
 */

const [uri = '', name = '', writes = ''] = process.argv.slice(2)
const database = connectDatabase({ uri, database: name, selectionTimeoutMs: 10_000, monitorCommands: true })
let left = Number(writes)

database.db.client.on('commandSucceeded', ({ commandName, reply }: CommandSucceededEvent) => {
  const { n = 0, nModified = n, upserted = [] } = reply as { n?: number; nModified?: number; upserted?: unknown[] }
  if (!['insert', 'update', 'delete'].includes(commandName) || nModified + upserted.length === 0) return
  left -= 1
  if (left === 0) process.kill(process.pid, 'SIGKILL')
})

await migrate(database.db, { batchSize: 2 })
await database.close()
