import { AppError } from '../../core/errors.ts'

/**
 * So many places for each account in this process, for what lasts.
 * @returns what takes one, and itself returns what gives it back (once, however often it is called)
 */
export function createPlaces({ each, retryAfterS }: { each: number; retryAfterS: number }) {
  const taken = new Map<string, number>()

  /** @throws AppError too_many_requests */
  return function take(account: string): () => void {
    const before = taken.get(account) ?? 0
    if (before >= each) throw new AppError('too_many_requests', { params: { retry_after: retryAfterS } })
    taken.set(account, before + 1)
    let isBack = false
    return () => {
      if (isBack) return
      isBack = true
      const left = (taken.get(account) ?? 1) - 1
      if (left > 0) taken.set(account, left)
      else taken.delete(account)
    }
  }
}
