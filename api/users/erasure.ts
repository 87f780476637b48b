import { createRoute } from '@hono/zod-openapi'
import { z } from 'zod'
import type { UserErasure } from '../../core/db/user-erasure.ts'
import { AnsweredInstant, Id } from '../../core/domain/fields.ts'
import type { Authentication } from '../auth/index.ts'
import { type AccessChecker, authenticated } from '../http/authenticate.ts'
import { versionsToMatch } from '../http/etag.ts'
import { bearer, json, problems, resource } from '../http/operation.ts'
import { IdParameter, IfMatch } from '../http/parameters.ts'
import type { RateLimits } from '../http/rate-limits.ts'
import { refuseStranger } from './access.ts'

/** What starts the erasing workflow. It may fail: the user's record says that the erasure was asked for, and `reconcile` starts it later. */
export interface ErasureStarter {
  eraseUser(start: { userId: string; requestId: string }): Promise<void>
}

export interface ErasureRouteDependencies {
  erasure: Pick<UserErasure, 'requestErasure'>
  authentication: AccessChecker & Pick<Authentication, 'endAll'>
  starter: ErasureStarter
  limits: Pick<RateLimits, 'take'>
  now: () => Date
}

const Erasure = z
  .object({ _id: Id, id: Id, status: z.literal('erasing'), asked_at: AnsweredInstant.meta({ description: 'When it was asked for first' }) })
  .meta({ id: 'Erasure' })

const erase = createRoute({
  operationId: 'eraseUser',
  method: 'delete',
  path: '/{id}',
  tags: ['users'],
  summary: 'Erases yourself; for admins, anyone',
  description:
    'There is no way back. Every session ends at once; applications, tasks, searches, hidden offers and the CV are erased in the background, ' +
    'the account last. Asked again meanwhile, the answer is the same.',
  security: bearer,
  request: { params: IdParameter, headers: IfMatch },
  responses: { 202: json(Erasure, 'The erasure has begun'), ...problems(401, 404, 412, 422) },
})

/** `DELETE /users/{id}`: the end of a user. */
export function erasureRoutes({ erasure, authentication, starter, limits, now }: ErasureRouteDependencies) {
  const routes = resource()
  routes.delete('/:id', authenticated(authentication))

  return routes.openapi(erase, async (c) => {
    const { id } = c.req.valid('param')
    refuseStranger(c, id)
    await limits.take(c, 'background')
    const askedAt = await erasure.requestErasure(id, versionsToMatch(c), now())
    await authentication.endAll(id)
    starter
      .eraseUser({ userId: id, requestId: c.var.requestId })
      .catch((error: Error) => c.var.log.warn({ reason: error.message, user_id: id }, 'erasure not started: reconcile will'))
    return c.json({ _id: id, id, status: 'erasing' as const, asked_at: askedAt.toISOString() }, 202)
  })
}
