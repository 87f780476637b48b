import { z } from 'zod'
import { AppError, type FieldError } from '../errors.ts'
import { Id, WellFormed } from './fields.ts'
import { EMAIL_MAX_LENGTH, EMAIL_PATTERN, Email, FULL_NAME_MAX_LENGTH, USERNAME_MAX_LENGTH, Username, UserRole } from './user.ts'

/** Longer than any name that was ever taken. */
const KEPT_LENGTH = 1_000
const Kept = z
  .string()
  .max(KEPT_LENGTH)
  .refine((name) => name.trim() !== '', { error: 'blank' })

/**
 * What an update takes: any subset; read-only fields may come back and change nothing. Names are read by readIdentity: one that is
 * older than today's rules may come back too.
 */
export const UserUpdate = z
  .strictObject({
    username: Kept.optional().meta({
      description: 'No @; unique regardless of case',
      minLength: 1,
      maxLength: USERNAME_MAX_LENGTH,
      example: 'camille',
    }),
    email: Kept.optional().meta({
      description: 'Unique regardless of case',
      maxLength: EMAIL_MAX_LENGTH,
      pattern: EMAIL_PATTERN.source,
      example: 'camille@example.com',
    }),
    full_name: WellFormed.max(KEPT_LENGTH).meta({ maxLength: FULL_NAME_MAX_LENGTH }).nullish(),
    role: UserRole.optional().meta({ description: 'Changed by admins only' }),
    disabled: z.boolean().optional().meta({ description: 'Changed by admins only; true ends every session' }),
    _id: Id.optional(),
    id: Id.optional(),
    cv_url: z.unknown().optional(),
    created_at: z.unknown().optional(),
    updated_at: z.unknown().optional(),
    last_login: z.unknown().optional(),
  })
  .meta({ id: 'UserUpdate', example: { full_name: 'Camille Martin' } })
export type UserUpdate = z.output<typeof UserUpdate>

interface Identity {
  username: string
  email: string
  full_name: string | null
}

const FullName = z
  .string()
  .trim()
  .max(FULL_NAME_MAX_LENGTH, { error: 'full_name_too_long' })
  .transform((name) => name || null)
  .nullable()

/**
 * The names after the update. One that comes back as it is stored is no change, so today's rules don't refuse it.
 * @throws AppError validation_failed naming each field that is wrong
 */
export function readIdentity(stored: Identity, update: UserUpdate): Identity {
  const errors: FieldError[] = []
  function read<T>(path: keyof Identity, schema: z.ZodType<T>, kept: T): T {
    const given = update[path]
    if (given === undefined || given === kept) return kept
    const parsed = schema.safeParse(given)
    if (parsed.success) return parsed.data
    errors.push(...parsed.error.issues.slice(0, 1).map(({ message }) => ({ path, message })))
    return kept
  }
  const identity = {
    username: read('username', Username, stored.username),
    email: read('email', Email, stored.email),
    full_name: read('full_name', FullName, stored.full_name),
  }
  if (errors.length > 0) throw new AppError('validation_failed', { errors })
  return identity
}
