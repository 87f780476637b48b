import htmlEncodingSniffer from 'html-encoding-sniffer'
import { PageError } from './page-error.ts'

/** What files begin with that are served as pages by mistake. Latin-1. */
const SIGNATURES: readonly [string, string][] = [
  ['%PDF-', 'application/pdf'],
  ['PK\x03\x04', 'application/zip'],
  ['\x89PNG', 'image/png'],
  ['GIF8', 'image/gif'],
  ['\xff\xd8\xff', 'image/jpeg'],
  ['\xd0\xcf\x11\xe0', 'application/msword'],
  ['\x1f\x8b', 'application/gzip'],
  ['{\\rtf', 'application/rtf'],
]
const PAGE_TYPES = /^(text\/html|application\/xhtml\+xml)$/
const PERHAPS_PAGES = /^(|text\/plain|text\/xml|application\/xml|unknown\/unknown)$/
const MARKUP = /<(?:!doctype\s+html|html|head|body|title|meta|script|div|main|article|h1|p)[\s>]/i

/** The media type alone, lower case: `text/html` of `Text/HTML; charset=utf-8`. */
export const mediaType = (contentType: string | undefined): string => (contentType ?? '').split(';')[0]?.trim().toLowerCase() ?? ''

/** Refuses what is surely no page before its body is read. */
export function checkContentType(contentType: string | undefined): void {
  const type = mediaType(contentType)
  if (!PAGE_TYPES.test(type) && !PERHAPS_PAGES.test(type)) throw new PageError('not_a_page', { content_type: shown(type) })
}

/** Refuses what a browser shows although it is no page: text, pictures, feeds. */
export function checkDocumentType(type: string): void {
  if (!PAGE_TYPES.test(type)) throw new PageError('not_a_page', { content_type: shown(type) })
}

/**
 * The text of a page, from its bytes and what its server declared (readText).
 * @throws PageError `not_a_page` when the bytes are another kind of file
 */
export function readPage(bytes: Uint8Array, contentType: string | undefined): string {
  const head = Buffer.from(bytes.subarray(0, 1024)).toString('latin1')
  const foreign = SIGNATURES.find(([signature]) => head.startsWith(signature))
  if (foreign !== undefined) throw new PageError('not_a_page', { content_type: foreign[1] })

  const text = readText(bytes, contentType)
  if (text.slice(0, 4096).includes('\0')) throw new PageError('not_a_page', { content_type: 'application/octet-stream' })
  const type = mediaType(contentType)
  if (!PAGE_TYPES.test(type) && !looksLikePage(text.slice(0, 4096).trimStart())) throw new PageError('not_a_page', { content_type: shown(type) })
  return text
}

/**
 * Text from its bytes and what its server declared: a byte order mark first, then UTF-8 wherever the bytes are that (declarations
 * lie, bytes hardly), then the header, a page's own `<meta>`, and windows-1252 at last.
 */
export const readText = (bytes: Uint8Array, contentType: string | undefined): string =>
  decode(bytes, /charset\s*=\s*["']?([^\s"';,]+)/i.exec(contentType ?? '')?.[1])

/**
 * An API's answer; an empty body is `undefined`.
 * @throws PageError `not_a_page` when it is no JSON
 */
export function readJson(text: string, contentType: string | undefined): unknown {
  try {
    return text.trim() === '' ? undefined : JSON.parse(text)
  } catch {
    throw new PageError('not_a_page', { content_type: shown(mediaType(contentType)) })
  }
}

const looksLikePage = (start: string) => start === '' || (start.startsWith('<') && MARKUP.test(start))

function decode(bytes: Uint8Array, declared: string | undefined): string {
  const sniffed = htmlEncodingSniffer(bytes, { transportLayerEncodingLabel: declared, defaultEncoding: 'windows-1252' }) ?? 'windows-1252'
  const marked = sniffed.startsWith('UTF-16') && hasUtf16Mark(bytes)
  const utf8 = marked || isStateful(sniffed) ? undefined : decoded(bytes, 'utf-8', true)
  if (utf8 !== undefined) return utf8
  // Declared UTF-8 that it is not: the page's own <meta> may know better, and windows-1252 reads anything.
  const label = sniffed === 'UTF-8' ? (htmlEncodingSniffer(bytes, { defaultEncoding: 'windows-1252' }) ?? '') : sniffed
  return decoded(bytes, label === 'UTF-8' ? 'windows-1252' : label, false) ?? decoded(bytes, 'windows-1252', false) ?? ''
}

function decoded(bytes: Uint8Array, label: string, fatal: boolean): string | undefined {
  try {
    return new TextDecoder(label, { fatal }).decode(bytes)
  } catch {
    return undefined
  }
}

/** Encodings whose bytes are all ASCII, so that they pass for UTF-8. */
const isStateful = (encoding: string) => encoding === 'ISO-2022-JP'
const hasUtf16Mark = (bytes: Uint8Array) => (bytes[0] === 0xff && bytes[1] === 0xfe) || (bytes[0] === 0xfe && bytes[1] === 0xff)
/** A declared type is the site's text: only a plain one is repeated. */
const shown = (type: string) => (/^[\w.+-]{1,60}\/[\w.+-]{1,60}$/.test(type) ? type : 'unknown')
