import type { Credentials, UserRepository } from '../../core/db/user-repository.ts'
import type { NewUser, User } from '../../core/domain/user.ts'
import { foldedName } from '../../core/domain/user-rules.ts'
import { AppError } from '../../core/errors.ts'
import type { Caller, LogInAccount, PasswordAttempt } from '../http/log-in-limit.ts'
import type { Authentication } from './authentication.ts'
import type { IssuedTokens } from './families.ts'
import type { Passwords } from './passwords.ts'

export interface AccountDependencies {
  users: Pick<UserRepository, 'refuseTaken' | 'create' | 'findCredentials' | 'getCredentials' | 'changePassword' | 'recordLogin' | 'renewHash'>
  passwords: Pick<Passwords, 'hash' | 'verify' | 'isOutdated'>
  authentication: Pick<Authentication, 'start' | 'end' | 'endAll'>
  now: () => Date
}

export interface LogIn {
  /** Username or e-mail. */
  name: string
  password: string
  userAgent: string | null
  /** Counts the attempt. @throws AppError too_many_requests */
  counted: (account: LogInAccount) => Promise<PasswordAttempt>
}

export interface PasswordChange {
  /** Who asks, and the session that goes on. */
  user: { id: string; sessionId: string }
  current: string
  /** Checked by NewPassword. */
  next: string
  /** Counts the attempt. @throws AppError too_many_requests */
  counted: () => Promise<PasswordAttempt>
}

/** Registering, logging in, and the change of a password. */
export function createAccounts({ users, passwords, authentication, now }: AccountDependencies) {
  /** Opens a session for who has the password. */
  async function enter(logIn: LogIn, account: Credentials | undefined, caller: Caller): Promise<IssuedTokens> {
    const { name, password, userAgent } = logIn
    const matches = await passwords.verify(password, account?.hashedPassword, caller)
    if (account === undefined || !matches || account.disabled) throw new AppError('invalid_credentials')

    const hash = passwords.isOutdated(account.hashedPassword) ? await renewed(account, password, caller) : account.hashedPassword
    const issued = await authentication.start(account.id, userAgent)
    if (await users.recordLogin(account.id, hash, now())) return issued
    // The account has changed since it was read: what ended its sessions may have missed this one.
    await authentication.end(issued.refreshToken)
    return enter(logIn, await users.findCredentials(name), caller)
  }

  async function renewed(account: Credentials, password: string, caller: Caller): Promise<string> {
    const hash = await passwords.hash(password, caller)
    await users.renewHash(account, hash)
    return hash
  }

  async function change({ user, current, next }: PasswordChange, caller: Caller): Promise<User> {
    const except = { except: user.sessionId }
    while (true) {
      const { hashedPassword, disabled } = await users.getCredentials(user.id)
      if (disabled) throw new AppError('invalid_token')
      if (!(await passwords.verify(current, hashedPassword, caller))) throw new AppError('wrong_password')
      const hash = await passwords.hash(next, caller)
      // Before the change: were this process to die after it, no session would live on that the change is to end.
      await authentication.endAll(user.id, except)
      const changed = await users.changePassword(user.id, { from: hashedPassword, to: hash }, now())
      // Another hash by now, of the same password or of another: it is verified again.
      if (changed === undefined) continue
      // Those that were opened in between.
      await authentication.endAll(user.id, except)
      return changed
    }
  }

  return {
    /**
     * @param caller in whose turn the password is hashed
     * @throws AppError email_taken, username_taken, too_many_requests
     */
    async register({ password, ...user }: NewUser, caller: Caller): Promise<User> {
      await users.refuseTaken(user)
      const { user: created } = await users.create(user, await passwords.hash(password, caller), now())
      return created
    },

    /** Opens a session. @throws AppError invalid_credentials, after the same time whether the name, the password or the account is wrong */
    async logIn(logIn: LogIn): Promise<IssuedTokens> {
      const account = await users.findCredentials(logIn.name)
      const attempt = await logIn.counted(account ? { id: account.id } : { name: foldedName(logIn.name) })
      return settled(attempt, enter(logIn, account, attempt.caller))
    },

    /** Every other session of the user ends. @throws AppError wrong_password; of two changes at once, for the later one too */
    async changePassword(asked: PasswordChange): Promise<User> {
      const attempt = await asked.counted()
      return settled(attempt, change(asked, attempt.caller))
    },
  }
}

/** Says how the attempt ended. What is refused because too many wait was none. */
async function settled<T>(attempt: PasswordAttempt, made: Promise<T>): Promise<T> {
  let result: T
  try {
    result = await made
  } catch (error) {
    if (error instanceof AppError && error.code === 'too_many_requests') await attempt.notMade()
    throw error
  }
  await attempt.succeeded()
  return result
}
