import type { CvRepository } from '../../../core/db/cv-repository.ts'
import { cvFormatOf } from '../../../core/domain/cv-rules.ts'
import { AppError } from '../../../core/errors.ts'
import type { Authentication } from '../../auth/index.ts'
import { type AccessChecker, authenticated } from '../../http/authenticate.ts'
import { resource } from '../../http/operation.ts'
import type { RateLimits } from '../../http/rate-limits.ts'
import { refuseStranger } from '../access.ts'
import { bodyOf, downloadHeaders } from './download.ts'
import { createGate } from './gate.ts'
import type { CvInspection } from './inspection.ts'
import * as operation from './operations.ts'
import { refuseStatedSize, uploadedFile } from './uploaded-file.ts'

/** Each holds a body of some megabytes. */
const UPLOADS_AT_ONCE = 4
const MAX_WAITING = 40
/** Each is a process that may take a quarter of a gigabyte. */
const INSPECTIONS_AT_ONCE = 2
const BODY_DEADLINE_MS = 60_000

export interface CvRouteDependencies {
  cvs: Pick<CvRepository, 'store' | 'get'>
  inspect: CvInspection
  authentication: AccessChecker & Pick<Authentication, 'forgetUser'>
  limits: Pick<RateLimits, 'take'>
  now: () => Date
  /** How long a body may take to arrive. */
  bodyDeadlineMs?: number
}

/** `/users/upload-cv` and `/users/{id}/cv`. */
export function cvRoutes({ cvs, inspect, authentication, limits, now, bodyDeadlineMs = BODY_DEADLINE_MS }: CvRouteDependencies) {
  const routes = resource()
  routes.post('/upload-cv', authenticated(authentication))
  routes.get('/:id/cv', authenticated(authentication))
  const uploads = createGate({ places: UPLOADS_AT_ONCE, maxWaiting: MAX_WAITING })
  const inspections = createGate({ places: INSPECTIONS_AT_ONCE, maxWaiting: UPLOADS_AT_ONCE })

  return routes
    .openapi(operation.upload, async (c) => {
      const { id } = c.var.user
      await limits.take(c, 'upload')
      refuseStatedSize(c)
      await uploads(async () => {
        const bytes = await uploadedFile(c, bodyDeadlineMs)
        const format = cvFormatOf(bytes)
        if (format === undefined) throw new AppError('cv_type_unsupported')
        const problem = await inspections(() => inspect(bytes, format))
        if (problem !== undefined) throw new AppError(problem)
        await cvs.store(id, { bytes, format }, now)
      })
      authentication.forgetUser(id)
      return c.json({ cv_url: `/users/${id}/cv` }, 200)
    })
    .openapi(operation.download, async (c) => {
      const { id } = c.req.valid('param')
      refuseStranger(c, id)
      const { read, ...cv } = await cvs.get(id)
      const body = await bodyOf(read(), ({ message }) => c.var.log.warn({ reason: message }, 'download of a CV broke off'))
      return c.body(body, 200, downloadHeaders(cv))
    })
}
