import type { Context, MiddlewareHandler } from 'hono'
import { AppError } from '../../core/errors.ts'
import type { ApiEnvironment } from './environment.ts'
import { answerProblem } from './problems.ts'
import { type BodyBounds, type BodyPace, PACE, readBody } from './read-body.ts'

const BODY_PACE: BodyPace = { ...PACE, deadlineMs: 30_000 }
/** A body that states no more than that is read the quick way: the parser of HTTP holds it to its size, the server to its time. */
const QUICK_BYTES = 64 * 1024
const READERS = ['text', 'json', 'arrayBuffer', 'bytes', 'blob', 'formData'] as const

/**
 * Refuses a larger body: at once when it states its size, else while what needs it reads it. Until then nothing of it is read, so that
 * whoever has no token, or asks for what there is not, takes no memory.
 * @param maxBytesOf undefined for a body that its route bounds itself
 */
export function maxBody(maxBytesOf: (c: Context) => number | undefined, pace = BODY_PACE): MiddlewareHandler<ApiEnvironment> {
  return async (c, next) => {
    // They have none, and to ask for it would turn the connection's request into a whole `Request`, which costs more than all the rest.
    if (c.req.method === 'GET' || c.req.method === 'HEAD') return next()
    const maxBytes = maxBytesOf(c)
    if (maxBytes === undefined) return next()
    const isChunked = c.req.header('Transfer-Encoding') !== undefined
    const stated = Number(c.req.header('Content-Length') ?? 0)
    if (!isChunked && stated > maxBytes) throw new AppError('body_too_large')
    if (!isChunked && stated <= QUICK_BYTES) return next()

    let refusal: AppError | undefined
    bindReaders(c.req.raw, { maxBytes, ...pace }, (error) => {
      refusal = error
    })
    await next()
    // What reads JSON and forms says of any failure that they are malformed.
    if (refusal !== undefined) c.res = answerProblem(c, refusal)
  }
}

function bindReaders(request: Request, bounds: BodyBounds, onRefusal: (error: AppError) => void): void {
  const read = async () => {
    try {
      const type = request.headers.get('Content-Type')
      const body = await readBody(request, bounds)
      return new Response(body as Uint8Array<ArrayBuffer>, { headers: type === null ? {} : { 'Content-Type': type } })
    } catch (error) {
      onRefusal(error as AppError)
      throw error
    }
  }
  for (const as of READERS) Object.defineProperty(request, as, { value: async () => (await read())[as]() })
}
