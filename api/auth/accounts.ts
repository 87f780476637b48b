import type { UserRepository } from '../../core/db/user-repository.ts'
import type { NewUser, User } from '../../core/domain/user.ts'
import { AppError } from '../../core/errors.ts'
import type { Authentication } from './authentication.ts'
import type { IssuedTokens } from './families.ts'
import type { Passwords } from './passwords.ts'

export interface AccountDependencies {
  users: Pick<UserRepository, 'refuseTaken' | 'create' | 'findCredentials' | 'recordLogin' | 'renewHash'>
  passwords: Pick<Passwords, 'hash' | 'verify' | 'isOutdated'>
  authentication: Pick<Authentication, 'start'>
  now: () => Date
}

export interface LogIn {
  /** Username or e-mail. */
  name: string
  password: string
  userAgent: string | null
}

/** Registering and logging in. */
export function createAccounts({ users, passwords, authentication, now }: AccountDependencies) {
  return {
    /** @throws AppError email_taken, username_taken */
    async register({ password, ...user }: NewUser): Promise<User> {
      await users.refuseTaken(user)
      return users.create(user, await passwords.hash(password), now())
    },

    /** Opens a session. @throws AppError invalid_credentials, after the same time whether the name, the password or the account is wrong */
    async logIn({ name, password, userAgent }: LogIn): Promise<IssuedTokens> {
      const account = await users.findCredentials(name)
      const matches = await passwords.verify(password, account?.hashedPassword)
      if (account === undefined || !matches || account.disabled) throw new AppError('invalid_credentials')

      if (passwords.isOutdated(account.hashedPassword)) await users.renewHash(account, await passwords.hash(password))
      const [issued] = await Promise.all([authentication.start(account.id, userAgent), users.recordLogin(account.id, now())])
      return issued
    },
  }
}
