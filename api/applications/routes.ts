import type { ApplicationRepository, Versioned } from '../../core/db/application-repository.ts'
import type { IdempotencyRepository } from '../../core/db/idempotency-repository.ts'
import type { StoredDescriptionProgress } from '../../core/domain/application.ts'
import { refuseAnotherRecord } from '../http/another-record.ts'
import { type AccessChecker, authenticated } from '../http/authenticate.ts'
import type { ApiContext } from '../http/environment.ts'
import { etagOf, versionsToMatch } from '../http/etag.ts'
import { refuseForbidden } from '../http/forbidden-targets.ts'
import { idempotent } from '../http/idempotency.ts'
import { asksForEvents, streamEvents } from '../http/live-events.ts'
import { resource } from '../http/operation.ts'
import { linkNext } from '../http/paging.ts'
import type { RateLimits } from '../http/rate-limits.ts'
import { orderOf } from '../http/sorting.ts'
import { answeredError, localisedApplication } from './description-errors.ts'
import { startOfApplications } from './list-parameters.ts'
import * as operation from './operations.ts'
import { startDescribing } from './start-describing.ts'

/** What starts the description workflow. It may fail: the record says `pending`, and `reconcile` starts it later. */
export interface DescriptionStarter {
  describeApplication(start: { applicationId: string; userId: string; url: string; requestId: string }): Promise<void>
}

export interface ApplicationRouteDependencies {
  applications: ApplicationRepository
  keys: IdempotencyRepository
  authentication: AccessChecker
  starter: DescriptionStarter
  limits: RateLimits
  /** `host:port` pairs that may be fetched although they are local. */
  allowHosts: readonly string[]
  now: () => Date
}

/** `/applications`: each user's own. */
export function applicationRoutes({ applications, keys, authentication, starter, limits, allowHosts, now }: ApplicationRouteDependencies) {
  const routes = resource()
  routes.use('*', authenticated(authentication))
  routes.post('/', idempotent({ keys, now }))
  routes.post('/:id/notes', idempotent({ keys, now }))

  return routes
    .openapi(operation.list, async (c) => {
      const { sort, limit, cursor, ...filter } = c.req.valid('query')
      const page = await applications.list(c.var.user.id, filter, orderOf(sort), startOfApplications(cursor, sort), limit)
      linkNext(c, page.end && { order: sort, ...page.end })
      c.header('X-Total-Count', String(page.total))
      if (page.stoppedEarly) c.header('X-Search-Stopped-Early', 'true')
      return c.json(
        page.applications.map((application) => localisedApplication(application, c.var.language)),
        200,
      )
    })
    .openapi(operation.create, async (c) => {
      const body = c.req.valid('json')
      refuseForbidden(body.url, allowHosts)
      if (body.url !== null && body.description === null) await limits.take(c, 'background')
      const created = await applications.create(c.var.user.id, c.var.creation.recordId, body, now())
      if (created.describe) startDescribing(c, starter, created.application)
      c.header('Location', `/applications/${created.application.id}`)
      return c.json(answered(c, created), 201)
    })
    .openapi(operation.get, async (c) => c.json(answered(c, await applications.get(c.var.user.id, c.req.valid('param').id)), 200))
    .openapi(operation.update, async (c) => {
      const { id } = c.req.valid('param')
      const body = c.req.valid('json')
      refuseAnotherRecord(body, id, c.var.user.id)
      refuseForbidden(body.url, allowHosts)
      const mayDescribe = () => limits.take(c, 'background')
      const updated = await applications.update(c.var.user.id, id, body, versionsToMatch(c), now(), mayDescribe)
      if (updated.describe) startDescribing(c, starter, updated.application)
      return c.json(answered(c, updated), 200)
    })
    .openapi(operation.remove, async (c) => {
      await applications.delete(c.var.user.id, c.req.valid('param').id, versionsToMatch(c))
      return c.body(null, 204)
    })
    .openapi(operation.addNote, async (c) => {
      const { note } = c.req.valid('json')
      const { key, recordId } = c.var.creation
      // The reservation's id, not the client's key: that may come again once it has expired.
      return c.json(answered(c, await applications.addNote(c.var.user.id, c.req.valid('param').id, note, key && recordId, now())), 200)
    })
    .openapi(operation.describe, async (c) => {
      await limits.take(c, 'background')
      const requested = await applications.requestDescription(c.var.user.id, c.req.valid('param').id, now())
      startDescribing(c, starter, requested.application)
      c.header('Location', `/applications/${requested.application.id}/description`)
      return c.json(answeredProgress(c, requested.progress), 202)
    })
    .openapi(operation.clearDescription, async (c) => {
      await applications.clearDescription(c.var.user.id, c.req.valid('param').id, now())
      return c.body(null, 204)
    })
    .openapi(operation.descriptionProgress, async (c) => {
      const read = () => applications.descriptionProgress(c.var.user.id, c.req.valid('param').id)
      const first = await read()
      if (!asksForEvents(c)) return c.json(answeredProgress(c, first), 200)
      const readWhileAllowed = () => authentication.check(c.var.accessToken).then(read)
      const answered = (current: StoredDescriptionProgress) => answeredProgress(c, current)
      return streamEvents(c, { event: 'description', first, read: readWhileAllowed, answered }) as never
    })
}

function answered(c: ApiContext, { application, version }: Versioned) {
  c.header('ETag', etagOf(version))
  return localisedApplication(application, c.var.language)
}

const answeredProgress = (c: ApiContext, progress: StoredDescriptionProgress) => ({
  ...progress,
  error: answeredError(progress.error, c.var.language),
})
