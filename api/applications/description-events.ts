import type { Context } from 'hono'
import { streamSSE } from 'hono/streaming'
import type { StoredDescriptionProgress } from '../../core/domain/application.ts'
import type { ApiEnvironment } from '../http/environment.ts'

const INTERVAL_MS = 1_000
const PING_EVERY = 15
const MAX_READS = 900

/** Whether a generation is still to come to its end. */
const unfinished = ({ status }: StoredDescriptionProgress) => status === 'pending' || status === 'running'

/**
 * Live events: each change of the progress as an event `description`, read once a second, until the generation has ended, the
 * client goes, its session ends, or a quarter of an hour has passed.
 * @param read the progress, as the asker may still see it; throws when he may not.
 * @param answered the progress as it goes out.
 */
export function streamDescription(
  c: Context<ApiEnvironment>,
  first: StoredDescriptionProgress,
  read: () => Promise<StoredDescriptionProgress>,
  answered: (progress: StoredDescriptionProgress) => unknown,
): Response {
  return streamSSE(
    c,
    async (stream) => {
      let sent = ''
      let progress = first
      for (let reads = 1; !stream.aborted && !stream.closed; reads++) {
        const data = JSON.stringify(answered(progress))
        if (data !== sent) await stream.writeSSE({ event: 'description', data, id: progress.updated_at ?? '' })
        else if (reads % PING_EVERY === 0) await stream.write(': still here\n\n')
        sent = data
        if (!unfinished(progress) || reads === MAX_READS) return
        await stream.sleep(INTERVAL_MS)
        progress = await read()
      }
    },
    async (error) => c.var.log.info({ reason: error.name }, 'live events ended early'),
  )
}
