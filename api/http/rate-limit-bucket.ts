import { type RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible'
import { AppError } from '../../core/errors.ts'
import type { RateLimit } from '../../core/rate-limit.ts'
import type { ApiContext } from './environment.ts'

export type Bucket = ReturnType<typeof bucket>

/**
 * One limit. What is left of it stands in the answer: draft-ietf-httpapi-ratelimit-headers-11.
 * @param onRefused called with each request that it has no room for
 */
export function bucket(name: string, { points, seconds }: RateLimit, limiter: RateLimiterAbstract, onRefused: (name: string) => void = () => {}) {
  const policy = `"${name}";q=${points};w=${seconds}`

  function tell(c: ApiContext, left: number, secondsLeft: number): void {
    c.header('RateLimit-Policy', policy, { append: true })
    c.header('RateLimit', `"${name}";r=${left};t=${secondsLeft}`, { append: true })
  }

  async function consume(key: string): Promise<{ passed: boolean; left: number; secondsLeft: number }> {
    const read = ({ remainingPoints, msBeforeNext }: RateLimiterRes) => ({
      left: remainingPoints,
      secondsLeft: Math.max(1, Math.ceil(msBeforeNext / 1_000)),
    })
    try {
      return { passed: true, ...read(await limiter.consume(key)) }
    } catch (refused) {
      if (!(refused instanceof RateLimiterRes)) throw refused
      onRefused(name)
      return { passed: false, ...read(refused) }
    }
  }

  return {
    /** Counts, and tells what is left. @throws AppError too_many_requests */
    async take(c: ApiContext, key: string): Promise<void> {
      const { passed, left, secondsLeft } = await consume(key)
      tell(c, left, secondsLeft)
      if (!passed) throw new AppError('too_many_requests', { params: { retry_after: secondsLeft } })
    },
    /** Counts, and tells nothing. Answers in how many seconds there is room again where there is none. */
    async count(key: string): Promise<number | undefined> {
      const { passed, secondsLeft } = await consume(key)
      return passed ? undefined : secondsLeft
    },
    /** Tells that nothing is left, whichever limit it was. @throws AppError too_many_requests */
    refuse(c: ApiContext, secondsLeft: number): never {
      tell(c, 0, secondsLeft)
      throw new AppError('too_many_requests', { params: { retry_after: secondsLeft } })
    },
    /** Takes one request back. */
    giveBack: (key: string) => limiter.reward(key),
    /** Forgets all that was counted. */
    clear: (key: string) => limiter.delete(key),
  }
}
