import type { IdempotencyRepository } from '../../core/db/idempotency-repository.ts'
import type { ModelUsageRepository } from '../../core/db/model-usage-repository.ts'
import type { UserRepository, VersionedUser } from '../../core/db/user-repository.ts'
import type { Authentication, Passwords } from '../auth/index.ts'
import { refuseAnotherRecord } from '../http/another-record.ts'
import { type AccessChecker, authenticated } from '../http/authenticate.ts'
import type { ApiContext } from '../http/environment.ts'
import { etagOf, versionsToMatch } from '../http/etag.ts'
import { idempotent } from '../http/idempotency.ts'
import { resource } from '../http/operation.ts'
import { linkNext } from '../http/paging.ts'
import type { RateLimits } from '../http/rate-limits.ts'
import { startOfDated } from '../http/sorting.ts'
import { adminOnly, refusePassword, refuseStranger } from './access.ts'
import * as operation from './operations.ts'

const NEWEST = '-created_at'

export interface UserRouteDependencies {
  users: UserRepository
  usage: Pick<ModelUsageRepository, 'usageOf'>
  passwords: Pick<Passwords, 'hash'>
  keys: IdempotencyRepository
  authentication: AccessChecker & Pick<Authentication, 'endAll' | 'forgetUser'>
  limits: Pick<RateLimits, 'take' | 'callerOf'>
  now: () => Date
}

/** `/users`: each their own; for admins, all. */
export function userRoutes({ users, usage, passwords, keys, authentication, limits, now }: UserRouteDependencies) {
  const routes = resource()
  routes.use('*', authenticated(authentication))
  routes.on(['GET', 'POST'], '/', adminOnly)
  routes.post('/', idempotent({ keys, now }))
  routes.put('/:id', refusePassword)

  return routes
    .openapi(operation.list, async (c) => {
      const { q, limit, cursor } = c.req.valid('query')
      const page = await users.list(q, startOfDated(cursor, NEWEST), limit)
      linkNext(c, page.end && { order: NEWEST, ...page.end })
      c.header('X-Total-Count', String(page.total))
      if (page.stoppedEarly) c.header('X-Search-Stopped-Early', 'true')
      return c.json(page.users, 200)
    })
    .openapi(operation.create, async (c) => {
      const { password, ...fields } = c.req.valid('json')
      const { recordId } = c.var.creation
      await users.refuseTaken(fields, recordId)
      const created = await users.create(fields, await passwords.hash(password, limits.callerOf(c, c.var.user.id)), now(), recordId)
      c.header('Location', `/users/${recordId}`)
      return c.json(answered(c, created), 201)
    })
    .openapi(operation.get, async (c) => {
      const { id } = c.req.valid('param')
      refuseStranger(c, id)
      return c.json(answered(c, await users.get(id)), 200)
    })
    .openapi(operation.usage, async (c) => {
      const { id } = c.req.valid('param')
      refuseStranger(c, id)
      await users.get(id)
      return c.json(await usage.usageOf(id, now()), 200)
    })
    .openapi(operation.update, async (c) => {
      const { id } = c.req.valid('param')
      refuseStranger(c, id)
      const body = c.req.valid('json')
      refuseAnotherRecord(body, id)
      const { role } = c.var.user
      // Like a registration it tells which names are taken; admins see all of them anyway.
      const mayRename = async () => void (role === 'admin' || (await limits.take(c, 'registration')))
      const updated = await users.update(id, body, role, versionsToMatch(c), now(), mayRename)
      if (updated.user.disabled) await authentication.endAll(id)
      else authentication.forgetUser(id)
      return c.json(answered(c, updated), 200)
    })
}

function answered(c: ApiContext, { user, version }: VersionedUser) {
  c.header('ETag', etagOf(version))
  return user
}
