import { z } from 'zod'
import { readInstant } from '../../core/domain/instant-rules.ts'
import { type Cursor, CursorParameter, Limit } from '../http/paging.ts'
import { startOf } from '../http/sorting.ts'

export const ListParameters = z.strictObject({ limit: Limit, cursor: CursorParameter.optional() })

/** The one order that there is, as cursors name it. */
export const ORDER = '-created_at'

/** Where the page starts; a cursor of another list is refused. */
export const startOfSearches = (cursor: Cursor | undefined) => startOf(cursor, ORDER, (value) => readInstant(value) !== undefined)
