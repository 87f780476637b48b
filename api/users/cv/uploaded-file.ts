import { MAX_CV_BYTES } from '../../../core/domain/cv-rules.ts'
import { AppError } from '../../../core/errors.ts'
import type { ApiContext } from '../../http/environment.ts'

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
  const file = onlyFile(await multipart(await wholeBody(c, deadlineMs), contentType))
  if (file.size > MAX_CV_BYTES) throw new AppError('body_too_large')
  return new Uint8Array(await file.arrayBuffer())
}

/** The body, unless it grows too large or is sent so slowly that it keeps others waiting. */
async function wholeBody(c: ApiContext, deadlineMs: number): Promise<Buffer> {
  const reader = c.req.raw.body?.getReader()
  if (reader === undefined) throw new AppError('malformed_body')
  const chunks: Uint8Array[] = []
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
      if (done) return Buffer.concat(chunks)
      length += value.length
      if (length > MAX_BODY_BYTES) throw new AppError('body_too_large')
      chunks.push(value)
    }
  } finally {
    clearTimeout(late)
  }
}

async function multipart(body: Buffer<ArrayBufferLike>, contentType: string): Promise<FormData> {
  try {
    return await new Response(body as Uint8Array<ArrayBuffer>, { headers: { 'Content-Type': contentType } }).formData()
  } catch (cause) {
    throw new AppError('malformed_body', { cause })
  }
}

function onlyFile(form: FormData): File {
  const other = [...form.keys()].find((name) => name !== 'file')
  if (other !== undefined) throw invalid(other.slice(0, 100), 'unknown_part')
  const [file, ...more] = form.getAll('file')
  if (!(file instanceof File)) throw invalid('file', 'file_missing')
  if (more.length > 0) throw invalid('file', 'file_single')
  if (file.size === 0) throw invalid('file', 'file_empty')
  return file
}

const invalid = (path: string, message: string) => new AppError('validation_failed', { errors: [{ path, message }] })
