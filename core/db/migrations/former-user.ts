import type { Document, ObjectId, WithId } from 'mongodb'
import { exactName, foldedName, USER_ROLES, type UserRole } from '../../domain/user-rules.ts'
import { type StoredUser, userWords } from '../user-document.ts'
import { type Conversion, type Reading, reading } from './former-reading.ts'
import { readFormerChoice, readFormerText } from './former-values.ts'
import { USER_SHAPE } from './todays-shapes.ts'

/** Which names several users have, regardless of case (shared-names.ts). */
export interface NameSurvey {
  /** Whether another user has the name in some spelling. */
  isShared(folded: string): boolean
  /** Whether the user is the one who is found by a shared name that is spelt so. */
  owns(userId: ObjectId, exact: string): boolean
}

/** Longer ones could not be sent back in an update. */
const FULL_NAME_LENGTH = 1_000
const BCRYPT = /^\$2[aby]\$\d{2}\$[./A-Za-z0-9]{53}$/
/** No password has this hash. */
const UNUSABLE = '!'

/** What a field was called, and is now. */
export const USER_SYNONYMS = { password: 'hashed_password', password_hash: 'hashed_password', name: 'full_name' } as const

/** What a former user is found by; null where the record says neither. */
export function formerNames(stored: Document): { username: string | null; email: string | null } {
  const read = reading(stored)
  return { username: read.text(['username']), email: read.text(['email']) }
}

/** A user of the former backend as one of today's. One without username and e-mail is nobody. */
export function convertUser(stored: WithId<Document>, survey: NameSurvey): Conversion<StoredUser> {
  const { username, email } = formerNames(stored)
  if (username === null && email === null) return { aside: { field: 'username', reason: 'no_name' } }

  const read = reading(stored)
  const identity = {
    username: username ?? `user-${stored._id.toHexString()}`,
    email: email ?? `${stored._id.toHexString()}@former.invalid`,
    full_name: read.text(['full_name', 'name'], FULL_NAME_LENGTH),
  }
  if (username === null) read.keep('username', 'name_missing')
  if (email === null) read.keep('email', 'name_missing')
  const created_at = read.date('created_at') ?? stored._id.getTimestamp()
  const document: StoredUser = {
    ...identity,
    ...foundBy(stored._id, identity, survey, read),
    words: userWords(identity),
    hashed_password: passwordOf(read),
    role: roleOf(read),
    disabled: read.flag('disabled') === true || read.flag('is_active', 'active') === false,
    cv_file_id: null,
    erasing_at: null,
    version: 1,
    created_at,
    updated_at: read.date('updated_at') ?? created_at,
    last_login: read.date('last_login') ?? null,
    ...read.todays<StoredUser, 'cv_file_id' | 'erasing_at' | 'version'>(USER_SHAPE, ['cv_file_id', 'erasing_at', 'version']),
  }
  return { document, former: read.former, problems: read.problems }
}

/** A name that several users have is found by its exact spelling; that of two who spell it alike stays with one of them. */
function foundBy(_id: ObjectId, { username, email }: { username: string; email: string }, survey: NameSurvey, read: Reading) {
  const names: string[] = []
  const folded_names: string[] = []
  for (const [field, name] of Object.entries({ username, email })) {
    const folded = foldedName(name)
    const owned = survey.owns(_id, exactName(name))
    if (!survey.isShared(folded)) names.push(folded)
    else {
      read.problems.push({ field, reason: owned ? 'name_alike' : 'name_taken' })
      folded_names.push(folded)
      if (owned) names.push(exactName(name))
    }
  }
  // The unique index takes users without names for one and the same.
  if (names.length === 0) names.push(exactName(`id:${_id.toHexString()}`))
  return { names: [...new Set(names)], ...(folded_names.length > 0 && { folded_names: [...new Set(folded_names)] }) }
}

function passwordOf(read: Reading): string {
  const hash = read.value(
    ['hashed_password', 'password', 'password_hash'],
    (value) => {
      const text = readFormerText(value)
      return text !== undefined && BCRYPT.test(text) ? text : undefined
    },
    'password_unusable',
  )
  if (hash === undefined && !read.problems.some(({ reason }) => reason === 'password_unusable')) read.keep('hashed_password', 'password_unusable')
  return hash ?? UNUSABLE
}

function roleOf(read: Reading): UserRole {
  const role = read.value(['role'], readFormerChoice(USER_ROLES), 'role_unknown') ?? 'user'
  // Whoever could log in could make themselves one there: the operator should look.
  if (role === 'admin') read.problems.push({ field: 'role', reason: 'admin_kept' })
  return role
}
