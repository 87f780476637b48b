import { AppError } from '../../../core/errors.ts'

export interface Part {
  name: string
  /** Whether it was sent as a file. */
  isFile: boolean
  /** A view of the body: nothing is copied. */
  content: Buffer
}

const MAX_PARTS = 20
const MAX_HEADER_BYTES = 8 * 1024
const BLANK_LINE = '\r\n\r\n'
/** RFC 2046, 5.1.1. */
const BOUNDARY = /;\s*boundary=(?:"([\w'()+,./:=? -]{0,69}[\w'()+,./:=?-])"|([\w'+.^`|~!#$%&*-]{1,70}))\s*(?:;|$)/i
const PARAMETER = (name: string) => new RegExp(`;\\s*${name}="((?:[^"\\\\]|\\\\.)*)"`, 'i')
const FILE_NAME = /;\s*filename\*?=/i

/**
 * The parts of a multipart/form-data body (RFC 7578). Not by means of `Response.formData()`, which holds a body five times in memory.
 * @throws AppError malformed_body
 */
export function partsOf(body: Buffer, contentType: string): Part[] {
  const [, quoted, plain] = BOUNDARY.exec(contentType) ?? []
  const boundary = quoted ?? plain
  if (boundary === undefined) throw new AppError('malformed_body')
  const delimiter = `\r\n--${boundary}`
  // The first delimiter needs no line before it.
  let at = body.subarray(0, delimiter.length - 2).toString('latin1') === delimiter.slice(2) ? delimiter.length - 2 : after(body, delimiter, 0)

  const parts: Part[] = []
  while (body.subarray(at, at + 2).toString('latin1') !== '--') {
    const line = after(body, '\r\n', at)
    const start = after(body, BLANK_LINE, line - 2)
    const end = body.indexOf(delimiter, start - 2)
    const isPadded = /^[ \t]*$/.test(body.subarray(at, line - 2).toString('latin1'))
    if (end < 0 || !isPadded || start - line > MAX_HEADER_BYTES || parts.length === MAX_PARTS) throw new AppError('malformed_body')
    parts.push({ ...dispositionOf(body.subarray(line, start).toString('utf8')), content: body.subarray(start, Math.max(start, end)) })
    at = end + delimiter.length
  }
  return parts
}

/** Where the text ends that is next in the body. */
function after(body: Buffer, text: string, from: number): number {
  const at = body.indexOf(text, from)
  if (at < 0) throw new AppError('malformed_body')
  return at + text.length
}

function dispositionOf(headers: string): Pick<Part, 'name' | 'isFile'> {
  const disposition = /^content-disposition: *form-data *(;.*)$/im.exec(headers)?.[1] ?? ''
  const name = PARAMETER('name').exec(disposition)?.[1] ?? /;\s*name=([^\s";]+)/i.exec(disposition)?.[1]
  if (name === undefined) throw new AppError('malformed_body')
  return { name, isFile: FILE_NAME.test(disposition) }
}
