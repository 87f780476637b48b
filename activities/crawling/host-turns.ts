import { setTimeout as delay } from 'node:timers/promises'
import type { CrawlHostRepository } from '../../core/db/crawl-host-repository.ts'
import type { Logger } from '../../core/logger.ts'
import { portOf } from '../../core/net/public-address.ts'
import { untilAborted } from '../../core/until-aborted.ts'
import { PageError } from './page-error.ts'
import { MAX_RETRY_AFTER_MS } from './response-rules.ts'

/** The host's turn is further away than the caller's patience: ask again after `waitMs`. */
export class HostBusy extends Error {
  override name = 'HostBusy'
  readonly waitMs: number
  /** Whether the site itself asked to be left alone for so long. */
  readonly isPaused: boolean

  constructor(waitMs: number, { isPaused = false } = {}) {
    super('The host is busy')
    this.waitMs = Math.max(MIN_WAIT_MS, Math.ceil(waitMs))
    this.isPaused = isPaused
  }
}

export interface TurnOptions {
  /** Between the end of the last request and this one, whoever makes them. */
  gapMs: number
  /** How long to wait for the turn here. */
  patienceMs: number
  /** Ends the wait with its reason. */
  signal: AbortSignal
}

export interface Turn {
  /** `host:port` */
  host: string
  /** Waits until another request may follow in the same turn. */
  next(signal: AbortSignal): Promise<void>
  /** Leaves the host alone for so long, whoever asks. */
  pause(ms: number): Promise<void>
  /** Gives the turn back. @param isCounted whether gaps are counted from it, as they are but for robots.txt */
  end(options?: { isCounted?: boolean }): Promise<void>
}

export type HostTurns = ReturnType<typeof createHostTurns>

/** A worker that dies in its turn blocks the host no longer than this; one that lives renews it. */
const LEASE_MS = 10_000
/** How often another worker's turn is looked at. */
const POLL_MS = 100
const MIN_WAIT_MS = 1_000
/** A mistaken Retry-After blocks a host no longer than a day. */
const MAX_PAUSE_MS = 24 * 60 * 60_000

/** `host:port` of an address. */
export const hostOf = (url: URL): string => `${url.hostname.replace(/\.+$/, '')}:${portOf(url)}`

/** One request at a time to a host, over all workers: those of this process queue up here, one of them asks MongoDB. */
export function createHostTurns({
  hosts,
  now,
  log,
  leaseMs = LEASE_MS,
}: {
  hosts: CrawlHostRepository
  now: () => Date
  log: Logger
  leaseMs?: number
}) {
  const queues = new Map<string, { last: Promise<unknown>; length: number }>()
  const after = (ms: number) => new Date(now().getTime() + ms)

  /** Waits for a place in this process; answers how to leave it. */
  async function queueUp(host: string, { gapMs, patienceMs, signal }: TurnOptions): Promise<() => void> {
    const queue = queues.get(host) ?? { last: Promise.resolve(), length: 0 }
    const { promise: done, resolve } = Promise.withResolvers<void>()
    const before = queue.last
    queues.set(host, queue)
    queue.last = Promise.all([before, done])
    queue.length += 1
    const leave = () => {
      resolve()
      queue.length -= 1
      if (queue.length === 0) queues.delete(host)
    }
    const patience = AbortSignal.timeout(patienceMs)
    await untilAborted(AbortSignal.any([signal, patience]), before).catch((reason: unknown) => {
      const ahead = queue.length - 1
      leave()
      throw signal.aborted ? reason : new HostBusy(ahead * gapMs)
    })
    return leave
  }

  /** Asks MongoDB for the turn until it is there. */
  async function lease(host: string, { gapMs, patienceMs, signal }: TurnOptions): Promise<string> {
    for (const deadline = performance.now() + patienceMs; ; ) {
      signal.throwIfAborted()
      const taken = await hosts.take(host, { gapMs, leaseMs, now: now() })
      if ('token' in taken) return taken.token
      const { waitMs, isHeld } = taken
      // Longer than any gap: a pause that the site asked for.
      const isPaused = waitMs > gapMs
      if (isPaused && waitMs > MAX_RETRY_AFTER_MS) throw new PageError('blocked', { retry_after_s: Math.ceil(waitMs / 1_000) })
      const pauseMs = isHeld ? Math.max(waitMs, POLL_MS) : waitMs
      if (performance.now() + pauseMs > deadline) throw new HostBusy(isHeld ? Math.max(waitMs, gapMs) : waitMs, { isPaused })
      await delay(pauseMs, undefined, { signal })
    }
  }

  return {
    /**
     * Waits for the host's turn, at most as long as the caller has patience.
     * @throws HostBusy; PageError `blocked` when the site asked to be left alone for long; the signal's reason
     */
    async take(host: string, options: TurnOptions): Promise<Turn> {
      const start = performance.now()
      const leave = await queueUp(host, options)
      try {
        const patienceMs = options.patienceMs - (performance.now() - start)
        const token = await lease(host, { ...options, patienceMs })
        return turnOf(host, token, options.gapMs, leave)
      } catch (error) {
        leave()
        throw options.signal.aborted ? options.signal.reason : error
      }
    },
  }

  function turnOf(host: string, token: string, gapMs: number, leave: () => void): Turn {
    const unsaid = (error: unknown) => log.warn({ host, err: error }, 'a turn could not be kept or given back: it ends by itself')
    const renewing = setInterval(() => void hosts.renew(host, token, after(leaseMs)).catch(unsaid), leaseMs / 3).unref()
    return {
      host,
      next: (signal) => delay(gapMs, undefined, { signal }).catch(() => signal.throwIfAborted()),
      pause: (ms) => hosts.pause(host, after(Math.min(ms, MAX_PAUSE_MS))),
      async end({ isCounted = true } = {}) {
        clearInterval(renewing)
        const ended = now()
        const nextAt = new Date(ended.getTime() + gapMs)
        const give = () => hosts.give(host, token, { nextAt, ...(isCounted && { endedAt: ended }) })
        // Once more: a turn that is not given back keeps its host from everybody until its lease ends.
        await give().catch(give).catch(unsaid)
        leave()
      },
    }
  }
}
