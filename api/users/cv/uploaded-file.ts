import { MAX_CV_BYTES } from '../../../core/domain/cv-rules.ts'
import { AppError } from '../../../core/errors.ts'
import type { ApiContext } from '../../http/environment.ts'
import { type Part, partsOf } from './multipart.ts'

/** The file, and what multipart puts around it. */
const MAX_BODY_BYTES = MAX_CV_BYTES + 64 * 1024

/** Refuses a body that says itself that it is too large, before it is read. @throws AppError body_too_large */
export function refuseStatedSize(c: ApiContext): void {
  if (Number(c.req.header('Content-Length') ?? 0) > MAX_BODY_BYTES) throw new AppError('body_too_large')
}

/**
 * The one file of a multipart body, in the field `file`.
 * @throws AppError unsupported_media_type, malformed_body, body_too_large, body_too_slow; validation_failed naming the field
 */
export async function uploadedFile(c: ApiContext, deadlineMs: number): Promise<Uint8Array> {
  const contentType = c.req.header('Content-Type') ?? ''
  if (!/^multipart\/form-data *(;|$)/i.test(contentType)) throw new AppError('unsupported_media_type')
  const file = onlyFile(partsOf(await wholeBody(c, deadlineMs), contentType))
  if (file.length > MAX_CV_BYTES) throw new AppError('body_too_large')
  return file
}

/** The body, unless it grows too large or is sent so slowly that it keeps others waiting. */
async function wholeBody(c: ApiContext, deadlineMs: number): Promise<Buffer> {
  const reader = c.req.raw.body?.getReader()
  if (reader === undefined) throw new AppError('malformed_body')
  // Once for all, as what is gathered piece by piece is there twice in the end.
  const body = Buffer.allocUnsafe(Math.min(Number(c.req.header('Content-Length')) || MAX_BODY_BYTES, MAX_BODY_BYTES))
  let length = 0
  let isLate = false
  const late = setTimeout(() => {
    isLate = true
    void reader.cancel()
  }, deadlineMs)
  try {
    while (true) {
      const { done, value } = await reader.read().catch((cause) => {
        throw new AppError('malformed_body', { cause })
      })
      if (isLate) throw new AppError('body_too_slow')
      if (done) return body.subarray(0, length)
      if (length + value.length > body.length) throw new AppError('body_too_large')
      body.set(value, length)
      length += value.length
    }
  } finally {
    clearTimeout(late)
  }
}

function onlyFile(parts: Part[]): Buffer {
  const other = parts.find(({ name }) => name !== 'file')
  if (other !== undefined) throw invalid(other.name.slice(0, 100), 'unknown_part')
  const [file, ...more] = parts
  if (!file?.isFile) throw invalid('file', 'file_missing')
  if (more.length > 0) throw invalid('file', 'file_single')
  if (file.content.length === 0) throw invalid('file', 'file_empty')
  return file.content
}

const invalid = (path: string, message: string) => new AppError('validation_failed', { errors: [{ path, message }] })
