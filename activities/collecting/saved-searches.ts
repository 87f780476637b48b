import type { CollectionRepository } from '../../core/db/collection-repository.ts'
import { newId } from '../../core/db/new-id.ts'
import type { ScheduledSearches } from '../../core/db/scheduled-searches.ts'

interface SavedSearchCollecting {
  collections: Pick<CollectionRepository, 'request' | 'heldCollections' | 'heldCollection' | 'isReleased' | 'releaseCollection' | 'cancelHeld'>
  searches: ScheduledSearches
  now: () => Date
}

/** What the schedule's run collects, by the id of its workflow: it alone starts what it holds. */
interface HeldBy {
  heldBy: string
}

export const createSavedSearchCollecting = ({ collections, searches, now }: SavedSearchCollecting) => ({
  /** Has a batch of the saved searches wait for their turn: equal ones once, for all their users. */
  async holdSavedSearches({
    heldBy,
    after,
    limit,
  }: HeldBy & { after: string | undefined; limit: number }): Promise<{ searches: number; last: string | undefined }> {
    const batch = await searches.listEnabled(after, limit)
    for (const { userId, asked } of batch) await collections.request(userId, asked, newId(), now(), heldBy)
    return { searches: batch.length, last: batch.length === limit ? batch.at(-1)?.id : undefined }
  },

  /** The next collections that wait, without those at work. */
  async nextHeld({ heldBy, limit, except }: HeldBy & { limit: number; except: readonly string[] }): Promise<{ id: string }[]> {
    return (await collections.heldCollections(heldBy, limit, except)).map((id) => ({ id }))
  },

  /** Lets a collection start, for those who want it still. False: nobody does, or somebody had it started. */
  async releaseHeld({ heldBy, collectionId }: HeldBy & { collectionId: string }): Promise<boolean> {
    const held = await collections.heldCollection(collectionId, heldBy)
    if (held === undefined) return collections.isReleased(collectionId, heldBy)
    return collections.releaseCollection(collectionId, heldBy, await searches.wantedBy(held.asked, held.userIds), now())
  },

  /** Has none of what waits started any more. */
  async cancelHeld({ heldBy }: HeldBy): Promise<void> {
    await collections.cancelHeld(heldBy, now())
  },
})
