import { createHmac } from 'node:crypto'
import { createMiddleware } from 'hono/factory'
import type { ContentfulStatusCode } from 'hono/utils/http-status'
import type { IdempotencyRepository } from '../../core/db/idempotency-repository.ts'
import type { KeptAnswer } from '../../core/db/kept-answer.ts'
import { newId } from '../../core/db/new-id.ts'
import { AppError } from '../../core/errors.ts'
import type { ApiContext, ApiEnvironment } from './environment.ts'

const KEPT_HEADERS = ['Content-Type', 'Location', 'ETag']

/**
 * Makes a create safe to send twice: with an Idempotency-Key the first answer is given again for 24 hours. The key is
 * recorded before the create, with the id that it will use. Goes after `authenticated`.
 */
export const idempotent = ({ keys, now }: { keys: IdempotencyRepository; now: () => Date }) =>
  createMiddleware<ApiEnvironment>(async (c, next) => {
    const key = c.req.header('Idempotency-Key')
    if (key === undefined) {
      c.set('creation', { recordId: newId(), key })
      return next()
    }
    if (!/^[\x21-\x7e]{1,200}$/.test(key))
      throw new AppError('validation_failed', { errors: [{ path: 'header.Idempotency-Key', message: 'idempotency_key' }] })
    const userId = c.var.user.id
    // Keyed, and the key itself is not stored: nobody tells a password in the body from the fingerprint.
    const fingerprint = createHmac('sha256', key)
      .update(`${c.req.method} ${c.req.path.replace(/\/+$/, '')}\n`)
      .update(await c.req.text())
      .digest('hex')

    const reservation = await keys.reserve(userId, key, fingerprint, now())
    if (reservation.state === 'another_body') throw new AppError('idempotency_key_reused')
    if (reservation.state === 'running') throw new AppError('idempotency_in_progress')
    if (reservation.state === 'answered') return again(c, reservation.answer)

    c.set('creation', { recordId: reservation.recordId, key })
    await next()
    if (c.res.ok) await keys.keep(userId, key, await answerOf(c.res))
    else if (c.res.status < 500) await keys.release(userId, key)
    else await keys.unlock(userId, key, now())
  })

/** With the headers of this request, such as what is left of its limits. */
const again = (c: ApiContext, { status, headers, body }: KeptAnswer) => c.body(body, status as ContentfulStatusCode, headers)

async function answerOf(response: Response): Promise<KeptAnswer> {
  const headers = KEPT_HEADERS.flatMap((name) => (response.headers.has(name) ? [[name, response.headers.get(name) ?? '']] : []))
  return { status: response.status, headers: Object.fromEntries(headers), body: await response.clone().text() }
}
