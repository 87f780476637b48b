import { Hono } from 'hono'
import { type RateLimiterAbstract, RateLimiterRes } from 'rate-limiter-flexible'
import { expect, test } from 'vitest'
import type { AppError } from '../../core/errors.ts'
import type { ApiEnvironment } from './environment.ts'
import { bucket } from './rate-limit-bucket.ts'

test.each([
  [0, 1],
  [1, 1],
  [1_000, 1],
  [1_001, 2],
])('who is refused %i ms before the end is told to come back in %i s, not earlier', async (msBeforeNext, seconds) => {
  const spent = { consume: () => Promise.reject(new RateLimiterRes(0, msBeforeNext)) } as unknown as RateLimiterAbstract
  const app = new Hono<ApiEnvironment>()
  app.onError((error, c) => c.json((error as AppError).params))
  app.get('/', async (c) => {
    await bucket('x', { points: 1, seconds: 60 }, spent).take(c as never, 'key')
    return c.text('let through')
  })
  const response = await app.request('/')
  expect([await response.json(), response.headers.get('RateLimit')]).toEqual([{ retry_after: seconds }, `"x";r=0;t=${seconds}`])
})
