/** Pure rules of users: no zod here, workflows may import them. */
export const USER_ROLES = ['user', 'admin'] as const
export type UserRole = (typeof USER_ROLES)[number]

export const PASSWORD_MIN_CHARACTERS = 8
/** bcrypt reads no further: a longer new password is refused, not cut. */
export const PASSWORD_MAX_BYTES = 72

export type PasswordProblem = 'password_too_short' | 'password_too_long' | 'password_characters' | 'password_common'
export type UsernameProblem = 'username_at' | 'username_characters'

/** What is wrong with a new password; undefined when nothing is. `isCommon` knows the ones that guessers try first. */
export function passwordProblem(password: string, isCommon: (password: string) => boolean): PasswordProblem | undefined {
  if ([...password].length < PASSWORD_MIN_CHARACTERS || password.trim() === '') return 'password_too_short'
  if (new TextEncoder().encode(password).length > PASSWORD_MAX_BYTES) return 'password_too_long'
  // Half a surrogate pair: its bytes would be those of another character.
  if (!password.isWellFormed()) return 'password_characters'
  return isCommon(password) ? 'password_common' : undefined
}

/** What is wrong with a new username: an `@`, in any width, would make it an e-mail, and invisible characters a double. */
export function usernameProblem(username: string): UsernameProblem | undefined {
  if (username.normalize('NFKC').includes('@')) return 'username_at'
  return /[\p{C}\p{Zl}\p{Zp}\p{Default_Ignorable_Code_Point}\u2800]/u.test(username) ? 'username_characters' : undefined
}

/**
 * A username or an e-mail as it is compared: regardless of case and of how an accented letter is composed. Accents themselves
 * count. Upper case first, so that `ß` and `ss`, `ς` and `σ` are one.
 */
export function foldedName(name: string): string {
  return name.normalize('NFKC').trim().toUpperCase().toLowerCase().normalize('NFKC')
}

/** The names by which a user is found, unique over all users: usernames and e-mails are one name space. */
export function userNames({ username, email }: { username: string; email: string }): string[] {
  return [...new Set([foldedName(username), foldedName(email)])]
}

/**
 * How a former user is found whose name another one had in other letters: by its exact spelling, before the folded name. It counts
 * only beside that folded name in `folded_names`, for a username may begin with `=`.
 */
export const exactName = (name: string): string => `=${name.trim()}`
