import { z } from 'zod'
import { isCommonPassword } from './common-passwords.ts'
import { AnsweredInstant, blankAsAbsent, Id, OptionalText } from './fields.ts'
import { PASSWORD_MAX_BYTES, PASSWORD_MIN_CHARACTERS, passwordProblem, USER_ROLES, usernameProblem } from './user-rules.ts'

/** Normalising takes time that grows with the square of the length: nothing longer gets there. */
export const USERNAME_MAX_LENGTH = 100
/** The longest e-mail address there may be (RFC 5321). */
export const EMAIL_MAX_LENGTH = 254
export const EMAIL_PATTERN = /^[^\s@"<>()[\]\\,:;]{1,64}@[^\s@"<>()[\]\\,:;.]+(\.[^\s@"<>()[\]\\,:;.]+)+$/
export const FULL_NAME_MAX_LENGTH = 200

export const UserRole = z.enum(USER_ROLES).meta({ id: 'UserRole' })

/** A name to be told apart by: no `@`, so that it can't be somebody's e-mail. */
export const Username = z
  .string()
  .max(USERNAME_MAX_LENGTH, { abort: true, error: 'username_too_long' })
  .trim()
  .min(1, { error: 'blank' })
  .superRefine((username, context) => {
    const problem = usernameProblem(username)
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
  })
  .meta({ description: 'No @; unique regardless of case', example: 'camille' })

/** An e-mail address, of any alphabet, kept as it was typed. Domain names have a dot. */
export const Email = z
  .string()
  .max(EMAIL_MAX_LENGTH, { abort: true, error: 'email' })
  .trim()
  .regex(EMAIL_PATTERN, { error: 'email' })
  .refine((email) => !/\p{C}/u.test(email), { error: 'email' })
  .meta({ description: 'Unique regardless of case', example: 'camille@example.com' })

/** A password to be set. Log-in checks none of this. */
export const NewPassword = z
  .string()
  .max(PASSWORD_MAX_BYTES, { abort: true, error: 'password_too_long' })
  .superRefine((password, context) => {
    const problem = passwordProblem(password, isCommonPassword)
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
  })
  .meta({
    description: '8 characters at least, 72 bytes at most, none of the most common ones',
    minLength: PASSWORD_MIN_CHARACTERS,
    format: 'password',
    example: 'quatre chevaux agrafe juste',
  })

/** What registering takes. */
export const NewUser = z
  .strictObject({ username: Username, email: Email, password: NewPassword, full_name: OptionalText(FULL_NAME_MAX_LENGTH) })
  .meta({
    id: 'NewUser',
    example: { username: 'camille', email: 'camille@example.com', password: 'quatre chevaux agrafe juste', full_name: 'Camille Martin' },
  })
export type NewUser = z.output<typeof NewUser>

/** What an admin's new user takes. */
export const NewUserWithRole = NewUser.extend({ role: blankAsAbsent(UserRole.default('user')) }).meta({
  id: 'NewUserWithRole',
  example: { username: 'camille', email: 'camille@example.com', password: 'quatre chevaux agrafe juste', role: 'user' },
})

/** A user as answered: never a hash. */
export const User = z
  .object({
    _id: Id,
    id: Id,
    username: z.string(),
    email: z.string(),
    full_name: z.string().nullable(),
    role: UserRole,
    disabled: z.boolean(),
    cv_url: z.string().nullable(),
    created_at: AnsweredInstant,
    updated_at: AnsweredInstant,
    last_login: AnsweredInstant.nullable(),
  })
  .meta({
    id: 'User',
    example: {
      _id: '6560f0c2a7b4c1d2e3f40516',
      id: '6560f0c2a7b4c1d2e3f40516',
      username: 'camille',
      email: 'camille@example.com',
      full_name: 'Camille Martin',
      role: 'user',
      disabled: false,
      cv_url: '/users/6560f0c2a7b4c1d2e3f40516/cv',
      created_at: '2026-11-02T08:00:00.000Z',
      updated_at: '2026-11-23T09:30:00.000Z',
      last_login: '2026-11-23T09:30:00.000Z',
    },
  })
export type User = z.infer<typeof User>
