import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Db } from 'mongodb'
import { isDuplicateKey } from './duplicate-key.ts'

/** A process that is killed while it holds a lease keeps the others waiting for so long. */
const LEASE_MS = 10_000
/** Between two looks at a lease that another process has. */
const LOOK_AGAIN_MS = 25

interface LeaseDocument {
  _id: string
  holder: string
  /** By the clock of who holds it: processes' clocks are a few seconds apart at most. */
  until: Date
  /** Somebody of another process waits. */
  wanted?: boolean
}

/** What somebody holds while nobody else does. */
export interface Lease {
  /** To be asked before each write: false when the lease was lost meanwhile, and nothing may be written any more. */
  isHeld(): Promise<boolean>
}

export type LeaseRepository = ReturnType<typeof createLeaseRepository>

/** Leases: one holder at a time among all processes. Those of one process come in the order in which they asked. */
export function createLeaseRepository(db: Db, { leaseMs = LEASE_MS }: { leaseMs?: number } = {}) {
  const leases = db.collection<LeaseDocument>('leases')
  const queues = new Map<string, Promise<void>>()

  /** No upsert: where two insert at once, MongoDB's stand-in lets the second change what the first inserted. */
  async function take(name: string, holder: string): Promise<boolean> {
    const until = new Date(Date.now() + leaseMs)
    const free = { _id: name, until: { $lte: new Date() } }
    if ((await leases.updateOne(free, { $set: { holder, until }, $unset: { wanted: true } })).matchedCount === 1) return true
    try {
      await leases.insertOne({ _id: name, holder, until })
      return true
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
      await leases.updateOne({ _id: name }, { $set: { wanted: true } })
      return false
    }
  }

  async function isHeld(name: string, holder: string): Promise<boolean> {
    const { matchedCount } = await leases.updateOne({ _id: name, holder }, { $set: { until: new Date(Date.now() + leaseMs) } })
    return matchedCount === 1
  }

  async function withLease<T>(name: string, work: (lease: Lease) => Promise<T>): Promise<T> {
    const holder = randomUUID()
    while (!(await take(name, holder))) await wait(LOOK_AGAIN_MS * (0.5 + Math.random()))
    let renewAt = performance.now() + leaseMs / 2
    try {
      return await work({
        async isHeld() {
          if (performance.now() < renewAt) return true
          renewAt = performance.now() + leaseMs / 2
          return isHeld(name, holder)
        },
      })
    } finally {
      const left = await leases.findOneAndUpdate({ _id: name, holder }, { $set: { until: new Date(0) } }).catch(() => null)
      // Another process gets its turn before the next of this one.
      if (left?.wanted) await wait(2 * LOOK_AGAIN_MS)
    }
  }

  return {
    /** Does the work while nobody else holds the lease; waits until it is free. */
    async exclusively<T>(name: string, work: (lease: Lease) => Promise<T>): Promise<T> {
      const mine = (queues.get(name) ?? Promise.resolve()).then(() => withLease(name, work))
      queues.set(
        name,
        mine.then(
          () => {},
          () => {},
        ),
      )
      return mine
    },
  }
}
