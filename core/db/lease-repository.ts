import { randomUUID } from 'node:crypto'
import { setTimeout as wait } from 'node:timers/promises'
import type { Db } from 'mongodb'
import { untilAborted } from '../until-aborted.ts'
import { isDuplicateKey } from './duplicate-key.ts'

/** A process that is killed while it holds a lease keeps the others waiting for so long. */
const LEASE_MS = 10_000
/** Between two looks at a lease that another process has. */
const LOOK_AGAIN_MS = 25
/** Whoever is given a lease and does not come for it keeps the others waiting for so long. */
const RESERVED_MS = 1_000
const PATIENCE_MS = 60_000

interface LeaseDocument {
  _id: string
  holder: string
  /** By the clock of who holds it: processes' clocks are a few seconds apart at most. */
  until: Date
  /** Who of another process waits, the first of them: it gets the lease next. */
  wanted?: string
}

/** What somebody holds while nobody else does. */
export interface Lease {
  /** To be asked before each write: false when the lease was lost meanwhile, and nothing may be written any more. */
  isHeld(): Promise<boolean>
}

/** How somebody waits for a lease. */
export interface Waiting {
  /** Ends the wait, with its reason; work that has begun goes on. */
  signal?: AbortSignal
  /** How long at most. */
  patienceMs?: number
}

/** Others had the lease for as long as somebody was ready to wait. */
export class LeaseTaken extends Error {
  readonly waitedMs: number

  constructor(name: string, waitedMs: number) {
    super(`The lease '${name}' was not free within ${Math.round(waitedMs / 1_000)} s`)
    this.name = 'LeaseTaken'
    this.waitedMs = waitedMs
  }
}

/** The process was slow, or frozen, for longer than its lease: what it has read is no longer true. */
export class LeaseLost extends Error {
  constructor() {
    super('The lease was lost meanwhile')
    this.name = 'LeaseLost'
  }
}

/** @throws LeaseLost */
export async function stillHeld(lease: Lease): Promise<void> {
  if (!(await lease.isHeld())) throw new LeaseLost()
}

export type LeaseRepository = ReturnType<typeof createLeaseRepository>

/**
 * Leases: one holder at a time among all processes. Those of one process come in the order in which they asked; when somebody of another
 * process waits, it comes before the next of this one.
 */
export function createLeaseRepository(db: Db, { leaseMs = LEASE_MS }: { leaseMs?: number } = {}) {
  const leases = db.collection<LeaseDocument>('leases')
  const queues = new Map<string, Promise<void>>()
  const later = (ms: number) => new Date(Date.now() + ms)

  /** No upsert: where two insert at once, MongoDB's stand-in lets the second change what the first inserted. */
  async function take(name: string, holder: string): Promise<boolean> {
    const mine = { _id: name, $or: [{ until: { $lte: new Date() } }, { holder }] }
    if ((await leases.updateOne(mine, { $set: { holder, until: later(leaseMs) } })).matchedCount === 1) return true
    try {
      await leases.insertOne({ _id: name, holder, until: later(leaseMs) })
      return true
    } catch (error) {
      if (!isDuplicateKey(error)) throw error
      await leases.updateOne({ _id: name, wanted: { $exists: false } }, { $set: { wanted: holder } })
      return false
    }
  }

  /** Frees the lease, or hands it to who waits in another process. */
  async function leave(name: string, holder: string): Promise<void> {
    const freed = await leases.updateOne({ _id: name, holder, wanted: { $exists: false } }, { $set: { until: new Date(0) } })
    if (freed.matchedCount === 1) return
    const wanted = (await leases.findOne({ _id: name, holder }))?.wanted
    if (wanted === undefined) return
    await leases.updateOne({ _id: name, holder }, { $set: { holder: wanted, until: later(RESERVED_MS) }, $unset: { wanted: true } })
  }

  /** Nobody waits under this name any more. */
  async function unwant(name: string, holder: string): Promise<void> {
    await leases.updateOne({ _id: name, wanted: holder }, { $unset: { wanted: true } })
  }

  async function renewed(name: string, holder: string): Promise<boolean> {
    return (await leases.updateOne({ _id: name, holder }, { $set: { until: later(leaseMs) } })).matchedCount === 1
  }

  async function taken(name: string, holder: string, signal: AbortSignal): Promise<void> {
    let hasWaited = false
    try {
      while (!(await take(name, holder))) {
        hasWaited = true
        await wait(LOOK_AGAIN_MS * (0.5 + Math.random()), undefined, { signal })
      }
      if (hasWaited) await unwant(name, holder)
    } catch (error) {
      await unwant(name, holder).then(() => leave(name, holder)).catch(() => {}) // biome-ignore format: one line reads better
      throw error
    }
  }

  async function withLease<T>(name: string, holder: string, work: (lease: Lease) => Promise<T>): Promise<T> {
    let renewAt = performance.now() + leaseMs / 2
    try {
      return await work({
        async isHeld() {
          if (performance.now() < renewAt) return true
          renewAt = performance.now() + leaseMs / 2
          return renewed(name, holder)
        },
      })
    } finally {
      await leave(name, holder).catch(() => {})
    }
  }

  return {
    /**
     * Does the work while nobody else holds the lease; waits until it is free. Work that throws LeaseLost is done again, with the lease.
     * @throws LeaseTaken when others hold it for longer than `patienceMs`; the signal's reason
     */
    async exclusively<T>(name: string, work: (lease: Lease) => Promise<T>, waiting: Waiting = {}): Promise<T> {
      const before = queues.get(name) ?? Promise.resolve()
      const end = Promise.withResolvers<void>()
      // Who gives up leaves its place to the next, behind those that were before it.
      queues.set(name, before.then(() => end.promise)) // biome-ignore format: one line reads better
      try {
        while (true) {
          const holder = randomUUID()
          await patiently({ name, ...waiting }, async (giveUp) => {
            await untilAborted(giveUp, before)
            await taken(name, holder, giveUp)
          })
          try {
            return await withLease(name, holder, work)
          } catch (error) {
            if (!(error instanceof LeaseLost)) throw error
          }
        }
      } finally {
        end.resolve()
      }
    },
  }
}

/** Waits, until the signal ends it or it has taken too long: `giveUp` is aborted then, and its reason thrown. */
async function patiently({ name, signal, patienceMs = PATIENCE_MS }: Waiting & { name: string }, waiting: (giveUp: AbortSignal) => Promise<void>) {
  signal?.throwIfAborted()
  const giveUp = new AbortController()
  const leave = () => giveUp.abort(signal?.reason)
  signal?.addEventListener('abort', leave, { once: true })
  const timer = setTimeout(() => giveUp.abort(new LeaseTaken(name, patienceMs)), patienceMs)
  try {
    await waiting(giveUp.signal)
  } catch (error) {
    throw giveUp.signal.aborted ? giveUp.signal.reason : error
  } finally {
    clearTimeout(timer)
    signal?.removeEventListener('abort', leave)
  }
}
