import type { CvRepository } from '../../../core/db/cv-repository.ts'
import { cvFormatOf } from '../../../core/domain/cv-rules.ts'
import { AppError } from '../../../core/errors.ts'
import type { Authentication } from '../../auth/index.ts'
import { type AccessChecker, authenticated } from '../../http/authenticate.ts'
import { resource } from '../../http/operation.ts'
import { createPlaces } from '../../http/places.ts'
import type { RateLimits } from '../../http/rate-limits.ts'
import type { BodyPace } from '../../http/read-body.ts'
import { refuseStranger } from '../access.ts'
import { bodyOf, downloadHeaders } from './download.ts'
import { createGate } from './gate.ts'
import type { CvInspection } from './inspection.ts'
import * as operation from './operations.ts'
import { refuseStatedSize, uploadedFile } from './uploaded-file.ts'

/** Each holds a body of some megabytes. */
const UPLOADS = { places: 8, maxWaiting: 40, maxWaitMs: 10_000 }
/** Each is a process that may take a quarter of a gigabyte. */
const INSPECTIONS = { places: 2, maxWaiting: UPLOADS.places, maxWaitMs: 60_000 }
const OWN_UPLOADS = { each: 1, retryAfterS: 10 }

export interface CvRouteDependencies {
  cvs: Pick<CvRepository, 'store' | 'get'>
  inspect: CvInspection
  authentication: AccessChecker & Pick<Authentication, 'forgetUser'>
  limits: Pick<RateLimits, 'take'>
  now: () => Date
  /** Of uploads. */
  pace?: BodyPace
}

/** `/users/upload-cv` and `/users/{id}/cv`. */
export function cvRoutes({ cvs, inspect, authentication, limits, now, pace }: CvRouteDependencies) {
  const routes = resource()
  routes.post('/upload-cv', authenticated(authentication))
  routes.get('/:id/cv', authenticated(authentication))
  const takePlace = createPlaces(OWN_UPLOADS)
  const uploads = createGate(UPLOADS)
  const inspections = createGate(INSPECTIONS)

  return routes
    .openapi(operation.upload, async (c) => {
      const { id } = c.var.user
      await limits.take(c, 'upload')
      refuseStatedSize(c)
      const giveBack = takePlace(id)
      await uploads(async () => {
        const bytes = await uploadedFile(c, pace)
        const format = cvFormatOf(bytes)
        if (format === undefined) throw new AppError('cv_type_unsupported')
        const problem = await inspections(() => inspect(bytes, format))
        if (problem !== undefined) throw new AppError(problem)
        await cvs.store(id, { bytes, format }, now)
      }).finally(giveBack)
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
