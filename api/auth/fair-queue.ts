import { AppError } from '../../core/errors.ts'
import type { Caller } from '../http/log-in-limit.ts'

interface Waiting {
  start: () => void
  refuse: (reason: unknown) => void
}

interface FairQueueSettings {
  /** How many jobs are run at once. */
  atOnce: number
  maxWaiting: number
  /** Of who is told to come back. */
  retryAfterSeconds: number
}

/** Known callers go first, but for each of so many turns: nobody waits for ever. */
const STRANGERS_TURN = 4

/**
 * Runs jobs a few at a time, those who ask in turn: one who asks for many waits for them, and nobody else does. Where there is no room
 * left, the last job of who waits for most gives way to one of who waits for less; a stranger’s to one of a known caller.
 */
export function createFairQueue({ atOnce, maxWaiting, retryAfterSeconds }: FairQueueSettings) {
  /** By lane, in the order of their turns; none is empty. */
  const [known, strangers] = [new Map<string, Waiting[]>(), new Map<string, Waiting[]>()]
  let [running, waiting, turns] = [0, 0, 0]

  const tooMany = () => new AppError('too_many_requests', { params: { retry_after: retryAfterSeconds } })

  function next(): Waiting | undefined {
    const lanes = known.size === 0 || (strangers.size > 0 && ++turns % STRANGERS_TURN === 0) ? strangers : known
    const [lane, jobs = []] = lanes.entries().next().value ?? []
    const job = jobs.shift()
    if (lane === undefined || job === undefined) return undefined
    // Behind the others, until its next turn.
    lanes.delete(lane)
    if (jobs.length > 0) lanes.set(lane, jobs)
    waiting--
    return job
  }

  /** @throws AppError too_many_requests when nobody waits for more than the caller does */
  function makeRoom(caller: Caller, theirs: number): void {
    const overtakes = caller.known && strangers.size > 0
    const [lanes, lane, jobs] = longest(overtakes ? [strangers] : [strangers, known])
    if (!overtakes && jobs.length < theirs + 2) throw tooMany()
    jobs.pop()?.refuse(tooMany())
    if (jobs.length === 0) lanes.delete(lane)
    waiting--
  }

  function wait(caller: Caller): Promise<void> {
    const lanes = caller.known ? known : strangers
    if (waiting >= maxWaiting) makeRoom(caller, lanes.get(caller.lane)?.length ?? 0)
    return new Promise((start, refuse) => {
      const jobs = lanes.get(caller.lane)
      if (jobs === undefined) lanes.set(caller.lane, [{ start, refuse }])
      else jobs.push({ start, refuse })
      waiting++
    })
  }

  /** Runs the job in the caller's turn. @throws AppError too_many_requests; what the job throws */
  return async <T>(caller: Caller, job: () => Promise<T>): Promise<T> => {
    if (running < atOnce) running++
    else await wait(caller)
    try {
      return await job()
    } finally {
      // Its place goes to the next one, without being free in between.
      const following = next()
      if (following === undefined) running--
      else following.start()
    }
  }
}

type Lanes = Map<string, Waiting[]>

/** Of lanes that are as long, the one that came first. */
function longest(classes: Lanes[]): [Lanes, string, Waiting[]] {
  const all = classes.flatMap((lanes) => [...lanes].map(([lane, jobs]): [Lanes, string, Waiting[]] => [lanes, lane, jobs]))
  return all.reduce((most, candidate) => (candidate[2].length > most[2].length ? candidate : most))
}
