import type { CollectionRun } from '../../core/db/collection-runs.ts'
import { isSourceName, type SourceName } from '../../core/domain/sources.ts'
import type { SourceSettings } from '../../core/source-settings.ts'
import type { SourceQuery } from './query.ts'
import type { JobSource, SourceTarget, SourceTask } from './source.ts'
import { type Sources, targetsOf } from './targets.ts'

/** A source as a run asks it. */
export interface AskedOf {
  name: SourceName
  job: JobSource
  task: SourceTask
}

/**
 * A source with what a run asks of it; undefined for a source that nobody knows (any more).
 * @param targets instead of those that are asked for
 */
export function askedOf(
  run: CollectionRun,
  source: string,
  { sources, sourceSettings }: { sources: Sources; sourceSettings: SourceSettings },
  targets?: readonly SourceTarget[],
): AskedOf | undefined {
  if (!isSourceName(source) || sources[source] === undefined) return undefined
  const { boards: _boards, ...settings } = sourceSettings[source]
  const task = {
    query: run.query as SourceQuery,
    targets: targets ?? targetsOf(run.asked, sources, sourceSettings).get(source) ?? [],
    settings,
    limit: run.asked.limit,
  }
  return { name: source, job: sources[source], task }
}
