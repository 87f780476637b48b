import { AppError } from '../../../core/errors.ts'

const RETRY_AFTER_S = 10

/**
 * Lets so many through at a time. Others wait for their turn; when too many wait, further ones are told to come back.
 * @throws AppError too_many_requests
 */
export function createGate({ places, maxWaiting }: { places: number; maxWaiting: number }) {
  const waiting: (() => void)[] = []
  let free = places

  return async function through<Result>(work: () => Promise<Result>): Promise<Result> {
    if (free > 0) free--
    else if (waiting.length < maxWaiting) await new Promise<void>((turn) => waiting.push(turn))
    else throw new AppError('too_many_requests', { params: { retry_after: RETRY_AFTER_S } })
    try {
      return await work()
    } finally {
      const next = waiting.shift()
      if (next) next()
      else free++
    }
  }
}
