import { z } from 'zod'
import { INSTANT_PATTERN, readInstant } from './instant-rules.ts'
import { HTTP_URL_PATTERN, urlProblem } from './url-rules.ts'

/** A record's id: 24 hex digits. */
export const Id = z
  .string()
  .regex(/^[0-9a-fA-F]{24}$/, { error: 'id' })
  .transform((id) => id.toLowerCase())
  .meta({ description: '24 hex digits', example: '6560f0c2a7b4c1d2e3f40516' })

/** A moment or a day, with or without a zone (none: UTC); read to ISO 8601 in UTC. */
export const Instant = z
  .string()
  .max(40)
  .transform((text, context) => {
    const read = readInstant(text)
    if (read !== undefined) return read.toISOString()
    context.issues.push({ code: 'custom', input: text, message: 'instant' })
    return z.NEVER
  })
  .meta({ description: 'ISO 8601, with or without a time and a zone (none: UTC)', example: '2026-11-23T09:30:00Z', pattern: INSTANT_PATTERN })

/** A moment as it is answered: UTC, with `Z`. */
export const AnsweredInstant = z.iso.datetime().meta({ example: '2026-11-23T09:30:00.000Z' })

/** Text that every store keeps as it is: half a surrogate pair, which is no character, becomes U+FFFD. */
export const WellFormed = z.string().overwrite((text) => text.toWellFormed())

/** Required text: trimmed, not blank. */
export const RequiredText = (maxLength: number) => WellFormed.trim().min(1).max(maxLength)

/** Optional text: null, empty and blank all mean absent. */
export const OptionalText = (maxLength: number) =>
  WellFormed.max(maxLength)
    .nullish()
    .transform((text) => text?.trim() || null)

/** An http(s) address without credentials, at most 2,048 characters. Whether it may be fetched is the egress guard's business. */
export const HttpUrl = WellFormed.trim()
  .max(2_048)
  .superRefine((text, context) => {
    const problem = urlProblem(text)
    if (problem !== undefined) context.addIssue({ code: 'custom', message: problem })
  })
  .meta({ description: 'http or https, no credentials', example: 'https://jobs.example.com/offers/42', pattern: HTTP_URL_PATTERN })

/** Optional address: null, empty and blank all mean absent. */
export const OptionalUrl = z.preprocess(
  (input) => (input === undefined || (typeof input === 'string' && input.trim() === '') ? null : input),
  HttpUrl.nullable(),
)

/** A field of a create with a default: null, empty and blank all mean absent. */
export function blankAsAbsent<T extends z.ZodType>(schema: T) {
  return z.preprocess((input) => (input === null || (typeof input === 'string' && input.trim() === '') ? undefined : input), schema)
}

/** An optional field of an update: absent leaves it, null, empty and blank clear it. */
export function clearable<T extends z.ZodType<string, string>>(schema: T) {
  return z.preprocess((input) => (typeof input === 'string' && input.trim() === '' ? null : input), schema.nullish())
}

/** An optional list of an update: absent leaves it, null, empty and blank empty it. */
export const emptiable = <T extends z.ZodType>(list: T) =>
  z.preprocess((input) => (input === null || (typeof input === 'string' && input.trim() === '') ? [] : input), list.optional())
