import type { Context } from 'hono'
import { z } from 'zod'
import { Id } from '../../core/domain/fields.ts'

/** How many records a page holds: digits, and nothing else that JavaScript reads as a number. */
export const Limit = z
  .preprocess((input) => (typeof input === 'string' && /^\d+$/.test(input) ? Number(input) : Number.NaN), z.int({ error: 'limit' }).min(1).max(200))
  .default(100)
  .meta({ description: 'At most so many records', example: 20 })

const End = z.object({ order: z.string(), value: z.string(), id: Id })

/** Where a page ended, for the next one. `order` is the sort that it belongs to. */
export type Cursor = z.infer<typeof End>

/** The opaque cursor of a `next` link. */
export const CursorParameter = z
  .string()
  .max(1_000)
  .transform((text, context) => {
    const parsed = End.safeParse(decoded(text))
    if (parsed.success) return parsed.data
    context.issues.push({ code: 'custom', input: text, message: 'cursor' })
    return z.NEVER
  })
  .meta({ description: 'From the `next` link of the page before' })

/** Says by a Link header (RFC 8288) where the next page is. Without `end` there is none. */
export function linkNext(c: Context, end: Cursor | undefined): void {
  if (end === undefined) return
  const url = new URL(c.req.url)
  // The cursor is past what was skipped.
  url.searchParams.delete('skip')
  url.searchParams.set('cursor', Buffer.from(JSON.stringify(end)).toString('base64url'))
  c.header('Link', `<${url.pathname}${url.search}>; rel="next"`)
}

function decoded(text: string): unknown {
  try {
    return JSON.parse(Buffer.from(text, 'base64url').toString())
  } catch {
    return undefined
  }
}
