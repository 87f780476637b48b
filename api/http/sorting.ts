import { z } from 'zod'
import type { PageEnd } from '../../core/db/keyset-paging.ts'
import { readInstant } from '../../core/domain/instant-rules.ts'
import { AppError } from '../../core/errors.ts'
import type { Cursor } from './paging.ts'

type Sort<Field extends string> = Field | `-${Field}`

/** The parameter that names an order: one of the fields, with `-` in front for descending. */
export const sortParameter = <Field extends string>(fields: readonly Field[], byDefault: NoInfer<Sort<Field>>) =>
  z
    .enum([...fields, ...fields.map((field) => `-${field}` as const)] as Sort<Field>[])
    .default(byDefault as never)
    .meta({ description: 'A field; `-` in front: descending' })

/** The order that `sort` names. */
export function orderOf<Field extends string>(sort: Sort<Field>): { by: Field; descending: boolean } {
  const descending = sort.startsWith('-')
  return { by: (descending ? sort.slice(1) : sort) as Field, descending }
}

/**
 * Where the page starts.
 * @param isValue whether the cursor's value is one of the sorted field
 * @throws AppError validation_failed when the cursor is of another order
 */
export function startOf(cursor: Cursor | undefined, sort: string, isValue: (value: string) => boolean): PageEnd | undefined {
  if (cursor === undefined) return undefined
  if (cursor.order !== sort || !isValue(cursor.value))
    throw new AppError('validation_failed', { errors: [{ path: 'query.cursor', message: 'cursor' }] })
  return { value: cursor.value, id: cursor.id }
}

/** The same for a list that is sorted by a date. */
export const startOfDated = (cursor: Cursor | undefined, sort: string): PageEnd | undefined =>
  startOf(cursor, sort, (value) => readInstant(value) !== undefined)
