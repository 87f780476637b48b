import type { Context } from 'hono'
import { AppError } from '../../core/errors.ts'

/** The strong ETag of a record's version. */
export const etagOf = (version: number) => `"${version}"`

/**
 * The versions that an If-Match header accepts (RFC 9110, 13.1.1); undefined when the header is absent or `*`.
 * A weak or foreign tag matches nothing.
 */
export function versionsToMatch(c: Context): number[] | undefined {
  const header = c.req.header('If-Match')?.trim()
  if (header === undefined || header === '*') return undefined
  const tags = header.split(',').map((tag) => tag.trim())
  if (!tags.every((tag) => /^(W\/)?"[^"]*"$/.test(tag)))
    throw new AppError('validation_failed', { errors: [{ path: 'header.If-Match', message: 'etag' }] })
  return tags.flatMap((tag) => (/^"\d{1,15}"$/.test(tag) ? [Number(tag.slice(1, -1))] : []))
}
