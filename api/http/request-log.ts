import { createMiddleware } from 'hono/factory'
import { routePath } from 'hono/route'
import type { Logger } from '../../core/logger.ts'
import type { ApiEnvironment, RequestLines } from './environment.ts'

const MAX_PATH_LENGTH = 300

/** Gives each request a logger that carries its id, and writes one line when it is answered. Queries and bodies are not logged. */
export function requestLog(log: Logger) {
  // Nothing in these lines can be a secret: to look for one would take longer than all the rest of the line.
  const lines = log.child({}, { redact: [] })

  return createMiddleware<ApiEnvironment>(async (c, next) => {
    const startedAt = performance.now()
    const request_id = c.get('requestId')
    c.set('log', linesOf(log, request_id))
    await next()
    const { status } = c.res
    const { method } = c.req
    // As it was sent: decoded, it could forge lines of its own.
    const path = new URL(c.req.url).pathname.slice(0, MAX_PATH_LENGTH)
    const line = {
      request_id,
      method,
      route: routePath(c, -1),
      path,
      status,
      duration_ms: Math.round((performance.now() - startedAt) * 10) / 10,
      user_id: c.get('user')?.id,
    }
    lines[status >= 500 ? 'error' : 'info'](line, `${method} ${path} ${status}`)
  })
}

/** By a logger that is made with the first line: most requests have none of their own. */
function linesOf(log: Logger, request_id: string): RequestLines {
  let made: Logger | undefined
  const own = () => (made ??= log.child({ request_id }))
  return {
    get error() {
      return own().error.bind(own())
    },
    get warn() {
      return own().warn.bind(own())
    },
    get info() {
      return own().info.bind(own())
    },
  }
}
