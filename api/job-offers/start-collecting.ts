import type { StoredCollection } from '../../core/domain/collection.ts'
import { isActive } from '../../core/domain/collection-rules.ts'
import type { ApiContext } from '../http/environment.ts'

/** What starts and ends the runs of collections. Each may fail: the record says what is wanted, and `reconcile` sees to it later. */
export interface CollectionStarter {
  collectJobOffers(start: { collectionId: string; userId: string; requestId: string }): Promise<void>
  cancelCollection(end: { collectionId: string }): Promise<void>
}

/** Starts the run, or joins the running one, without waiting for Temporal. One that has ended is not started again. */
export function startCollecting(c: ApiContext, starter: CollectionStarter, { id, status }: StoredCollection): void {
  if (!isActive(status)) return
  starter
    .collectJobOffers({ collectionId: id, userId: c.var.user.id, requestId: c.var.requestId })
    .catch((error: Error) => c.var.log.warn({ reason: error.message, collection_id: id }, 'collection not started: reconcile will'))
}

/** Ends the run without waiting for Temporal. */
export function stopCollecting(c: ApiContext, starter: CollectionStarter, { id }: StoredCollection): void {
  starter
    .cancelCollection({ collectionId: id })
    .catch((error: Error) => c.var.log.warn({ reason: error.message, collection_id: id }, 'collection not cancelled: it ends by its record'))
}
