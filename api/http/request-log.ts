import { createMiddleware } from 'hono/factory'
import { routePath } from 'hono/route'
import type { Logger } from '../../core/logger.ts'
import type { ApiEnvironment } from './environment.ts'

const MAX_PATH_LENGTH = 300

/** Gives each request a logger that carries its id, and writes one line when it is answered. Queries and bodies are not logged. */
export const requestLog = (log: Logger) =>
  createMiddleware<ApiEnvironment>(async (c, next) => {
    const startedAt = performance.now()
    c.set('log', log.child({ request_id: c.var.requestId }))
    await next()
    const { status } = c.res
    // As it was sent: decoded, it could forge lines of its own.
    const path = new URL(c.req.url).pathname.slice(0, MAX_PATH_LENGTH)
    const line = {
      method: c.req.method,
      route: routePath(c, -1),
      path,
      status,
      duration_ms: Math.round((performance.now() - startedAt) * 10) / 10,
      user_id: c.var.user?.id,
    }
    c.var.log[status >= 500 ? 'error' : 'info'](line, `${line.method} ${line.path} ${status}`)
  })
