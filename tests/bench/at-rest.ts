import { setTimeout as delay } from 'node:timers/promises'
import type { Db } from 'mongodb'

const QUICK_MS = 30
const IN_A_ROW = 3
const PATIENCE_MS = 3 * 60_000

/**
 * Resolves when the server has done with what was asked of it before: one look-up by id is quick again, three times in a row. A server that
 * does not end a read when it is told to would else be measured at work on the one before.
 * @throws Error after three minutes
 */
export async function atRest(db: Db): Promise<void> {
  const began = performance.now()
  for (let quick = 0; quick < IN_A_ROW; ) {
    if (performance.now() - began > PATIENCE_MS) throw new Error('The database was still at work after three minutes.')
    const asked = performance.now()
    await db.collection('users').findOne({}, { projection: { _id: 1 } })
    quick = performance.now() - asked < QUICK_MS ? quick + 1 : 0
    await delay(100)
  }
}
