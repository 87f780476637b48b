import { randomUUID } from 'node:crypto'
import type { Db } from 'mongodb'
import type { SourceProblem } from '../domain/collection-rules.ts'
import type { PageFailure } from '../domain/page-rules.ts'
import { isDuplicateKey } from './duplicate-key.ts'

interface StoredHost {
  /** `host:port` */
  _id: string
  /** Whose turn it is, until when unless it is renewed. */
  token: string
  leased_until: Date
  /** When the last request but for robots.txt ended. */
  ended_at: Date
  /** The gap that the last request asked for, or the site's Retry-After. */
  not_before: Date
  used_at: Date
}

/** A site's robots.txt as it is known. */
export interface KnownRobots {
  /** The part of it that is ours to follow; null: it has never been had. */
  text: string | null
  /** Of the last attempt. */
  fetchedAt: Date
  /** Since when the site fails to give it; null: it gave it. */
  failingSince: Date | null
  /** How it could not be reached in the last attempts, if it could not. */
  unreached: Unreached | null
}

interface Unreached {
  failure: PageFailure
  params: Readonly<Record<string, string | number>>
  /** In a row. */
  times: number
}

interface StoredRobots {
  /** `https://host:port` */
  _id: string
  /** Whose part of the file is kept. */
  product: string
  text: string | null
  fetched_at: Date
  failing_since: Date | null
  /** Left out of what was kept before it was known. */
  unreached?: Unreached | null
}

/** The steps that a host failed in one run of a source since it last answered. */
interface StoredFailures {
  /** Of the run, and `host:port`. */
  _id: string
  steps: string[]
  /** Of the last one. */
  problem: SourceProblem
  failed_at: Date
}

/** The turn, or how long it is away. `isHeld`: somebody has it at this moment, and may give it back earlier or later. */
export type Taken = { token: string } | { waitMs: number; isHeld: boolean }

export type CrawlHostRepository = ReturnType<typeof createCrawlHostRepository>

const NEVER = new Date(0)

/** Turns at hosts (`host:port`), one at a time over all workers, and what the sites' robots.txt say. Times are the workers' own clocks'. */
export function createCrawlHostRepository(db: Db) {
  // A turn need not be on disk: after a crash of MongoDB the next one comes early, once.
  const quick = db.client.db(db.databaseName, { writeConcern: { w: 1 } })
  const hosts = quick.collection<StoredHost>('crawl_hosts')
  const failures = quick.collection<StoredFailures>('crawl_failures')
  const robots = quick.collection<StoredRobots>('crawl_robots')

  return {
    /**
     * Takes the host's turn for `leaseMs`, if nobody has it, the last request ended `gapMs` ago and no pause is on. A worker that dies
     * without giving it back loses it with its lease.
     */
    async take(host: string, { gapMs, leaseMs, now }: { gapMs: number; leaseMs: number; now: Date }): Promise<Taken> {
      const turn = { token: randomUUID(), leased_until: after(now, leaseMs), used_at: now }
      const free = { _id: host, leased_until: { $lte: now }, ended_at: { $lte: after(now, -gapMs) }, not_before: { $lte: now } }
      if ((await hosts.updateOne(free, { $set: turn })).matchedCount === 1) return { token: turn.token }
      const known = await hosts.findOne({ _id: host })
      if (known !== null) return missed(known, gapMs, now)
      try {
        await hosts.insertOne({ _id: host, ...turn, ended_at: NEVER, not_before: NEVER })
        return { token: turn.token }
      } catch (error) {
        // Another worker was the first there.
        if (isDuplicateKey(error)) return { waitMs: 0, isHeld: true }
        throw error
      }
    },

    /** Keeps the turn, while it is still this token's. */
    async renew(host: string, token: string, until: Date): Promise<void> {
      await hosts.updateOne({ _id: host, token }, { $set: { leased_until: until } })
    },

    /** Gives the turn back, the next one not before `nextAt`. `endedAt` is left out of requests from which no gap is counted. */
    async give(host: string, token: string, { endedAt, nextAt }: { endedAt?: Date; nextAt: Date }): Promise<void> {
      const given = { leased_until: NEVER, ...(endedAt && { ended_at: endedAt }) }
      await hosts.updateOne({ _id: host, token }, { $set: given, $max: { not_before: nextAt } })
    },

    /** Leaves the host alone until then, whoever has its turn. Never shortens a pause. */
    async pause(host: string, until: Date): Promise<void> {
      await hosts.updateOne({ _id: host }, { $max: { not_before: until } })
    },

    /** The steps that a host failed in a run since it last answered, and why it did the last time. They go after a day (a TTL index). */
    async failedSteps(run: string, host: string): Promise<Pick<StoredFailures, 'steps' | 'problem'> | undefined> {
      return (await failures.findOne({ _id: `${run} ${host}` }, { projection: { _id: 0, steps: 1, problem: 1 } })) ?? undefined
    },

    /** Counts a step once, however often it is tried. */
    async noteFailedStep(run: string, host: string, step: string, problem: SourceProblem, now: Date): Promise<void> {
      try {
        await failures.updateOne({ _id: `${run} ${host}` }, { $set: { problem, failed_at: now }, $addToSet: { steps: step } }, { upsert: true })
      } catch (error) {
        // Another was the first at the same moment: one fewer is counted.
        if (!isDuplicateKey(error)) throw error
      }
    },

    async forgetFailedSteps(run: string, host: string): Promise<void> {
      await failures.deleteOne({ _id: `${run} ${host}` })
    },

    /** What is known of an origin's robots.txt, read for this product. */
    async robots(origin: string, product: string): Promise<KnownRobots | undefined> {
      const known = await robots.findOne({ _id: origin, product })
      return known
        ? { text: known.text, fetchedAt: known.fetched_at, failingSince: known.failing_since, unreached: known.unreached ?? null }
        : undefined
    },

    async saveRobots(origin: string, product: string, { text, fetchedAt, failingSince, unreached }: KnownRobots): Promise<void> {
      const stored = { product, text, fetched_at: fetchedAt, failing_since: failingSince, unreached }
      try {
        await robots.updateOne({ _id: origin }, { $set: stored }, { upsert: true })
      } catch (error) {
        // Read by another worker at the same moment: as good.
        if (!isDuplicateKey(error)) throw error
      }
    },
  }
}

function missed({ leased_until, ended_at, not_before }: StoredHost, gapMs: number, now: Date): Taken {
  const freeAt = Math.max(ended_at.getTime() + gapMs, not_before.getTime())
  return { waitMs: Math.max(0, freeAt - now.getTime()), isHeld: leased_until > now }
}

const after = (time: Date, ms: number) => new Date(time.getTime() + ms)
