import type { StoredApplication } from '../../core/domain/application.ts'
import type { ApiContext } from '../http/environment.ts'
import type { DescriptionStarter } from './routes.ts'

/** Starts the description workflow without waiting for it. */
export function startDescribing(c: ApiContext, starter: DescriptionStarter, { id, user_id, url }: StoredApplication): void {
  if (url === null) return
  starter
    .describeApplication({ applicationId: id, userId: user_id, url, requestId: c.var.requestId })
    .catch((error: Error) => c.var.log.warn({ reason: error.message, application_id: id }, 'description not started: reconcile will'))
}
