import { randomBytes } from 'node:crypto'
import type { Passwords } from '../api/auth/index.ts'
import { FIELD_MESSAGES } from '../api/http/field-messages.ts'
import { PROBLEMS, say } from '../api/http/messages.ts'
import type { SessionRepository } from '../core/db/session-repository.ts'
import type { UserRepository } from '../core/db/user-repository.ts'
import { Email, NewPassword, USERNAME_MAX_LENGTH, type User, Username } from '../core/domain/user.ts'
import { usernameProblem } from '../core/domain/user-rules.ts'
import { AppError } from '../core/errors.ts'
import { StackError } from './stack-error.ts'

export const ADMIN_COMMANDS = ['create', 'promote', 'demote', 'disable', 'enable', 'set-password'] as const
export type AdminCommand = (typeof ADMIN_COMMANDS)[number]

/** A command line that says nothing that can be done. */
export class UsageError extends StackError {
  override name = 'UsageError'
}

export interface AdminRequest {
  command: AdminCommand
  /** Whom it is about, as they would log in. */
  email: string
  /** Of a new user; undefined: made of the e-mail. */
  username: string | undefined
  /** Asked for when everything else is known to be right. */
  password: () => Promise<string>
}

export interface AdminDependencies {
  users: Pick<UserRepository, 'refuseTaken' | 'create' | 'findByName' | 'update' | 'changePassword'>
  sessions: Pick<SessionRepository, 'revokeAll'>
  passwords: Pick<Passwords, 'hash'>
  now: () => Date
}

/** Carries out a command of `npm run admin`, and says what was done. @throws StackError saying why it was not */
export async function runAdminCommand(request: AdminRequest, deps: AdminDependencies): Promise<string> {
  try {
    return request.command === 'create' ? await create(request, deps) : await change(request, deps)
  } catch (error) {
    throw error instanceof AppError ? new StackError(say(PROBLEMS[error.code].detail, 'en', error.params), { cause: error }) : error
  }
}

/** A password that nobody guesses, for who asked for one. */
export const generatedPassword = (): string => randomBytes(18).toString('base64url')

async function create({ email: given, username, password }: AdminRequest, { users, passwords, now }: AdminDependencies): Promise<string> {
  const email = read(Email, given, 'The e-mail')
  const name = await freeUsername(username && read(Username, username, 'The username'), email, users)
  const hash = await passwords.hash(await newPassword(password))
  const { user } = await users.create({ username: name, email, full_name: null, role: 'admin' }, hash, now())
  return `${shown(user)} is made, an admin: log in with that e-mail or username.`
}

async function change({ command, email, password }: AdminRequest, { users, sessions, passwords, now }: AdminDependencies): Promise<string> {
  const user = await named(email, users)
  const update = (fields: { role?: 'user' | 'admin'; disabled?: boolean }) => users.update(user.id, fields, 'admin', undefined, now())
  const endSessions = () => sessions.revokeAll(user.id, undefined, now())
  switch (command) {
    case 'promote':
      await update({ role: 'admin' })
      return `${shown(user)} is an admin${user.role === 'admin' ? ' already' : ' now'}.${user.disabled ? ' The account is disabled: `enable` lets it in.' : ''}`
    case 'demote':
      await update({ role: 'user' })
      await endSessions()
      return `${shown(user)} is no admin${user.role === 'user' ? ' anyway' : ' any more'}; every session has ended.`
    case 'disable':
      await update({ disabled: true })
      await endSessions()
      return `${shown(user)} is disabled${user.disabled ? ' already' : ' now'}; every session has ended.`
    case 'enable':
      await update({ disabled: false })
      return `${shown(user)} is enabled${user.disabled ? ' now' : ' already'}.`
    default:
      if ((await users.changePassword(user.id, { to: await passwords.hash(await newPassword(password)) }, now())) === undefined)
        throw new AppError('being_erased')
      await endSessions()
      return `${shown(user)} has a new password; every session has ended.`
  }
}

const shown = ({ username, email }: User) => (username === email ? email : `${username} (${email})`)

async function named(name: string, users: AdminDependencies['users']): Promise<User> {
  const { user, alike } = await users.findByName(name)
  if (user !== undefined) return user
  if (alike.length === 0) throw new StackError(`Nobody has the e-mail ${name}: check its spelling, or create the user.`)
  throw new StackError(`${alike.length} users have that name but for its case: say exactly which, ${alike.map(shown).join(' or ')}.`)
}

/** The wanted username; else one that is made of the e-mail and free. */
async function freeUsername(wanted: string | undefined, email: string, users: AdminDependencies['users']): Promise<string> {
  const local = email.slice(0, email.indexOf('@'))
  const base = usernameProblem(local) === undefined ? local : 'admin'
  for (let number = 1; ; number++) {
    const username = wanted ?? (number === 1 ? base : `${base.slice(0, USERNAME_MAX_LENGTH / 2)}${number}`)
    try {
      await users.refuseTaken({ username, email })
      return username
    } catch (error) {
      const { code } = error as AppError
      if (code === 'email_taken') throw new StackError(`${email} is taken: promote that user instead, or choose another e-mail.`)
      if (code !== 'username_taken') throw error
      if (wanted !== undefined) throw new StackError(`The username ${wanted} is taken: choose another with --username.`)
    }
  }
}

async function newPassword(ask: () => Promise<string>): Promise<string> {
  const parsed = NewPassword.safeParse(await ask())
  if (parsed.success) return parsed.data
  throw new StackError(`The password is refused: ${reason(parsed.error.issues)}.`)
}

function read(schema: typeof Email | typeof Username, text: string, what: string): string {
  const parsed = schema.safeParse(text)
  if (parsed.success) return parsed.data
  throw new UsageError(`${what} is wrong: ${reason(parsed.error.issues)}.`)
}

function reason([issue]: { message: string }[]): string {
  const known = issue && FIELD_MESSAGES[issue.message]
  return known ? say(known, 'en') : (issue?.message ?? 'it is not valid')
}
