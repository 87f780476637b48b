import { AppError } from '../../core/errors.ts'

/** How fast a body must come: others wait for what it takes. */
export interface BodyPace {
  /** How long all of it may take. */
  deadlineMs: number
  /** How long nothing may come, and how long it may take to get up to speed. */
  idleMs: number
  /** How much must come on the average. */
  bytesPerSecond: number
}
export type BodyBounds = BodyPace & { maxBytes: number }

/** Of a connection slower than 128 kbit/s, or that sends nothing for a while, nobody keeps what it has sent so far. */
export const PACE = { idleMs: 5_000, bytesPerSecond: 16 * 1024 }

const FIRST_BYTES = 64 * 1024

/**
 * The whole body, read no further than its bounds.
 * @throws AppError body_too_large, body_too_slow; malformed_body when the client goes away in the middle of it
 */
export async function readBody(request: Request, bounds: BodyBounds): Promise<Buffer> {
  const reader = request.body?.getReader()
  if (reader === undefined) return Buffer.alloc(0)
  const startedAt = performance.now()
  // One whose size is stated is gathered in place: piece by piece it would be there twice in the end.
  let body: Buffer = Buffer.allocUnsafe(Math.min(Number(request.headers.get('Content-Length')) || FIRST_BYTES, bounds.maxBytes))
  let length = 0
  while (true) {
    const { done, value } = await soon(reader, timeLeft(bounds, length, performance.now() - startedAt))
    if (done) return body.subarray(0, length)
    if (length + value.length > bounds.maxBytes) throw new AppError('body_too_large')
    if (length + value.length > body.length) body = grown(body, length, Math.min(Math.max(length + value.length, body.length * 2), bounds.maxBytes))
    body.set(value, length)
    length += value.length
  }
}

/** How long the next piece may take, when so much has come in such a time. */
const timeLeft = ({ deadlineMs, idleMs, bytesPerSecond }: BodyBounds, length: number, elapsedMs: number) =>
  Math.min(idleMs, idleMs + (length / bytesPerSecond) * 1_000 - elapsedMs, deadlineMs - elapsedMs)

async function soon(reader: ReadableStreamDefaultReader<Uint8Array>, ms: number) {
  let isLate = false
  const late = setTimeout(() => {
    isLate = true
    void reader.cancel().catch(() => {})
  }, ms)
  try {
    const piece = await reader.read().catch((cause) => {
      throw new AppError('malformed_body', { cause })
    })
    if (isLate) throw new AppError('body_too_slow')
    return piece
  } finally {
    clearTimeout(late)
  }
}

function grown(body: Buffer, length: number, size: number): Buffer {
  const larger = Buffer.allocUnsafe(size)
  body.copy(larger, 0, 0, length)
  return larger
}
