import { randomBytes } from 'node:crypto'
import { availableParallelism } from 'node:os'
import { encodeBase64, getRounds } from 'bcryptjs'
import { Tinypool } from 'tinypool'
import { AppError } from '../../core/errors.ts'

const IDLE_MS = 30_000
/** Each waits a quarter of a second per hash before it: further ones are told to come back. */
const MAX_WAITING = 100
const RETRY_AFTER_S = 10
const BCRYPT = /^\$2[aby]\$\d{2}\$[./A-Za-z0-9]{53}$/

export type Passwords = ReturnType<typeof createPasswords>

/**
 * bcrypt in worker threads, so that the event loop goes on. The threads start with the first hash and end when idle.
 * @param cost log2 of the rounds: 12 takes a quarter of a second.
 */
export function createPasswords({ cost }: { cost: number }) {
  const pool = new Tinypool({
    filename: new URL('./hash-worker.ts', import.meta.url).href,
    minThreads: 0,
    // The event loop and MongoDB want a core of their own.
    maxThreads: availableParallelism() > 2 ? 2 : 1,
    idleTimeout: IDLE_MS,
    resourceLimits: { maxOldGenerationSizeMb: 32, maxYoungGenerationSizeMb: 8 },
  })
  const nobodysHash = randomHash(cost)

  function run(name: 'hash' | 'verify', task: object) {
    if (pool.queueSize >= MAX_WAITING) throw new AppError('too_many_requests', { params: { retry_after: RETRY_AFTER_S } })
    return pool.run(task, { name })
  }

  return {
    /** The password's bcrypt hash. It should be 72 bytes at most: bcrypt reads no further. */
    async hash(password: string): Promise<string> {
      return run('hash', { password, cost })
    },

    /**
     * Whether it is the password that was hashed (`$2a$`, `$2b$` or `$2y$`). Without one, because nobody has that name or
     * nobody is to log in with it, it takes as long and answers false.
     */
    async verify(password: string, hashedPassword: string | undefined): Promise<boolean> {
      const known = hashedPassword !== undefined && BCRYPT.test(hashedPassword)
      return (await run('verify', { password, hashedPassword: known ? hashedPassword : nobodysHash })) && known
    },

    /** Whether the hash is weaker than those made now. */
    isOutdated: (hashedPassword: string): boolean => getRounds(hashedPassword) < cost,

    /** Ends the threads; hashes under way fail. */
    close: (): Promise<void> => pool.destroy(),
  }
}

/** Well-formed, of no known password. */
const randomHash = (cost: number) => `$2b$${String(cost).padStart(2, '0')}$${encodeBase64(randomBytes(16), 16)}${encodeBase64(randomBytes(23), 23)}`
