import { type Readable, type Transform, Writable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { constants, createBrotliDecompress, createGunzip, createInflate, createZstdDecompress } from 'node:zlib'
import { PageError } from './page-error.ts'

/** What `Accept-Encoding` offers. */
export const ACCEPTED_ENCODINGS = 'gzip, br, zstd'
const MAX_LAYERS = 3

/** A cap of decoded bytes. */
export interface ByteCap {
  maxBytes: number
  /** The body is read as far as the cap, and no further. */
  cut?: boolean
}

/**
 * The bytes of a body with its content codings undone (RFC 9110 §8.4). Reads and inflates chunk by chunk and stops at the cap,
 * so that neither a bomb nor an endless body takes more memory than that. A body cut short is answered as far as it went.
 * @throws PageError `too_big` past the cap, `unreachable` for a coding nobody offered
 */
export async function readBody(
  body: Readable,
  contentEncoding: string | undefined,
  { maxBytes, cut = false }: ByteCap,
  signal: AbortSignal,
): Promise<Buffer> {
  const codings = (contentEncoding ?? '')
    .toLowerCase()
    .split(',')
    .map((coding) => coding.trim())
    .filter((coding) => coding !== '' && coding !== 'identity')
  if (codings.length > MAX_LAYERS) throw undecodable()
  const decoders = codings.reverse().map(decoderOf)

  const tooBig = new PageError('too_big', { limit_bytes: maxBytes })
  const chunks: Buffer[] = []
  let bytes = 0
  const sink = new Writable({
    write(chunk: Buffer, _encoding, done) {
      bytes += chunk.length
      if (cut || bytes <= maxBytes) chunks.push(chunk)
      done(bytes > maxBytes ? tooBig : null)
    },
  })
  await pipeline([body, ...decoders, sink], { signal }).catch((error: unknown) => {
    if (!cut || error !== tooBig) throw error
  })
  return Buffer.concat(chunks, Math.min(bytes, maxBytes))
}

function decoderOf(coding: string): Transform {
  const zlib = { finishFlush: constants.Z_SYNC_FLUSH }
  if (coding === 'gzip' || coding === 'x-gzip') return createGunzip(zlib)
  if (coding === 'deflate') return createInflate(zlib)
  if (coding === 'br') return createBrotliDecompress({ finishFlush: constants.BROTLI_OPERATION_FLUSH })
  if (coding === 'zstd') return createZstdDecompress({ finishFlush: constants.ZSTD_e_flush })
  throw undecodable()
}

const undecodable = () => new PageError('unreachable', { reason: 'encoding' })
