import type { CollectionRepository, UnfinishedCollection } from '../../core/db/collection-repository.ts'
import type { ReconcileCounts, WorkflowState } from './reconcile.ts'

/** The little of Temporal that reconciling needs for collections. */
export interface CollectionWorkflows {
  state(collectionId: string): Promise<WorkflowState>
  /** Whether the workflow of that id, which is to start a collection when its turn comes, goes on. */
  isHolding(workflowId: string): Promise<boolean>
  /** Whether an operator has that source asked by itself. */
  isAsking(source: string, collectionId: string): Promise<boolean>
  /** Starts the workflow, or joins the running one. */
  start(collection: { collectionId: string; userId: string | null }): Promise<void>
}

export interface CollectionReconciling {
  collections: Pick<CollectionRepository, 'listUnfinished' | 'endCollection'>
  collectionWorkflows: CollectionWorkflows
  now: () => Date
}

const AT_ONCE = 100
/** Collections that their holder left behind wait for a turn all the same: so many are started together. */
const LEFT_BEHIND_AT_MOST = 10

/** Starts the collections that wait for nobody, ends those that broke. Safe to run twice, and one that fails keeps none of the others back. */
export function createCollectionReconciling({ collections, collectionWorkflows: workflows, now }: CollectionReconciling) {
  async function started({ id, userId }: UnfinishedCollection): Promise<'started'> {
    await workflows.start({ collectionId: id, userId })
    return 'started'
  }

  async function reconciled(unfinished: UnfinishedCollection): Promise<'started' | 'ended' | 'left'> {
    const { id, status, unendedSources } = unfinished
    const state = status === 'pending' ? 'unknown' : await workflows.state(id)
    if (state === 'running') return 'left'
    if (state !== 'broken') return started(unfinished)
    for (const source of unendedSources) if (await workflows.isAsking(source, id)) return 'left'
    await collections.endCollection(id, now())
    return 'ended'
  }

  /** All that were not touched since. */
  return async function reconcileCollections(updatedBefore: Date): Promise<ReconcileCounts> {
    const counts: ReconcileCounts = { started: 0, ended: 0, left: 0, errors: 0 }
    const holding = new Map<string, boolean>()
    let leftBehind = 0
    const held = async (unfinished: UnfinishedCollection & { heldBy: string }): Promise<'started' | 'left'> => {
      const { heldBy } = unfinished
      const isHeld = holding.get(heldBy) ?? (await workflows.isHolding(heldBy))
      holding.set(heldBy, isHeld)
      if (isHeld || leftBehind === LEFT_BEHIND_AT_MOST) return 'left'
      leftBehind++
      return started(unfinished)
    }

    for (let after: string | undefined, more = true; more; ) {
      const batch = await collections.listUnfinished({ updatedBefore, after, limit: AT_ONCE })
      for (const unfinished of batch) {
        const { heldBy } = unfinished
        const result = heldBy === null ? reconciled(unfinished) : held({ ...unfinished, heldBy })
        counts[await result.catch(() => 'errors' as const)]++
      }
      after = batch.at(-1)?.id
      more = batch.length === AT_ONCE
    }
    return counts
  }
}
