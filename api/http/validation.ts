import type { Hook } from '@hono/zod-openapi'
import type { z } from 'zod'
import type { Language } from '../../core/domain/offer-facts.ts'
import { AppError, type FieldError } from '../../core/errors.ts'
import type { ApiEnvironment } from './environment.ts'
import { FIELD_MESSAGES } from './field-messages.ts'
import { sentenceOf } from './issue-sentences.ts'
import { say } from './messages.ts'

const MAX_ERRORS = 20
const MAX_PATH_LENGTH = 100

/** A request that its schema refuses becomes a 422 that names each field, in the reader's language. */
export const refuseInvalid: Hook<unknown, ApiEnvironment, string, unknown> = (result, c) => {
  if (result.success) return
  const prefix = result.target === 'json' || result.target === 'form' ? [] : [result.target]
  const input = 'data' in result ? result.data : undefined
  const errors = result.error.issues
    .slice(0, MAX_ERRORS)
    .flatMap(eachKey)
    .slice(0, MAX_ERRORS)
    .map((issue) => ({ path: pathOf(prefix, issue), message: messageOf(issue as z.core.$ZodIssue, input, c.var.language) }))
  throw new AppError('validation_failed', { errors })
}

/** Says errors that carry a message's key in the reader's language. */
export function translated(errors: readonly FieldError[], language: Language): FieldError[] {
  return errors.map(({ path, message }) => ({ path, message: FIELD_MESSAGES[message] ? say(FIELD_MESSAGES[message], language) : message }))
}

/** One issue for each unknown key instead of one for all. */
function eachKey<Issue extends { code?: string | undefined }>(issue: Issue): Issue[] {
  const { keys } = issue as { keys?: unknown }
  return issue.code === 'unrecognized_keys' && Array.isArray(keys) ? keys.slice(0, MAX_ERRORS).map((key) => ({ ...issue, keys: [key] })) : [issue]
}

function pathOf(prefix: string[], issue: { path: PropertyKey[]; code?: string | undefined; keys?: unknown }): string {
  const unknownKey = issue.code === 'unrecognized_keys' && Array.isArray(issue.keys) ? issue.keys.slice(0, 1) : []
  return [...prefix, ...issue.path, ...unknownKey].map(String).join('.').slice(0, MAX_PATH_LENGTH) || 'body'
}

/** One sentence without its full stop: the rule's own, else one made of what zod found, never zod's words. */
export function messageOf(issue: z.core.$ZodIssue, input: unknown, language: Language): string {
  const own = FIELD_MESSAGES[issue.message]
  return own === undefined ? sentenceOf(issue, input, language) : say(own, language)
}
