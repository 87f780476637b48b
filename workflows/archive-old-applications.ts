import { continueAsNew, defineQuery, log, patched, proxyActivities, setCurrentDetails, setHandler, workflowInfo } from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import { ARCHIVABLE_STATUSES, type ArchivableStatus } from '../core/domain/application-rules.ts'
import { daysBefore } from '../core/domain/instant-rules.ts'
import { isObject } from './given-fields.ts'
import { isBoolean, isCount, isDays, operatorInput } from './operator-input.ts'

export interface ArchiveOldApplications {
  /** 40 unless configuration says otherwise. */
  older_than_days?: number | null
  /** Tells what would be archived, and archives nothing. */
  dry_run?: boolean | null
  /** Where the run before this one left off; operators leave it out. */
  so_far?: ArchivedApplications & { batches: number }
}

export interface ArchivedApplications {
  dry_run: boolean
  /** By it `restoreApplications` takes back what this run archived. */
  run_id: string
  older_than_days: number
  /** ISO 8601: what was applied for, or taken out of the archive, before. */
  before: string
  /** The sum of the other two. */
  found: number
  archived: number
  /** Those that somebody changed at that moment. */
  left: number
  /** What was archived; of a dry run what would be. */
  by_status: Partial<Record<ArchivableStatus, number>>
  /** Of a dry run: ids of some. */
  sample: string[]
}

export const progress = defineQuery<Partial<ArchivedApplications>>('progress')

/** Each batch looks for what is old once more: with MongoDB's stand-in that takes seconds. At fifty a second one ends in time all the same. */
const BATCH = 40_000
const FORMER_BATCH = 10_000
const LARGER_BATCHES = 'archives-in-larger-batches'
const SAMPLE = 20
const SENTENCE =
  'This workflow takes {}, or how many days ago somebody applied (1 to 36500), and whether to tell only what would be archived: ' +
  '{"older_than_days":40,"dry_run":true}.'

const options = { heartbeatTimeout: '10 seconds', retry: { initialInterval: '1 second', maximumInterval: '1 minute' } } as const
const { maintenanceSettings } = proxyActivities<Activities>({ ...options, startToCloseTimeout: '10 seconds', summary: 'Reads the configured days' })
const { countArchivable } = proxyActivities<Activities>({ ...options, startToCloseTimeout: '15 minutes', summary: 'Counts what would be archived' })
const { archiveBatch } = proxyActivities<Activities>({
  ...options,
  startToCloseTimeout: '15 minutes',
  // A run that says that it is cancelled archives no more: what it did can be taken back whole.
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  summary: `Archives ${BATCH} applications at most`,
})

/**
 * Archives the applications that were refused, or had no answer, and are older than `older_than_days`, 40,000 at a time; what a user took out
 * of the archive counts from there. With `dry_run` only tells which. `restoreApplications` takes it back.
 */
export async function archiveOldApplications(input?: ArchiveOldApplications): Promise<ArchivedApplications> {
  const { older_than_days, dry_run, so_far } = archiveInput(input)
  const { workflowId, runId, firstExecutionRunId } = workflowInfo()
  let state: ArchivedApplications | undefined = so_far
  setHandler(progress, () => state ?? {})

  const days = state?.older_than_days ?? older_than_days ?? (await maintenanceSettings()).archiveAfterDays
  state ??= begun({ dry_run, run_id: firstExecutionRunId, older_than_days: days, before: daysBefore(new Date(), days).toISOString() })
  if (dry_run) {
    const { found, sample } = await countArchivable({ before: state.before, sample: SAMPLE })
    state = { ...added(state, { found: sumOf(found), archived: found }), sample }
  }
  const limit = !dry_run && patched(LARGER_BATCHES) ? BATCH : FORMER_BATCH
  for (let [number, more] = [so_far?.batches ?? 0, !dry_run]; more; number++) {
    const run = { workflowId, firstRunId: state.run_id }
    const batch = await archiveBatch({ run, batch: { runId, number }, before: state.before, limit })
    state = added(state, batch)
    more = batch.found === limit
    setCurrentDetails(`${told(state)} so far.`)
    if (more && workflowInfo().continueAsNewSuggested) {
      await continueAsNew<typeof archiveOldApplications>({ older_than_days: days, so_far: { ...state, batches: number + 1 } })
    }
  }

  const undo = state.archived > 0 && !dry_run ? `\n\nTo take it back: \`restoreApplications\` with \`{"run_id":"${state.run_id}"}\`.` : ''
  setCurrentDetails(`${dry_run ? 'Nothing was changed. ' : ''}${told(state)}.${undo}`)
  if (state.archived > 0 && !dry_run) log.info('Old applications were archived', { archived: state.archived, left: state.left, run_id: state.run_id })
  return state
}

const sumOf = (counts: ArchivedApplications['by_status']) => Object.values(counts).reduce((sum, count) => sum + count, 0)

const begun = (of: Pick<ArchivedApplications, 'dry_run' | 'run_id' | 'older_than_days' | 'before'>): ArchivedApplications => ({
  ...of,
  found: 0,
  archived: 0,
  left: 0,
  by_status: {},
  sample: [],
})

function added(state: ArchivedApplications, batch: { found: number; archived: ArchivedApplications['by_status'] }): ArchivedApplications {
  const archived = sumOf(batch.archived)
  const by_status = Object.fromEntries(ARCHIVABLE_STATUSES.map((status) => [status, (state.by_status[status] ?? 0) + (batch.archived[status] ?? 0)]))
  return {
    ...state,
    found: state.found + batch.found,
    archived: state.archived + archived,
    left: state.left + batch.found - archived,
    by_status,
  }
}

const told = ({ archived, left, before, dry_run, by_status }: ArchivedApplications) => {
  const statuses = Object.entries(by_status).map(([status, count]) => `${count} ${status}`)
  const changed = left > 0 ? `, ${left} changed meanwhile and left` : ''
  return `${archived} applications of before ${before.slice(0, 10)} ${dry_run ? 'would be archived' : 'archived'} (${statuses.join(', ')})${changed}`
}

/** @throws ApplicationFailure (never retried) that shows an operator the JSON to type */
export function archiveInput(input: unknown) {
  const given = operatorInput(input, { older_than_days: isDays, dry_run: isBoolean, so_far: isSoFar }, SENTENCE)
  return {
    older_than_days: given.older_than_days as number | undefined,
    dry_run: given.dry_run === true,
    so_far: given.so_far as ArchiveOldApplications['so_far'],
  }
}

const isSoFar = (value: unknown): boolean =>
  isObject(value) &&
  [value.found, value.archived, value.left, value.batches].every(isCount) &&
  isDays(value.older_than_days) &&
  [value.run_id, value.before].every((text) => typeof text === 'string') &&
  isObject(value.by_status) &&
  Array.isArray(value.sample)
