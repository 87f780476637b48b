import type { ApplicationArchive, CountedByStatus, RunNames } from '../../core/db/application-archive.ts'
import { type BatchOf, batchKey } from './batch-of.ts'
import { cancelled } from './cancelled.ts'

export interface ArchivingDependencies {
  archive: ApplicationArchive
  maintenance: MaintenanceSettings
  now: () => Date
}

/** What configuration says, in days. */
export interface MaintenanceSettings {
  /** An application is archived when it is older. */
  archiveAfterDays: number
  /** An offer that nobody has seen for longer is closed. */
  expireAfterDays: number
  /** A closed offer is deleted after so many. */
  deleteAfterDays: number
}

export interface ArchiveBatch {
  run: RunNames
  batch: BatchOf
  /** ISO 8601. */
  before: string
  limit: number
}

export interface RestoreBatch {
  /** The archiving run, by its workflow's id or its own. */
  archivedBy: string
  batch: BatchOf
  limit: number
}

/** Each is safe to run twice: what a lost attempt did is counted once. One that is cancelled changes no more. */
export const createArchiving = ({ archive, maintenance, now }: ArchivingDependencies) => ({
  /** What holds where an operator says nothing else. */
  maintenanceSettings: async (): Promise<MaintenanceSettings> => maintenance,

  /** What an archiving run would do: counts by status, and some of the ids. */
  countArchivable: ({ before, sample }: { before: string; sample: number }): Promise<{ found: CountedByStatus; sample: string[] }> =>
    archive.countArchivable(new Date(before), sample),

  archiveBatch: ({ run, batch, before, limit }: ArchiveBatch): Promise<{ found: number; archived: CountedByStatus }> =>
    archive.archive(batchKey('archive', batch), { before: new Date(before), limit, run, now: now(), signal: cancelled() }),

  /** What a restoring run would do. */
  countRestorable: ({ archivedBy, sample }: { archivedBy: string; sample: number }): Promise<{ found: number; sample: string[] }> =>
    archive.countRestorable(archivedBy, sample),

  restoreBatch: ({ archivedBy, batch, limit }: RestoreBatch): Promise<{ found: number; restored: number }> =>
    archive.restore(batchKey('restore', batch), { run: archivedBy, limit, now: now(), signal: cancelled() }),
})
