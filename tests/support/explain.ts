import type { Db, Document } from 'mongodb'
import type { Query } from './index-check.ts'
import type { RecordedCommand } from './recorded-commands.ts'

/** Stages of plans that the server did not choose, and what it repeats of the question, are no part of what it does. */
const NOT_THE_PLAN = new Set(['rejectedPlans', 'command', 'executionStats', 'parsedQuery'])

/** Every stage of the plan that the server would follow, as it says itself. */
export async function stagesOf(db: Db, { command }: RecordedCommand): Promise<string[]> {
  return stages(await db.command({ explain: command, verbosity: 'queryPlanner' }))
}

function stages(plan: unknown): string[] {
  if (Array.isArray(plan)) return plan.flatMap(stages)
  if (typeof plan !== 'object' || plan === null) return []
  return Object.entries(plan).flatMap(([key, value]) =>
    NOT_THE_PLAN.has(key) ? [] : key === 'stage' && typeof value === 'string' ? [value] : stages(value),
  )
}

/** Whether MongoDB's stand-in serves, rather than a mongod. */
export const isStandIn = async (db: Db): Promise<boolean> => 'secantusVersion' in (await db.admin().buildInfo())

/**
 * Whether the stand-in's explain can be believed: only of reads by plain values that are all an index's. It tells nothing of updates and
 * deletes, and calls a collection scan what it finds by an index and checks further.
 */
export function standInTells({ name, queries }: RecordedCommand, hasResidual: (query: Query) => boolean): boolean {
  const plain = (value: Document) => Object.values(value).every((one) => one === null || typeof one !== 'object' || '_bsontype' in one)
  return name !== 'update' && name !== 'delete' && queries.length > 0 && queries.every((query) => plain(query.filter) && !hasResidual(query))
}
