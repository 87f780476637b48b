import type { IdempotencyRepository } from '../../core/db/idempotency-repository.ts'
import type { TaskRepository, VersionedTask } from '../../core/db/task-repository.ts'
import { refuseAnotherRecord } from '../http/another-record.ts'
import { type AccessChecker, authenticated } from '../http/authenticate.ts'
import type { ApiContext } from '../http/environment.ts'
import { etagOf, versionsToMatch } from '../http/etag.ts'
import { idempotent } from '../http/idempotency.ts'
import { resource } from '../http/operation.ts'
import { linkNext } from '../http/paging.ts'
import { orderOf } from '../http/sorting.ts'
import { startOfTasks } from './list-parameters.ts'
import * as operation from './operations.ts'

export interface TaskRouteDependencies {
  tasks: TaskRepository
  keys: IdempotencyRepository
  authentication: AccessChecker
  now: () => Date
}

/** `/tasks`: each user's own. */
export function taskRoutes({ tasks, keys, authentication, now }: TaskRouteDependencies) {
  const routes = resource()
  routes.use('*', authenticated(authentication))
  routes.post('/', idempotent({ keys, now }))

  return routes
    .openapi(operation.list, async (c) => {
      const { sort, limit, cursor, ...filter } = c.req.valid('query')
      const page = await tasks.list(c.var.user.id, filter, orderOf(sort), startOfTasks(cursor, sort), limit)
      linkNext(c, page.end && { order: sort, ...page.end })
      c.header('X-Total-Count', String(page.total))
      return c.json(page.tasks, 200)
    })
    .openapi(operation.create, async (c) => {
      const created = await tasks.create(c.var.user.id, c.var.creation.recordId, c.req.valid('json'), now())
      c.header('Location', `/tasks/${created.task.id}`)
      return c.json(answered(c, created), 201)
    })
    .openapi(operation.get, async (c) => c.json(answered(c, await tasks.get(c.var.user.id, c.req.valid('param').id)), 200))
    .openapi(operation.update, async (c) => {
      const { id } = c.req.valid('param')
      const body = c.req.valid('json')
      refuseAnotherRecord(body, id, c.var.user.id)
      return c.json(answered(c, await tasks.update(c.var.user.id, id, body, versionsToMatch(c), now())), 200)
    })
    .openapi(operation.remove, async (c) => {
      await tasks.delete(c.var.user.id, c.req.valid('param').id, versionsToMatch(c))
      return c.body(null, 204)
    })
}

function answered(c: ApiContext, { task, version }: VersionedTask) {
  c.header('ETag', etagOf(version))
  return task
}
