import { AppError } from '../../../core/errors.ts'

const RETRY_AFTER_S = 10

/**
 * Lets so many through at a time. Others wait for their turn; when too many wait, or one has waited long enough, they are told to come back.
 * @throws AppError too_many_requests
 */
export function createGate({ places, maxWaiting, maxWaitMs }: { places: number; maxWaiting: number; maxWaitMs: number }) {
  const waiting = new Set<() => void>()
  let free = places

  const turn = () =>
    new Promise<void>((resolve, reject) => {
      const go = () => {
        clearTimeout(late)
        waiting.delete(go)
        resolve()
      }
      const late = setTimeout(() => {
        waiting.delete(go)
        reject(busy())
      }, maxWaitMs)
      waiting.add(go)
    })

  return async function through<Result>(work: () => Promise<Result>): Promise<Result> {
    if (free > 0) free--
    else if (waiting.size < maxWaiting) await turn()
    else throw busy()
    try {
      return await work()
    } finally {
      const [next] = waiting
      if (next) next()
      else free++
    }
  }
}

const busy = () => new AppError('too_many_requests', { params: { retry_after: RETRY_AFTER_S } })
