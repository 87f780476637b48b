import type { Hook } from '@hono/zod-openapi'
import { locales, type z } from 'zod'
import type { Language } from '../../core/domain/offer-facts.ts'
import { AppError, type FieldError } from '../../core/errors.ts'
import type { ApiEnvironment } from './environment.ts'
import { FIELD_MESSAGES } from './field-messages.ts'
import { say } from './messages.ts'

const localised = { fr: locales.fr().localeError, en: locales.en().localeError }
const MAX_ERRORS = 20

/** A request that its schema refuses becomes a 422 that names each field, in the reader's language. */
export const refuseInvalid: Hook<unknown, ApiEnvironment, string, unknown> = (result, c) => {
  if (result.success) return
  const prefix = result.target === 'json' || result.target === 'form' ? [] : [result.target]
  const input = 'data' in result ? result.data : undefined
  const errors = result.error.issues
    .slice(0, MAX_ERRORS)
    .map((issue) => ({ path: pathOf(prefix, issue), message: messageOf(issue as z.core.$ZodIssue, input, c.var.language) }))
  throw new AppError('validation_failed', { errors })
}

/** Says errors that carry a message's key in the reader's language. */
export function translated(errors: readonly FieldError[], language: Language): FieldError[] {
  return errors.map(({ path, message }) => ({ path, message: FIELD_MESSAGES[message] ? say(FIELD_MESSAGES[message], language) : message }))
}

function pathOf(prefix: string[], issue: { path: PropertyKey[]; code?: string | undefined; keys?: unknown }): string {
  const unknownKey = issue.code === 'unrecognized_keys' && Array.isArray(issue.keys) ? issue.keys.slice(0, 1) : []
  return [...prefix, ...issue.path, ...unknownKey].map(String).join('.') || 'body'
}

function messageOf(issue: z.core.$ZodIssue, input: unknown, language: Language): string {
  if (FIELD_MESSAGES[issue.message]) return say(FIELD_MESSAGES[issue.message] as never, language)
  const value = issue.path.reduce<unknown>((at, key) => (at as Record<PropertyKey, unknown> | undefined)?.[key], input)
  const said = localised[language]({ ...issue, input: value } as z.core.$ZodRawIssue)
  return (typeof said === 'string' ? said : (said?.message ?? issue.message)).replace(/\.$/, '')
}
