import { ApplicationFailure } from '@temporalio/common'
import { continueAsNew, defineQuery, log, proxyActivities, setCurrentDetails, setHandler, workflowInfo } from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import { isObject } from './given-fields.ts'
import { isBoolean, isCount, operatorInput } from './operator-input.ts'

export interface RestoreApplications {
  /** The archiving run: the id that its result tells, or its workflow's id. */
  run_id: string
  /** Tells what would be restored, and restores nothing. */
  dry_run?: boolean | null
  /** What the run before this one did; operators leave it out. */
  so_far?: RestoredApplications & { batches: number }
}

export interface RestoredApplications {
  dry_run: boolean
  run_id: string
  /** The sum of the other two. */
  found: number
  restored: number
  /** Those that somebody changed at that moment. */
  left: number
  /** Of a dry run: ids of some. */
  sample: string[]
}

export const progress = defineQuery<RestoredApplications>('progress')

const BATCH = 10_000
const SAMPLE = 20
const SENTENCE =
  'This workflow takes the id of an archiving run, as its result tells it in run_id, or its workflow id: ' +
  '{"run_id":"archive-old-applications-2026-11-23T02:00:00Z"}; and with "dry_run":true it tells only what would be restored.'

const options = {
  startToCloseTimeout: '15 minutes',
  heartbeatTimeout: '10 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
} as const
const { countRestorable } = proxyActivities<Activities>({ ...options, summary: 'Counts what would be restored' })
const { restoreBatch } = proxyActivities<Activities>({
  ...options,
  // A run that says that it is cancelled restores no more.
  cancellationType: 'WAIT_CANCELLATION_COMPLETED',
  summary: `Restores ${BATCH} applications at most`,
})

/**
 * Takes out of the archive what a run of `archiveOldApplications` put there, 10,000 at a time. What a user archived or took out themselves since is
 * left as it is. What is restored counts as taken out now: the next nights leave it.
 */
export async function restoreApplications(input: RestoreApplications): Promise<RestoredApplications> {
  const { run_id, dry_run, so_far } = restoreInput(input)
  let state: RestoredApplications = so_far ?? { dry_run, run_id, found: 0, restored: 0, left: 0, sample: [] }
  setHandler(progress, () => state)

  if (dry_run) {
    const { found, sample } = await countRestorable({ archivedBy: run_id, sample: SAMPLE })
    state = { ...state, found, restored: found, sample }
  }
  for (let [number, more] = [so_far?.batches ?? 0, !dry_run]; more; number++) {
    const batch = await restoreBatch({ archivedBy: run_id, batch: { runId: workflowInfo().runId, number }, limit: BATCH })
    state = {
      ...state,
      found: state.found + batch.found,
      restored: state.restored + batch.restored,
      left: state.left + batch.found - batch.restored,
    }
    more = batch.found === BATCH
    setCurrentDetails(`${state.restored} applications restored so far.`)
    if (more && workflowInfo().continueAsNewSuggested) {
      await continueAsNew<typeof restoreApplications>({ run_id, so_far: { ...state, batches: number + 1 } })
    }
  }

  const nothing = `Nothing to restore: no application is in the archive by the run \`${run_id}\`. Is it the id of an archiving run?`
  const told = `${state.restored} applications ${dry_run ? 'would be ' : ''}restored, ${state.left} changed meanwhile and left.`
  setCurrentDetails(state.found === 0 ? nothing : told)
  if (state.restored > 0 && !dry_run) log.info('Archived applications were restored', { restored: state.restored, left: state.left, run_id })
  return state
}

/** @throws ApplicationFailure (never retried) that shows an operator the JSON to type */
export function restoreInput(input: unknown) {
  const isName = (value: unknown) => typeof value === 'string' && value.trim() !== '' && value.length <= 1_000
  const given = operatorInput(input, { run_id: isName, dry_run: isBoolean, so_far: isSoFar }, SENTENCE)
  if (given.run_id === undefined) throw ApplicationFailure.nonRetryable(`"run_id" is missing. ${SENTENCE}`, 'bad_input')
  return { run_id: String(given.run_id).trim(), dry_run: given.dry_run === true, so_far: given.so_far as RestoreApplications['so_far'] }
}

const isSoFar = (value: unknown): boolean =>
  isObject(value) && [value.found, value.restored, value.left, value.batches].every(isCount) && Array.isArray(value.sample)
