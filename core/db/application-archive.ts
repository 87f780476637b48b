import type { Db, Filter, ObjectId } from 'mongodb'
import { ARCHIVABLE_STATUSES, type ArchivableStatus } from '../domain/application-rules.ts'
import type { ApplicationDocument } from './application-document.ts'
import { createBatchLedger } from './batch-ledger.ts'
import { inChunks } from './in-chunks.ts'

/** A run of a workflow, by the two names that an operator reads of it: its workflow's id, and the id of the first run of its chain. */
export interface RunNames {
  workflowId: string
  firstRunId: string
}

/** How many applications, by status. */
export type CountedByStatus = Partial<Record<ArchivableStatus, number>>

export interface ArchivedBatch {
  /** Found to be old enough: what was archived, and what somebody changed at that moment. */
  found: number
  archived: CountedByStatus
}

export type ApplicationArchive = ReturnType<typeof createApplicationArchive>

type Plan = { status: ArchivableStatus; ids: ObjectId[] }[]

/** Applications of all users that go into the archive, and come out of it again. */
export function createApplicationArchive(db: Db) {
  const applications = db.collection<ApplicationDocument>('applications')
  const ledger = createBatchLedger(db)
  const oldOnes = (status: ArchivableStatus, before: Date): Filter<ApplicationDocument> => ({
    status,
    archived: false,
    application_date: { $lt: before },
    unarchived_at: { $not: { $gte: before } },
  })
  const idsOf = async (filter: Filter<ApplicationDocument>, limit: number) => {
    const found = limit === 0 ? [] : await applications.find(filter, { projection: { _id: 1 } }).limit(limit).toArray() // biome-ignore format: one line reads better
    return found.map(({ _id }) => _id)
  }

  return {
    /** How many there are to archive, by status, with the ids of some. Served by `applications_to_archive`. */
    async countArchivable(before: Date, sample: number): Promise<{ found: CountedByStatus; sample: string[] }> {
      const found: CountedByStatus = {}
      const ids: ObjectId[] = []
      for (const status of ARCHIVABLE_STATUSES) {
        found[status] = await applications.countDocuments(oldOnes(status, before))
        ids.push(...(await idsOf(oldOnes(status, before), sample - ids.length)))
      }
      return { found, sample: ids.map(String) }
    },

    /**
     * Archives `limit` applications at most, whose date, and the moment when somebody took them out of the archive, are before `before`. What a user
     * changes meanwhile is theirs. Safe to repeat under the same key.
     * @throws the signal's reason: no more is archived then
     */
    archive(
      key: string,
      { before, limit, run, now, signal }: { before: Date; limit: number; run: RunNames; now: Date; signal?: AbortSignal },
    ): Promise<ArchivedBatch> {
      const archived_by = [run.workflowId, run.firstRunId]
      const change = { $set: { archived: true, archived_by, updated_at: now }, $inc: { version: 1 } }
      return ledger.once<Plan, ArchivedBatch>(key, now, {
        async plan() {
          const batch: Plan = []
          let room = limit
          for (const status of ARCHIVABLE_STATUSES) {
            const ids = await idsOf(oldOnes(status, before), room)
            batch.push({ status, ids })
            room -= ids.length
          }
          return batch
        },
        isNothing: (batch) => batch.every(({ ids }) => ids.length === 0),
        async carryOut(batch, isRepeated) {
          const archived: CountedByStatus = {}
          for (const { status, ids } of batch) {
            const archiveSome = async (some: ObjectId[]) => {
              const { modifiedCount } = await applications.updateMany({ _id: { $in: some }, ...oldOnes(status, before) }, change)
              return isRepeated
                ? await applications.countDocuments({ _id: { $in: some }, archived: true, archived_by: run.firstRunId })
                : modifiedCount
            }
            archived[status] = await inChunks(ids, archiveSome, signal)
          }
          return { found: batch.reduce((sum, { ids }) => sum + ids.length, 0), archived }
        },
      })
    },

    /** How many applications that run archived and nobody has touched since, with the ids of some. Served by `applications_archived_by`. */
    async countRestorable(run: string, sample: number): Promise<{ found: number; sample: string[] }> {
      const filter = { archived_by: run, archived: true }
      return { found: await applications.countDocuments(filter), sample: (await idsOf(filter, sample)).map(String) }
    },

    /**
     * Takes `limit` applications at most out of the archive that this run put there. They count as taken out now, so that the next run leaves them.
     * Safe to repeat under the same key.
     * @param run its workflow's id, or its first run's
     * @throws the signal's reason: no more is restored then
     */
    restore(
      key: string,
      { run, limit, now, signal }: { run: string; limit: number; now: Date; signal?: AbortSignal },
    ): Promise<{ found: number; restored: number }> {
      const theirs = { archived_by: run, archived: true }
      const change = { $set: { archived: false, archived_by: [], unarchived_at: now, updated_at: now }, $inc: { version: 1 } }
      return ledger.once<{ ids: ObjectId[]; at: Date }, { found: number; restored: number }>(key, now, {
        plan: async () => ({ ids: await idsOf(theirs, limit), at: now }),
        isNothing: ({ ids }) => ids.length === 0,
        async carryOut({ ids, at }, isRepeated) {
          const stamped = { ...change, $set: { ...change.$set, unarchived_at: at } }
          const restoreSome = async (some: ObjectId[]) => {
            const { modifiedCount } = await applications.updateMany({ _id: { $in: some }, ...theirs }, stamped)
            return isRepeated ? await applications.countDocuments({ _id: { $in: some }, archived: false, unarchived_at: at }) : modifiedCount
          }
          return { found: ids.length, restored: await inChunks(ids, restoreSome, signal) }
        },
      })
    },
  }
}
