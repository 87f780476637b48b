import type { CollectionRepository } from '../../core/db/collection-repository.ts'
import type { IdempotencyRepository } from '../../core/db/idempotency-repository.ts'
import type { StoredCollection } from '../../core/domain/collection.ts'
import type { AskedCollection } from '../../core/domain/collection-rules.ts'
import { AppError } from '../../core/errors.ts'
import { refuseSilentQuery } from '../../core/silent-query.ts'
import { type AccessChecker, authenticated } from '../http/authenticate.ts'
import type { ApiContext, AuthenticatedUser } from '../http/environment.ts'
import { refuseForbidden, refuseForbiddenSources } from '../http/forbidden-targets.ts'
import { idempotent } from '../http/idempotency.ts'
import { asksForEvents, streamEvents } from '../http/live-events.ts'
import { resource } from '../http/operation.ts'
import { linkNext } from '../http/paging.ts'
import type { RateLimits } from '../http/rate-limits.ts'
import { startOfDated } from '../http/sorting.ts'
import * as operation from './collection-operations.ts'
import { localisedCollection } from './source-problems.ts'
import { type CollectionStarter, startCollecting, stopCollecting } from './start-collecting.ts'

export interface CollectionRouteDependencies {
  collections: Pick<CollectionRepository, 'request' | 'list' | 'get' | 'leave'>
  keys: IdempotencyRepository
  authentication: AccessChecker
  starter: CollectionStarter
  limits: RateLimits
  /** `host:port` pairs that may be fetched although they are local. */
  allowHosts: readonly string[]
  now: () => Date
}

/** What the cursors of the list belong to. */
const ORDER = 'collections'

/** `/job-offers/collect`, `/import` and `/collections`: runs that fill the catalogue, each of all who asked for it. */
export function collectionRoutes({ collections, keys, authentication, starter, limits, allowHosts, now }: CollectionRouteDependencies) {
  const routes = resource()
  routes.use('*', authenticated(authentication))
  for (const path of ['/collect', '/import']) routes.post(path, idempotent({ keys, now }))

  /** Asks for the run, and starts it; the answer does not wait for it. */
  async function request(c: ApiContext, asked: AskedCollection) {
    await limits.take(c, 'background')
    const { collection } = await collections.request(c.var.user.id, asked, c.var.creation.recordId, now())
    startCollecting(c, starter, collection)
    c.header('Location', `/job-offers/collections/${collection.id}`)
    return localisedCollection(collection, c.var.language)
  }

  return routes
    .openapi(operation.collect, async (c) => {
      await refuseForbiddenSources(c, allowHosts)
      refuseSilentQuery(c.req.valid('json'))
      return c.json(await request(c, { ...c.req.valid('json'), url: null }), 202)
    })
    .openapi(operation.importOffer, async (c) => {
      const { url } = c.req.valid('json')
      refuseForbidden(url, allowHosts)
      return c.json(await request(c, { query: '', location: null, sources: [], limit: 1, url }), 202)
    })
    .openapi(operation.list, async (c) => {
      const { limit, cursor } = c.req.valid('query')
      const page = await collections.list(visibleTo(c.var.user), startOfDated(cursor, ORDER), limit)
      linkNext(c, page.end && { order: ORDER, ...page.end })
      c.header('X-Total-Count', String(page.total))
      return c.json(
        page.collections.map((collection) => localisedCollection(collection, c.var.language)),
        200,
      )
    })
    .openapi(operation.get, async (c) => {
      const answered = (collection: StoredCollection) => localisedCollection(collection, c.var.language)
      const readAs = (user: AuthenticatedUser) => collections.get(visibleTo(user), c.req.valid('param').id)
      const first = await readAs(c.var.user)
      if (!asksForEvents(c)) return c.json(answered(first), 200)
      const read = () => authentication.check(c.var.accessToken).then(readAs)
      return streamEvents(c, { event: 'collection', first, read, answered }) as never
    })
    .openapi(operation.leave, async (c) => {
      const { id } = c.req.valid('param')
      const { collection, ended } = await left(c.var.user, id)
      if (ended) stopCollecting(c, starter, collection)
      return c.body(null, 204)
    })

  /** Without the user. Admins who are not among those who asked end it for all of these. */
  async function left({ id: userId, role }: AuthenticatedUser, id: string) {
    try {
      return await collections.leave(userId, id, now(), { forAll: false })
    } catch (error) {
      if (role !== 'admin' || !(error instanceof AppError) || error.code !== 'not_found') throw error
      return collections.leave(userId, id, now(), { forAll: true })
    }
  }
}

/** Whose collections somebody sees: their own; undefined: everybody's. */
const visibleTo = ({ id, role }: AuthenticatedUser) => (role === 'admin' ? undefined : id)
