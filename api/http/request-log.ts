import { createMiddleware } from 'hono/factory'
import { matchedRoutes } from 'hono/route'
import { METHOD_NAME_ALL } from 'hono/router'
import type { Logger } from '../../core/logger.ts'
import { served } from '../../core/served.ts'
import type { ApiContext, ApiEnvironment, RequestLines } from './environment.ts'

const MAX_PATH_LENGTH = 300

/** A request that was answered. */
export interface AnsweredRequest {
  method: string
  /** The route's template: no id, nothing that a client chose. */
  route: string
  status: number
  seconds: number
}

export interface RequestLogOptions {
  /** The line of a request that takes at least so long is a warning, and says `slow`. */
  slowMs?: number
  observe?: (answered: AnsweredRequest) => void
}

/**
 * Gives each request a logger that carries its id, and writes one line when it is answered: of a stream, when it begins. Queries and
 * bodies are not logged.
 */
export function requestLog(log: Logger, { slowMs = Number.POSITIVE_INFINITY, observe }: RequestLogOptions = {}) {
  // Nothing in these lines can be a secret: to look for one would take longer than all the rest of the line.
  const lines = log.child({}, { redact: [] })

  return createMiddleware<ApiEnvironment>(async (c, next) => {
    const startedAt = performance.now()
    const request_id = c.get('requestId')
    c.set('log', linesOf(log, request_id))
    await served.run({ request_id }, next)
    const durationMs = performance.now() - startedAt
    const { status } = c.res
    const { method } = c.req
    const route = routeOf(c)
    observe?.({ method, route, status, seconds: durationMs / 1_000 })
    const isSlow = durationMs >= slowMs
    // As it was sent: decoded, it could forge lines of its own.
    const path = new URL(c.req.url).pathname.slice(0, MAX_PATH_LENGTH)
    const line = {
      request_id,
      method,
      route,
      path,
      status,
      duration_ms: Math.round(durationMs * 10) / 10,
      ...(isSlow && { slow: true }),
      user_id: c.get('user')?.id,
    }
    lines[status >= 500 ? 'error' : isSlow ? 'warn' : 'info'](line, `${method} ${path} ${status}`)
  })
}

/** The template of the route that answers; of none, `*`. Middleware of other routers may match, too. */
const routeOf = (c: ApiContext) => matchedRoutes(c).find(({ method }) => method !== METHOD_NAME_ALL)?.path ?? '*'

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
