import { type RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible'
import { AppError } from '../../core/errors.ts'
import type { RateLimit } from '../../core/rate-limit.ts'
import type { ApiContext } from './environment.ts'

export type Bucket = ReturnType<typeof bucket>

/** One limit. What is left of it stands in the answer: draft-ietf-httpapi-ratelimit-headers-11. */
export function bucket(name: string, { points, seconds }: RateLimit, limiter: RateLimiterAbstract) {
  const policy = `"${name}";q=${points};w=${seconds}`

  function tell(c: ApiContext, { remainingPoints, msBeforeNext }: RateLimiterRes): number {
    const secondsLeft = Math.max(1, Math.ceil(msBeforeNext / 1_000))
    c.header('RateLimit-Policy', policy, { append: true })
    c.header('RateLimit', `"${name}";r=${remainingPoints};t=${secondsLeft}`, { append: true })
    return secondsLeft
  }

  return {
    /** @throws AppError too_many_requests */
    async take(c: ApiContext, key: string): Promise<void> {
      try {
        tell(c, await limiter.consume(key))
      } catch (refused) {
        if (!(refused instanceof RateLimiterRes)) throw refused
        throw new AppError('too_many_requests', { params: { retry_after: tell(c, refused) } })
      }
    },
    /** Takes one request back. */
    giveBack: (key: string) => limiter.reward(key),
    /** Forgets all that was counted. */
    clear: (key: string) => limiter.delete(key),
  }
}
