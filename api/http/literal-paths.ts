import type { Hono } from 'hono'
import { createMiddleware } from 'hono/factory'
import type { ApiEnvironment } from './environment.ts'
import { answerMethodNotAllowed } from './problems.ts'

/**
 * Answers 405 to an undeclared method of a path without parameters, which would otherwise be taken for one with: DELETE
 * /job-offers/count is not the deletion of an offer named count (OpenAPI 3.1, Paths Object: concrete paths match first).
 */
export function literalPathsFirst(app: Hono<ApiEnvironment>) {
  let methodsByPath: Map<string, Set<string>> | undefined
  return createMiddleware<ApiEnvironment>(async (c, next) => {
    methodsByPath ??= methodsOfLiteralPaths(app)
    const { path, method } = c.req
    const methods = methodsByPath.get(path.length > 1 && path.endsWith('/') ? path.slice(0, -1) : path)
    if (methods === undefined || methods.has(method) || method === 'OPTIONS') return next()
    return answerMethodNotAllowed(c, [...methods])
  })
}

function methodsOfLiteralPaths({ routes }: Hono<ApiEnvironment>): Map<string, Set<string>> {
  const found = new Map<string, Set<string>>()
  for (const { path, method } of routes) {
    if (method === 'ALL' || /[:*]/.test(path)) continue
    const methods = found.get(path) ?? new Set()
    for (const each of method === 'GET' ? ['GET', 'HEAD'] : [method]) methods.add(each)
    found.set(path, methods)
  }
  return found
}
