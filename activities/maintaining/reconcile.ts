import type { DueDescription, UnfinishedDescription } from '../../core/db/application-descriptions.ts'
import type { ApplicationRepository } from '../../core/db/application-repository.ts'
import type { ModelUsageRepository } from '../../core/db/model-usage-repository.ts'
import type { UserErasure } from '../../core/db/user-erasure.ts'
import type { StoredDescriptionError } from '../../core/domain/application.ts'
import { type CollectionReconciling, createCollectionReconciling } from './reconcile-collections.ts'

/** The little of the applications' repository that reconciling needs. */
export type UnfinishedApplications = Pick<
  ApplicationRepository,
  'listUnfinished' | 'failUnfinished' | 'listDueAgain' | 'renewDescription' | 'postponeDescription'
>

/** What Temporal knows of the workflow of a record: `broken` is failed, terminated, cancelled or timed out. */
export type WorkflowState = 'running' | 'completed' | 'broken' | 'unknown'

/** The little of Temporal that reconciling needs. */
export interface DescriptionWorkflows {
  state(applicationId: string): Promise<WorkflowState>
  /** Starts the workflow, or tells the running one to read the record again. */
  start(description: { applicationId: string; userId: string; url: string | null /** Others go before it. */; isLate?: boolean }): Promise<void>
}

/** The little of Temporal that reconciling needs for erasures. */
export interface ErasureWorkflows {
  isErasing(userId: string): Promise<boolean>
  /** Starts the workflow, or joins the running one. */
  erase(userId: string): Promise<void>
}

export interface ReconcilingDependencies extends CollectionReconciling {
  applications: UnfinishedApplications
  workflows: DescriptionWorkflows
  /** Undefined where no model is configured. */
  modelBudgets: Pick<ModelUsageRepository, 'roomForWaiting'> | undefined
  erasure: Pick<UserErasure, 'listErasing'>
  erasures: ErasureWorkflows
  now: () => Date
}

export interface ReconcileBatch {
  /** ISO 8601: what changed later is left to those who are at it. */
  updatedBefore: string
  after: string | undefined
  limit: number
}

export interface ReconcileCounts {
  /** Whose workflow was started (again). */
  started: number
  /** Stuck descriptions and collections that were ended as failed. */
  ended: number
  /** Those still at work. */
  left: number
  /** Those that the next run tries again, since Temporal or MongoDB refused. */
  errors: number
}

const AT_ONCE = 10
const ERASURES_AT_MOST = 100
/** Of those that were promised another try: the others have their turn in the next run. */
const AGAIN_AT_MOST = 100
const INTERRUPTED: StoredDescriptionError = { code: 'timed_out', params: { reason: 'interrupted' }, retry_at: null }

export function createReconciling({ applications, workflows, modelBudgets, erasure, erasures, now, ...ofCollections }: ReconcilingDependencies) {
  const reconcileCollections = createCollectionReconciling({ ...ofCollections, now })

  async function reconciled({ id, userId, url, status, request }: UnfinishedDescription): Promise<'started' | 'ended' | 'left'> {
    const state = status === 'pending' ? 'unknown' : await workflows.state(id)
    if (state === 'running') return 'left'
    if (state === 'broken') return (await applications.failUnfinished(id, request, INTERRUPTED, now())) ? 'ended' : 'left'
    await workflows.start({ applicationId: id, userId, url })
    return 'started'
  }

  /** Its page is not read in vain: only where the budgets have room for it. */
  async function renewed({ id, userId, url }: DueDescription): Promise<'started' | 'left'> {
    const reached = await modelBudgets?.roomForWaiting(userId, now())
    // Of everybody's budget nobody has any: they keep their places.
    if (reached?.scope === 'user') await applications.postponeDescription(id, reached.resetsAt, now())
    if (reached !== undefined || !(await applications.renewDescription(id, now()))) return 'left'
    await workflows.start({ applicationId: id, userId, url, isLate: true })
    return 'started'
  }

  async function erased(userId: string): Promise<'started' | 'left'> {
    if (await erasures.isErasing(userId)) return 'left'
    await erasures.erase(userId)
    return 'started'
  }

  return {
    /**
     * One batch of the descriptions that were asked for and have not come: starts what nobody works on, ends what broke. The first one
     * also starts the erasures that nobody works on and the descriptions that were promised another try by now, and sees to the collections.
     * Safe to run twice: a start joins the running workflow, an end is conditional. One that fails is counted, so it keeps none of the others
     * back.
     */
    async reconcileBatch({ updatedBefore, after, limit }: ReconcileBatch): Promise<ReconcileCounts & { last: string | undefined }> {
      const before = new Date(updatedBefore)
      const unfinished = await applications.listUnfinished({ updatedBefore: before, after, limit })
      const erasing = after === undefined ? await erasure.listErasing(before, ERASURES_AT_MOST) : []
      const counts = after === undefined ? await reconcileCollections(before) : { started: 0, ended: 0, left: 0, errors: 0 }
      const due = after === undefined ? await applications.listDueAgain(now(), AGAIN_AT_MOST) : []
      const work = [
        ...erasing.map((userId) => () => erased(userId)),
        ...unfinished.map((description) => () => reconciled(description)),
        ...due.map((description) => () => renewed(description)),
      ]
      for (let first = 0; first < work.length; first += AT_ONCE) {
        const results = await Promise.allSettled(work.slice(first, first + AT_ONCE).map((reconcile) => reconcile()))
        for (const result of results) counts[result.status === 'fulfilled' ? result.value : 'errors']++
      }
      return { ...counts, last: unfinished.length === limit ? unfinished.at(-1)?.id : undefined }
    },
  }
}
