import type { Credentials, UserRepository } from '../../core/db/user-repository.ts'
import type { NewUser, User } from '../../core/domain/user.ts'
import { foldedName } from '../../core/domain/user-rules.ts'
import { AppError } from '../../core/errors.ts'
import type { LogInAccount, LogInAttempt } from '../http/log-in-limit.ts'
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
  counted: (account: LogInAccount) => Promise<LogInAttempt>
}

export interface PasswordChange {
  /** Who asks, and the session that goes on. */
  user: { id: string; sessionId: string }
  current: string
  /** Checked by NewPassword. */
  next: string
  /** Counts the attempt as a log-in. @throws AppError too_many_requests */
  counted: (account: LogInAccount) => Promise<LogInAttempt>
}

/** Registering, logging in, and the change of a password. */
export function createAccounts({ users, passwords, authentication, now }: AccountDependencies) {
  /** Opens a session for who has the password. */
  async function enter(logIn: LogIn, account: Credentials | undefined): Promise<IssuedTokens> {
    const { name, password, userAgent } = logIn
    const matches = await passwords.verify(password, account?.hashedPassword)
    if (account === undefined || !matches || account.disabled) throw new AppError('invalid_credentials')

    const hash = passwords.isOutdated(account.hashedPassword) ? await renewed(account, password) : account.hashedPassword
    const issued = await authentication.start(account.id, userAgent)
    if (await users.recordLogin(account.id, hash, now())) return issued
    // The account has changed since it was read: what ended its sessions may have missed this one.
    await authentication.end(issued.refreshToken)
    return enter(logIn, await users.findCredentials(name))
  }

  async function renewed(account: Credentials, password: string): Promise<string> {
    const hash = await passwords.hash(password)
    await users.renewHash(account, hash)
    return hash
  }

  return {
    /** @throws AppError email_taken, username_taken */
    async register({ password, ...user }: NewUser): Promise<User> {
      await users.refuseTaken(user)
      const { user: created } = await users.create(user, await passwords.hash(password), now())
      return created
    },

    /** Opens a session. @throws AppError invalid_credentials, after the same time whether the name, the password or the account is wrong */
    async logIn(logIn: LogIn): Promise<IssuedTokens> {
      const account = await users.findCredentials(logIn.name)
      const attempt = await logIn.counted(account ? { id: account.id } : { name: foldedName(logIn.name) })
      const issued = await enter(logIn, account)
      await attempt.succeeded()
      return issued
    },

    /** Every other session of the user ends. @throws AppError wrong_password; of two changes at once, for the later one too */
    async changePassword({ user, current, next, counted }: PasswordChange): Promise<User> {
      const attempt = await counted({ id: user.id })
      while (true) {
        const { hashedPassword, disabled } = await users.getCredentials(user.id)
        if (disabled) throw new AppError('invalid_token')
        if (!(await passwords.verify(current, hashedPassword))) throw new AppError('wrong_password')
        const changed = await users.changePassword(user.id, { from: hashedPassword, to: await passwords.hash(next) }, now())
        // Another hash by now, of the same password or of another: it is verified again.
        if (changed === undefined) continue
        await Promise.all([authentication.endAll(user.id, { except: user.sessionId }), attempt.succeeded()])
        return changed
      }
    },
  }
}
