import { createHmac } from 'node:crypto'
import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { RateLimitRepository } from '../../core/db/rate-limit-repository.ts'
import type { AddressRange } from '../../core/net/address-range.ts'
import type { RateLimit, RateLimitName, RateLimitSettings } from '../../core/rate-limit.ts'
import { clientAddressOf } from './client-address.ts'
import type { ApiContext } from './environment.ts'
import { type Caller, createLogInLimit, type LogInLimit, noLogInLimit } from './log-in-limit.ts'
import { bucket } from './rate-limit-bucket.ts'

export interface RateLimits extends LogInLimit {
  /**
   * Counts the request against the account and the address, before what it asks for is done, and says in its answer what is left.
   * @param account whom it counts for, when that is not the caller that the access token names
   * @throws AppError too_many_requests; what MongoDB throws when it is away
   */
  take(c: ApiContext, name: Exclude<RateLimitName, 'log_in'>, account?: string): Promise<void>
  /** In whose turn something expensive is done: the user's, or that of all strangers at the address. */
  callerOf(c: ApiContext, userId?: string): Caller
}

/** Many accounts may share an address: an office, a school. */
const WIDER_FOR_ADDRESSES = 10

export interface RateLimitDependencies {
  counters: RateLimitRepository
  settings: RateLimitSettings
  trustedProxies: readonly AddressRange[]
  /** Keys the hashes under which accounts and addresses are counted. */
  secretKey: string
  now: () => Date
  /** Called with the limit's name, for each request that it has no room for. */
  onRefused?: (limit: string) => void
}

/** What counts requests: in MongoDB, so that all API processes count as one; `general`, which each request takes, in the process. */
export function createRateLimits({ counters, settings, trustedProxies, secretKey, now, onRefused }: RateLimitDependencies): RateLimits {
  const addressOf = clientAddressOf(trustedProxies)
  const keyOf = (...parts: string[]) => createHmac('sha256', secretKey).update(parts.join('\n')).digest('base64url')
  const callerOf = (c: ApiContext, userId?: string): Caller =>
    userId === undefined ? { lane: keyOf('address', addressOf(c)), known: false } : { lane: keyOf('account', userId), known: true }
  const shared = (name: string, limit: RateLimit) => bucket(name, limit, counters.counter(name, limit), onRefused)
  const ofAccounts = (name: RateLimitName) => settings[name] && shared(name, settings[name])
  const ofAddresses = (name: RateLimitName) => settings[name] && shared(`${name}-address`, wider(settings[name]))

  const general = settings.general && bucket('general', settings.general, inProcess(settings.general), onRefused)
  const both = {
    refresh: { account: ofAccounts('refresh'), address: ofAddresses('refresh') },
    upload: { account: ofAccounts('upload'), address: ofAddresses('upload') },
    background: { account: ofAccounts('background'), address: ofAddresses('background') },
    registration: { account: undefined, address: ofAccounts('registration') },
  }

  const logInLimit = (limit: RateLimit) =>
    createLogInLimit({
      accounts: shared('log-in', limit),
      addresses: shared('log-in-address', wider(limit)),
      changes: shared('password-change', limit),
      totals: shared('log-in-total', wider(limit)),
      addressTotals: shared('log-in-total-address', wider(wider(limit))),
      marks: counters,
      callerOf,
      addressOf,
      keyOf,
      now,
    })

  return {
    async take(c, name, account = c.get('user')?.id) {
      if (name === 'general') return general?.take(c, account)
      const limits = both[name]
      if (account !== undefined) await limits.account?.take(c, keyOf('account', account))
      await limits.address?.take(c, keyOf('address', addressOf(c)))
    },
    callerOf,
    ...(settings.log_in === undefined ? noLogInLimit(callerOf) : logInLimit(settings.log_in)),
  }
}

const wider = ({ points, seconds }: RateLimit) => ({ points: points * WIDER_FOR_ADDRESSES, seconds })
const inProcess = ({ points, seconds }: RateLimit) => new RateLimiterMemory({ keyPrefix: '', points, duration: seconds })
