import { ApplicationFailure } from '@temporalio/common'
import type { CvRepository } from '../../core/db/cv-repository.ts'
import type { ErasedRecords, UserErasure } from '../../core/db/user-erasure.ts'
import { NOT_ASKED_FOR } from '../../core/temporal/names.ts'

export interface ErasingDependencies {
  erasure: Pick<UserErasure, 'erasureState' | 'eraseRecords' | 'eraseAccount'>
  cvs: Pick<CvRepository, 'deleteAllOf'>
  now: () => Date
}

export interface EraseBatch {
  userId: string
  limit: number
}

export interface ErasedBatch {
  erased: ErasedRecords
  /** There may be other records. */
  more: boolean
}

/** What erases a user. Each is safe to run twice: what is gone stays gone. */
export const createErasing = ({ erasure, cvs, now }: ErasingDependencies) => ({
  /** @throws ApplicationFailure not_asked_for (never retried): a typing error of an operator must not cost a live account */
  async refuseLiveUser({ userId }: { userId: string }): Promise<void> {
    if ((await erasure.erasureState(userId)) !== 'alive') return
    const message = 'Nobody asked for the erasure of this user, so nothing was erased. DELETE /users/{user_id} asks for it.'
    throw ApplicationFailure.nonRetryable(message, NOT_ASKED_FOR)
  },

  /** Deletes at most `limit` records of the user; their CV, with all files of it, goes when nothing else is left. */
  async eraseBatch({ userId, limit }: EraseBatch): Promise<ErasedBatch> {
    const batch = await erasure.eraseRecords(userId, limit, now())
    if (batch.more) return batch
    const files = await cvs.deleteAllOf(userId)
    return { ...batch, erased: { ...batch.erased, ...(files > 0 && { cvs: files }) } }
  },

  /** Deletes the user's own record, which comes last. */
  async eraseAccount({ userId }: { userId: string }): Promise<void> {
    await erasure.eraseAccount(userId)
  },
})
