import type { RateLimitRepository } from '../../core/db/rate-limit-repository.ts'
import type { ApiContext } from './environment.ts'
import type { Bucket } from './rate-limit-bucket.ts'

const KNOWN_ADDRESS_MS = 30 * 24 * 60 * 60 * 1_000

/** Whom a log-in is for: the account's id, or the folded name when no account has it. */
export type LogInAccount = { id: string } | { name: string }

/** A log-in that was counted. */
export interface LogInAttempt {
  /** Takes it back: the password was right. */
  succeeded(): Promise<void>
}

/**
 * Counts a log-in before its password is looked at, alike whether the account exists or not.
 * @throws AppError too_many_requests; what MongoDB throws when it is away
 */
export type LogInLimit = (c: ApiContext, account: LogInAccount) => Promise<LogInAttempt>

export const NO_ATTEMPT: LogInAttempt = { succeeded: async () => {} }

interface LogInLimitDependencies {
  accounts: Bucket
  addresses: Bucket
  marks: Pick<RateLimitRepository, 'isMarked' | 'mark'>
  addressOf: (c: ApiContext) => string
  /** A hash that names nobody. */
  keyOf: (...parts: string[]) => string
  now: () => Date
}

/**
 * Guesses are limited by account and by address. An address from which the account has logged in lately counts by itself, so that
 * strangers, who spend the limit of all other addresses, never lock the owner out.
 */
export function createLogInLimit({ accounts, addresses, marks, addressOf, keyOf, now }: LogInLimitDependencies): LogInLimit {
  return async (c, account) => {
    const address = addressOf(c)
    const who = 'id' in account ? ['id', account.id] : ['name', account.name]
    const here = keyOf('log-in-known', address, ...who)
    const remember = () => marks.mark(here, new Date(now().getTime() + KNOWN_ADDRESS_MS))

    if (await marks.isMarked(here, now())) {
      await accounts.take(c, here)
      return {
        async succeeded() {
          await Promise.all([accounts.clear(here), remember()])
        },
      }
    }
    const [addressKey, accountKey] = [keyOf('address', address), keyOf('account', ...who)]
    // The address first: one that has used up its limit spends no account's.
    await addresses.take(c, addressKey)
    await accounts.take(c, accountKey)
    return {
      // An address gets back this one alone: else an account of one's own would be a way to clear it.
      async succeeded() {
        await Promise.all([addresses.giveBack(addressKey), accounts.clear(accountKey), remember()])
      },
    }
  }
}
