import type { ObjectId, WithId } from 'mongodb'
import { searchWords } from '../domain/text-rules.ts'
import type { User } from '../domain/user.ts'
import { exactName, foldedName, type UserRole, userNames } from '../domain/user-rules.ts'
import { readIdentity, type UserUpdate } from '../domain/user-update.ts'
import { AppError } from '../errors.ts'

/** A user as MongoDB keeps it. */
export interface StoredUser {
  username: string
  email: string
  /** By which the user is found (userNames); no two users share one. */
  names: string[]
  /** Only of a former user whose name another one had in other letters: the folded form, taken but nobody's (see exactName). */
  folded_names?: string[]
  /** Folded words of username, e-mail and full name. */
  words: string[]
  full_name: string | null
  /** bcrypt. */
  hashed_password: string
  role: UserRole
  disabled: boolean
  /** The stored CV; `cv_url` is answered where there is one. */
  cv_file_id: ObjectId | null
  /** When the erasure of all that is theirs was asked for. */
  erasing_at: Date | null
  /** Goes up with each change of what is answered: the ETag. */
  version: number
  created_at: Date
  updated_at: Date
  last_login: Date | null
}

/** What a new user is made of. */
export interface UserFields {
  username: string
  email: string
  full_name: string | null
  role: UserRole
}

export function newUserDocument(_id: ObjectId, fields: UserFields, hashedPassword: string, now: Date): WithId<StoredUser> {
  return {
    _id,
    ...fields,
    names: userNames(fields),
    words: userWords(fields),
    hashed_password: hashedPassword,
    disabled: false,
    cv_file_id: null,
    erasing_at: null,
    version: 1,
    created_at: now,
    updated_at: now,
    last_login: null,
  }
}

/** The words that a user is found by. */
export const userWords = ({ username, email, full_name }: Pick<UserFields, 'username' | 'email' | 'full_name'>): string[] =>
  searchWords([username, email, full_name ?? ''].join('\n'))

/**
 * What an update sets; undefined: it changes nothing.
 * @param by the role of who asks: only an admin changes `role` and `disabled`
 * @throws AppError being_erased, forbidden, validation_failed
 */
export function userChanges(stored: StoredUser, update: UserUpdate, by: UserRole, now: Date): Partial<StoredUser> | undefined {
  if (stored.erasing_at) throw new AppError('being_erased')
  const { role = stored.role, disabled = stored.disabled } = update
  const grants = role !== stored.role || disabled !== stored.disabled
  if (grants && by !== 'admin') throw new AppError('forbidden')

  const identity = readIdentity(stored, update)
  const { username, email, full_name } = identity
  const renamed = username !== stored.username || email !== stored.email
  if (!grants && !renamed && full_name === stored.full_name) return undefined
  return { ...identity, role, disabled, words: userWords(identity), ...(renamed && namesAfter(stored, identity)), updated_at: now }
}

/** A name that former users share goes on being found by its spelling, where it was, as long as it stays. */
function namesAfter(stored: StoredUser, after: { username: string; email: string }) {
  const { names, folded_names } = stored
  const isShared = (field: 'username' | 'email') => after[field] === stored[field] && folded_names?.includes(foldedName(after[field]))
  const fields = ['username', 'email'] as const
  const spelt = fields.filter(isShared).map((field) => exactName(after[field]))
  const folded = fields.filter((field) => !isShared(field)).map((field) => foldedName(after[field]))
  return {
    names: [...new Set([...spelt.filter((name) => names.includes(name)), ...folded])],
    ...(folded_names && { folded_names: fields.filter(isShared).map((field) => foldedName(after[field])) }),
  }
}

/** A user as answered: never a hash. */
export function answered(user: WithId<StoredUser>): User {
  const id = user._id.toHexString()
  return {
    _id: id,
    id,
    username: user.username,
    email: user.email,
    full_name: user.full_name,
    role: user.role,
    disabled: user.disabled || Boolean(user.erasing_at),
    cv_url: user.cv_file_id ? `/users/${id}/cv` : null,
    created_at: user.created_at.toISOString(),
    updated_at: user.updated_at.toISOString(),
    last_login: user.last_login?.toISOString() ?? null,
  }
}
