import type { IdempotencyRepository } from '../../core/db/idempotency-repository.ts'
import type { SearchRepository, VersionedSearch } from '../../core/db/search-repository.ts'
import { refuseAnotherRecord } from '../http/another-record.ts'
import { type AccessChecker, authenticated } from '../http/authenticate.ts'
import type { ApiContext } from '../http/environment.ts'
import { etagOf, versionsToMatch } from '../http/etag.ts'
import { refuseForbiddenSources } from '../http/forbidden-targets.ts'
import { idempotent } from '../http/idempotency.ts'
import { resource } from '../http/operation.ts'
import { linkNext } from '../http/paging.ts'
import { ORDER, startOfSearches } from './list-parameters.ts'
import * as operation from './operations.ts'

export interface SearchRouteDependencies {
  searches: SearchRepository
  keys: IdempotencyRepository
  authentication: AccessChecker
  /** `host:port` pairs that may be fetched although they are local. */
  allowHosts: readonly string[]
  now: () => Date
}

/** `/searches`: each user's own. */
export function searchRoutes({ searches, keys, authentication, allowHosts, now }: SearchRouteDependencies) {
  const routes = resource()
  routes.use('*', authenticated(authentication))
  routes.post('/', idempotent({ keys, now }))

  return routes
    .openapi(operation.list, async (c) => {
      const { limit, cursor } = c.req.valid('query')
      const page = await searches.list(c.var.user.id, startOfSearches(cursor), limit)
      linkNext(c, page.end && { order: ORDER, ...page.end })
      c.header('X-Total-Count', String(page.total))
      return c.json(page.searches, 200)
    })
    .openapi(operation.create, async (c) => {
      await refuseForbiddenSources(c, allowHosts)
      const created = await searches.create(c.var.user.id, c.var.creation.recordId, c.req.valid('json'), now())
      c.header('Location', `/searches/${created.search.id}`)
      return c.json(answered(c, created), 201)
    })
    .openapi(operation.get, async (c) => c.json(answered(c, await searches.get(c.var.user.id, c.req.valid('param').id)), 200))
    .openapi(operation.update, async (c) => {
      const { id } = c.req.valid('param')
      const body = c.req.valid('json')
      refuseAnotherRecord(body, id, c.var.user.id)
      await refuseForbiddenSources(c, allowHosts)
      return c.json(answered(c, await searches.update(c.var.user.id, id, body, versionsToMatch(c), now())), 200)
    })
    .openapi(operation.remove, async (c) => {
      await searches.delete(c.var.user.id, c.req.valid('param').id, versionsToMatch(c))
      return c.body(null, 204)
    })
}

function answered(c: ApiContext, { search, version }: VersionedSearch) {
  c.header('ETag', etagOf(version))
  return search
}
