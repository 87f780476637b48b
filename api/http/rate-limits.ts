import type { ApiContext } from './environment.ts'

/** What is limited. All but `general` are counted in MongoDB, so that every API process counts alike. */
export type RateLimitName = 'log_in' | 'registration' | 'refresh' | 'upload' | 'background' | 'general'

export interface RateLimits {
  /**
   * Counts the request against the caller's account and address, before what it asks for is done.
   * @throws AppError too_many_requests
   */
  take(c: ApiContext, name: RateLimitName): Promise<void>
}

/** Counts nothing. */
export const unlimited: RateLimits = { take: async () => {} }
