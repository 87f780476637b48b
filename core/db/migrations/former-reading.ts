import type { Document, ObjectId } from 'mongodb'
import { capped } from '../../domain/text-rules.ts'
import { isAbsent, readFormerDate, readFormerFlag, readFormerId, readFormerText } from './former-values.ts'

/** Why a field, or a whole document, did not come across as it was. Stable codes: docs/migrating.md explains each. */
export type ProblemReason =
  | 'unreadable'
  | 'too_long'
  | 'url_refused'
  | 'status_unknown'
  | 'password_unusable'
  | 'role_unknown'
  | 'admin_kept'
  | 'name_alike'
  | 'name_taken'
  | 'name_missing'
  | 'offer_applied_twice'
  | 'no_owner'
  | 'no_name'
  | 'required_missing'
  | 'id_unreadable'
  | 'former_taken'
  | 'changed_meanwhile'
  | 'refused_by_database'

/** A field, and what became of it. */
export interface FieldProblem {
  field: string
  reason: ProblemReason
}

/** What a former document becomes: one of today's, or none that would be valid. */
export type Conversion<T> = { document: T; former: Record<string, unknown>; problems: FieldProblem[] } | { aside: FieldProblem }

/** Whether a value is what today's document holds in a field. */
export type Check = (value: unknown) => boolean
export type Shape<T> = Record<keyof Required<T>, Check>

/**
 * Reads the fields of a former document. What cannot be read, or not wholly, is kept in `former` under its name and listed in
 * `problems`. Each reader takes the names that a field may have and reads the first that says something.
 */
export function reading(stored: Document) {
  const former: Record<string, unknown> = {}
  const problems: FieldProblem[] = []

  function keep(field: string, reason: ProblemReason): void {
    if (!problems.some((problem) => problem.field === field && problem.reason === reason)) problems.push({ field, reason })
    if (stored[field] !== undefined) former[field] = stored[field]
  }

  function value<T>(names: readonly string[], read: (value: unknown) => T | undefined, reason: ProblemReason = 'unreadable'): T | undefined {
    const field = names.find((name) => !isAbsent(stored[name]))
    if (field === undefined) return undefined
    const found = read(stored[field])
    if (found === undefined) keep(field, reason)
    return found
  }

  return {
    former,
    problems,
    keep,
    /** Keeps what a field said; that it does not come across is no problem. */
    preserve(field: string): void {
      former[field] = stored[field]
    },
    value,
    date: (...names: string[]): Date | undefined => value(names, readFormerDate),
    id: (...names: string[]): ObjectId | undefined => value(names, readFormerId),
    flag: (...names: string[]): boolean | undefined => value(names, readFormerFlag),

    /** Trimmed text of at most `max` characters; of a longer one the beginning. Null: there is none. */
    text(names: readonly string[], max = Number.POSITIVE_INFINITY): string | null {
      const text = value(names, readFormerText)
      if (text === undefined) return null
      if (text.length <= max) return text
      keep(names.find((name) => !isAbsent(stored[name])) ?? '', 'too_long')
      return capped(text, max)
    },

    /** Those of the fields that are today's already: a document may have met today's API before its migration. */
    todays<T, K extends keyof T & string>(shape: Pick<Shape<T>, K>, fields: readonly K[]): Partial<Pick<T, K>> {
      const kept = fields.filter((field) => field in stored && shape[field](stored[field]))
      for (const field of fields) if (!kept.includes(field) && !isAbsent(stored[field])) keep(field, 'unreadable')
      return Object.fromEntries(kept.map((field) => [field, stored[field]])) as Partial<Pick<T, K>>
    },
  }
}

export type Reading = ReturnType<typeof reading>
