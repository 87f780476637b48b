import type { Context } from 'hono'
import { type SSEStreamingApi, streamSSE } from 'hono/streaming'
import { isDatabaseAwayError } from '../../core/db/database-away.ts'
import type { StoredDescriptionProgress } from '../../core/domain/application.ts'
import type { ApiEnvironment } from '../http/environment.ts'
import { createPlaces } from '../http/places.ts'

const INTERVAL_MS = 1_000
const PING_EVERY = 15
const MAX_READS = 900
/** Of live events, which each read once a second: more than an account has tabs open. */
const takePlace = createPlaces({ each: 10, retryAfterS: 10 })

/** Whether a generation is still to come to its end. */
const unfinished = ({ status }: StoredDescriptionProgress) => status === 'pending' || status === 'running'

/**
 * Live events: each change of the progress as an event `description`, read once a second, until the generation has ended, the
 * client goes, its session ends, or a quarter of an hour has passed. While MongoDB is away the stream waits.
 * @param read the progress, as the asker may still see it; throws when he may not.
 * @param answered the progress as it goes out.
 * @throws AppError too_many_requests when the account has too many open
 */
export function streamDescription(
  c: Context<ApiEnvironment>,
  first: StoredDescriptionProgress,
  read: () => Promise<StoredDescriptionProgress>,
  answered: (progress: StoredDescriptionProgress) => unknown,
): Response {
  const readAgain = (last: StoredDescriptionProgress) =>
    read().catch((error: Error) => {
      if (isDatabaseAwayError(error)) return last
      // Logged out, or deleted: nothing more to tell, and no reason to give away.
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
    let progress: StoredDescriptionProgress | undefined = first
    for (let reads = 1; progress !== undefined && !stream.aborted && !stream.closed; reads++) {
      const data = JSON.stringify(answered(progress))
      if (data !== sent) await stream.writeSSE({ event: 'description', data, id: progress.updated_at ?? '' })
      else if (reads % PING_EVERY === 0) await stream.write(': still here\n\n')
      sent = data
      if (!unfinished(progress) || reads === MAX_READS) return
      await stream.sleep(INTERVAL_MS)
      progress = await readAgain(progress)
    }
  }
}
