import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import { isDatabaseAwayError } from '../../core/db/database-away.ts'
import { AppError } from '../../core/errors.ts'
import type { ApiContext } from './environment.ts'
import { createPlaces } from './places.ts'

const INTERVAL_MS = 1_000
const PING_EVERY = 15
const MAX_READS = 900
/** Of live events, which each read once a second: more than an account has tabs open. */
const takePlace = createPlaces({ each: 10, retryAfterS: 10 })

/** What is followed: it changes until it is neither `pending` nor `running`. */
export interface Followed {
  status: string
  updated_at: string | null
}

export interface LiveEvents<T extends Followed> {
  /** What the events are called. */
  event: string
  first: T
  /** What is followed, as the asker may still see it; throws when he may not. */
  read: () => Promise<T>
  /** As it goes out. */
  answered: (current: T) => unknown
}

/** Whether the client asks for live events instead of one answer. */
export const asksForEvents = (c: ApiContext): boolean => c.req.header('Accept')?.includes('text/event-stream') ?? false

/**
 * Live events: each change as an event, read once a second, until what is followed has ended, the client goes, its session ends, or a
 * quarter of an hour has passed. An event `gone` is the last where the asker has left it, or it was deleted. While MongoDB is away the stream waits.
 * @throws AppError too_many_requests when the account has too many open
 */
export function streamEvents<T extends Followed>(c: ApiContext, { event, first, read, answered }: LiveEvents<T>): Response {
  const readAgain = (last: T): Promise<T | 'gone' | undefined> =>
    read().catch((error: Error) => {
      if (isDatabaseAwayError(error)) return last
      if (error instanceof AppError && error.code === 'not_found') return 'gone' as const
      // Logged out: nothing more to tell, and no reason to give away.
      c.var.log.info({ reason: error.message }, 'live events ended early')
      return undefined
    })

  // Nobody would read its events, nor go away from them.
  if (c.req.method === 'HEAD') return c.body(null, 200, { 'Content-Type': 'text/event-stream' })
  const giveBack = takePlace(c.var.user.id)
  const response = streamSSE(c, (stream) => follow(stream).finally(giveBack))
  response.headers.set('Cache-Control', 'no-store')
  return response

  async function follow(stream: SSEStreamingApi): Promise<void> {
    let sent = ''
    let current: T | 'gone' | undefined = first
    for (let reads = 1; current !== undefined && !stream.aborted && !stream.closed; reads++) {
      if (current === 'gone') return stream.writeSSE({ event: 'gone', data: '{}' })
      const data = JSON.stringify(answered(current))
      if (data !== sent) await stream.writeSSE({ event, data, id: current.updated_at ?? '' })
      else if (reads % PING_EVERY === 0) await stream.write(': still here\n\n')
      sent = data
      if (!isUnfinished(current) || reads === MAX_READS) return
      await stream.sleep(INTERVAL_MS)
      current = await readAgain(current)
    }
  }
}

const isUnfinished = ({ status }: Followed) => status === 'pending' || status === 'running'
