import type { Db } from 'mongodb'
import { Umzug, type UmzugStorage } from 'umzug'
import { type MigrationOptions, type MigrationResult, migrateFormerBackend } from './former-backend.ts'

/** A migration that was applied. */
interface AppliedMigration {
  _id: string
  applied_at: Date
}

/** In the order in which they are applied. Each is safe to run twice: what is recorded only spares the work. */
const MIGRATIONS = { '0001-former-backend': migrateFormerBackend } as const
type MigrationName = keyof typeof MIGRATIONS
const NAMES = Object.keys(MIGRATIONS) as MigrationName[]

export interface AppliedResult extends MigrationResult {
  migration: string
}

/** The migrations of a database; the list of applied ones is its collection `migrations`. */
export function createMigrations(db: Db, options: MigrationOptions, now: () => Date) {
  const results: AppliedResult[] = []
  const up = async (name: MigrationName) => {
    results.push({ migration: name, ...(await MIGRATIONS[name](db, options)) })
  }
  // What is not whole is not recorded: the next run goes on with it.
  const isDone = (name: string) => results.some((result) => result.migration === name && isWhole(result))
  const migrations = NAMES.map((name) => ({ name, up: () => up(name) }))
  const umzug = new Umzug({ migrations, storage: storageIn(db, isDone, now), logger: undefined })

  return {
    /** Names of those that are still to be applied. */
    pending: async (): Promise<string[]> => (await umzug.pending()).map(({ name }) => name),

    /**
     * Applies those that are pending; with `again` all, for documents in the former shape that came later. In a dry run nothing is
     * written, not even that it was applied.
     */
    async apply({ again }: { again: boolean }): Promise<AppliedResult[]> {
      const pending = await umzug.pending()
      const names = NAMES.filter((name) => again || pending.some((one) => one.name === name))
      if (options.dryRun) for (const name of names) await up(name)
      else await umzug.up({ migrations: names, rerun: 'ALLOW' })
      return results
    },
  }
}

/** Whether all came across, or was put aside, and can be found. */
export const isWhole = ({ collections, indexProblem }: MigrationResult): boolean =>
  indexProblem === undefined && collections.every(({ left }) => left === 0)

const storageIn = (db: Db, isDone: (name: string) => boolean, now: () => Date): UmzugStorage => {
  const migrations = db.collection<AppliedMigration>('migrations')
  return {
    async executed() {
      return (await migrations.find().sort({ _id: 1 }).toArray()).map(({ _id }) => _id)
    },
    /** The first time counts. */
    async logMigration({ name }) {
      if (isDone(name)) await migrations.updateOne({ _id: name }, { $setOnInsert: { applied_at: now() } }, { upsert: true })
    },
    async unlogMigration({ name }) {
      await migrations.deleteOne({ _id: name })
    },
  }
}
