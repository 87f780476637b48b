import type { RateLimitRepository } from '../../core/db/rate-limit-repository.ts'
import type { ApiContext } from './environment.ts'
import type { Bucket } from './rate-limit-bucket.ts'

/** Longer than any session: who uses the account there does not become a stranger. */
const KNOWN_ADDRESS_MS = 90 * 24 * 60 * 60 * 1_000

/** Whom a log-in is for: the account's id, or the folded name when no account has it. */
export type LogInAccount = { id: string } | { name: string }

/** In whose turn something expensive is done. */
export interface Caller {
  /** Names who waits together: a hash. */
  lane: string
  /** Whether the account has been used from there. */
  known: boolean
}

/** A log-in, or a change of password, that was counted. */
export interface PasswordAttempt {
  caller: Caller
  /** The password was right. */
  succeeded(): Promise<void>
  /** Takes it back: the password was not looked at. */
  notMade(): Promise<void>
}

export interface LogInLimit {
  /**
   * Counts a log-in before its password is looked at, alike whether the account exists or not.
   * @throws AppError too_many_requests; what MongoDB throws when it is away
   */
  logIn(c: ApiContext, account: LogInAccount): Promise<PasswordAttempt>
  /** Counts a change of the caller's password, apart from log-ins: strangers' guesses keep nobody with a session from it. */
  changePassword(c: ApiContext, userId: string): Promise<PasswordAttempt>
  /** Notes that the account is used from the address of the request. */
  remember(c: ApiContext, userId: string): Promise<void>
}

interface LogInLimitDependencies {
  /** Wrong passwords. */
  accounts: Bucket
  addresses: Bucket
  changes: Bucket
  /** Right ones too, so that nobody keeps the threads busy with a password of their own. */
  totals: Bucket
  addressTotals: Bucket
  marks: Pick<RateLimitRepository, 'isMarked' | 'mark'>
  callerOf: (c: ApiContext, userId?: string) => Caller
  addressOf: (c: ApiContext) => string
  /** A hash that names nobody. */
  keyOf: (...parts: string[]) => string
  now: () => Date
}

/**
 * Guesses are limited by account and by address. An address from which the account has been used lately counts by itself, so that
 * strangers, who spend the limit of all other addresses, never lock the owner out.
 */
export function createLogInLimit(deps: LogInLimitDependencies): LogInLimit {
  const { accounts, addresses, changes, totals, addressTotals, marks, callerOf, addressOf, keyOf, now } = deps
  const whoIs = (account: LogInAccount) => ('id' in account ? ['id', account.id] : ['name', account.name])
  const hereOf = (c: ApiContext, account: LogInAccount) => keyOf('log-in-known', addressOf(c), ...whoIs(account))
  const remember = (c: ApiContext, userId: string) => marks.mark(hereOf(c, { id: userId }), new Date(now().getTime() + KNOWN_ADDRESS_MS))

  /** One policy for all of them, told to who is refused alone: anything else would tell which names are accounts known there. */
  async function count(c: ApiContext, counted: [Bucket, string][]): Promise<void> {
    for (const [bucket, key] of counted) {
      const secondsLeft = await bucket.count(key)
      if (secondsLeft !== undefined) accounts.refuse(c, secondsLeft)
    }
  }

  return {
    remember,

    async logIn(c, account) {
      const here = hereOf(c, account)
      const addressKey = keyOf('address', addressOf(c))
      const used = async () => void ('id' in account && (await remember(c, account.id)))

      if (await marks.isMarked(here, now())) {
        await count(c, [
          [addressTotals, addressKey],
          [accounts, here],
          [totals, here],
        ])
        return {
          caller: { lane: here, known: true },
          async succeeded() {
            await Promise.all([accounts.clear(here), used()])
          },
          async notMade() {
            await accounts.giveBack(here)
          },
        }
      }
      const accountKey = keyOf('account', ...whoIs(account))
      // The address first: one that has used up its limit spends no account's.
      await count(c, [
        [addresses, addressKey],
        [addressTotals, addressKey],
        [accounts, accountKey],
        [totals, accountKey],
      ])
      return {
        caller: callerOf(c),
        // An address gets back this one alone: else an account of one's own would be a way to clear it.
        async succeeded() {
          await Promise.all([addresses.giveBack(addressKey), accounts.clear(accountKey), used()])
        },
        async notMade() {
          await Promise.all([addresses.giveBack(addressKey), accounts.giveBack(accountKey)])
        },
      }
    },

    async changePassword(c, userId) {
      const key = keyOf('password-change', userId)
      await changes.take(c, key)
      const secondsLeft = await totals.count(key)
      if (secondsLeft !== undefined) totals.refuse(c, secondsLeft)
      return {
        caller: callerOf(c, userId),
        async succeeded() {
          await changes.clear(key)
        },
        async notMade() {
          await changes.giveBack(key)
        },
      }
    },
  }
}

/** Counts nothing. */
export function noLogInLimit(callerOf: LogInLimitDependencies['callerOf']): LogInLimit {
  const uncounted = async (caller: Caller): Promise<PasswordAttempt> => ({ caller, succeeded: async () => {}, notMade: async () => {} })
  return {
    logIn: (c) => uncounted(callerOf(c)),
    changePassword: (c, userId) => uncounted(callerOf(c, userId)),
    remember: async () => {},
  }
}
