import { MAX_CV_BYTES } from '../../../core/domain/cv-rules.ts'
import { AppError } from '../../../core/errors.ts'
import type { ApiContext } from '../../http/environment.ts'
import { type BodyPace, PACE, readBody } from '../../http/read-body.ts'
import { type Part, partsOf } from './multipart.ts'

/** The file, and what multipart puts around it. */
const MAX_BODY_BYTES = MAX_CV_BYTES + 64 * 1024

const UPLOAD_PACE: BodyPace = { ...PACE, deadlineMs: 60_000 }

/** Refuses a body that says itself that it is too large, before it is read. @throws AppError body_too_large */
export function refuseStatedSize(c: ApiContext): void {
  if (Number(c.req.header('Content-Length') ?? 0) > MAX_BODY_BYTES) throw new AppError('body_too_large')
}

/**
 * The one file of a multipart body, in the field `file`.
 * @throws AppError unsupported_media_type, malformed_body, body_too_large, body_too_slow; validation_failed naming the field
 */
export async function uploadedFile(c: ApiContext, pace: BodyPace = UPLOAD_PACE): Promise<Uint8Array> {
  const contentType = c.req.header('Content-Type') ?? ''
  if (!/^multipart\/form-data *(;|$)/i.test(contentType)) throw new AppError('unsupported_media_type')
  const file = onlyFile(partsOf(await readBody(c.req.raw, { maxBytes: MAX_BODY_BYTES, ...pace }), contentType))
  if (file.length > MAX_CV_BYTES) throw new AppError('body_too_large')
  return file
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
