import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { encodeBase64, getRounds } from 'bcryptjs'
import { Tinypool } from 'tinypool'
import type { Caller } from '../http/log-in-limit.ts'
import { createFairQueue } from './fair-queue.ts'

const IDLE_MS = 30_000
/** Each waits a quarter of a second per hash before it: further ones are told to come back. */
const MAX_WAITING = 100
const RETRY_AFTER_S = 10
const BCRYPT = /^\$2[aby]\$\d{2}\$[./A-Za-z0-9]{53}$/
/** Of calls that nobody outside makes. */
const OURSELVES: Caller = { lane: '', known: true }

export type Passwords = ReturnType<typeof createPasswords>

/**
 * bcrypt in worker threads, so that the event loop goes on. The threads start with the first hash and end when idle. Callers wait in
 * turn: `too_many_requests` is thrown when too many do.
 * @param cost log2 of the rounds: 12 takes a quarter of a second.
 */
export function createPasswords({ cost }: { cost: number }) {
  // The event loop and MongoDB want a core of their own.
  const threads = availableParallelism() > 2 ? 2 : 1
  const pool = new Tinypool({
    filename: new URL('./hash-worker.ts', import.meta.url).href,
    minThreads: 0,
    maxThreads: threads,
    idleTimeout: IDLE_MS,
    resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 8 },
  })
  const queued = createFairQueue({ atOnce: threads, maxWaiting: MAX_WAITING, retryAfterSeconds: RETRY_AFTER_S })
  const nobodysHash = randomHash(cost)
  let closed = false

  const run = (name: 'hash' | 'verify', caller: Caller, task: object) =>
    queued(caller, async () => {
      if (closed) throw new Error('The threads for passwords have ended.')
      return pool.run(task, { name })
    })

  return {
    /** The password's bcrypt hash. It should be 72 bytes at most: bcrypt reads no further. */
    async hash(password: string, caller = OURSELVES): Promise<string> {
      return run('hash', caller, { password, cost })
    },

    /**
     * Whether it is the password that was hashed (`$2a$`, `$2b$` or `$2y$`). Without one, because nobody has that name or
     * nobody is to log in with it, it takes as long and answers false; so does a hash of a lower cost than those made now. One of a
     * higher cost takes longer: nothing can be done about that.
     */
    async verify(password: string, hashedPassword: string | undefined, caller = OURSELVES): Promise<boolean> {
      const known = hashedPassword !== undefined && BCRYPT.test(hashedPassword)
      const compared = known ? hashedPassword : nobodysHash
      return (await run('verify', caller, { password, hashedPassword: compared, beside: padding(compared) })) && known
    },

    /** Whether the hash is weaker than those made now. */
    isOutdated: (hashedPassword: string): boolean => getRounds(hashedPassword) < cost,

    /** Ends the threads; hashes under way, and those that wait, fail. */
    async close(): Promise<void> {
      closed = true
      await pool.destroy()
    },
  }

  /** Hashes that together with this one take as long as one made now: 2^c + 2^c + 2^(c+1) + … + 2^(cost-1) = 2^cost. */
  function padding(hashedPassword: string): string[] {
    const lower = getRounds(hashedPassword)
    return Array.from({ length: Math.max(0, cost - lower) }, (_, i) => randomHash(lower + i))
  }
}

/** Well-formed, of no known password. */
const randomHash = (cost: number) => `$2b$${String(cost).padStart(2, '0')}$${encodeBase64(randomBytes(16), 16)}${encodeBase64(randomBytes(23), 23)}`
