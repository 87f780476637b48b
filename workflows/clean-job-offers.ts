import { continueAsNew, defineQuery, log, proxyActivities, setCurrentDetails, setHandler, workflowInfo } from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import { daysBefore } from '../core/domain/instant-rules.ts'
import { ENDED, NOT_SEEN } from '../core/domain/job-offer-rules.ts'
import { type CleanJobOffers, cleanInput, type SoFar } from './clean-job-offers-input.ts'

/** The steps in their order; each tells in its counts what it found, and what became of it. */
export const CLEANING_STEPS = ['adopt', 'normalise', 'merge', 'expire', 'delete'] as const

export interface CleanedOffers {
  dry_run: boolean
  step: (typeof CLEANING_STEPS)[number] | 'ended'
  /** ISO 8601: the moment for which it was told what is over. */
  at: string
  expire_after_days: number
  delete_after_days: number
  /** Offers of a former backend that got what they are found by. In a dry run they are only counted, and no other step knows them. */
  adopt: { found: number }
  /** `found` is the sum of the others and of `drop.found`. */
  normalise: { found: number; normalised: number; unchanged: number; left: number }
  /** Offers without title or address. `found` is the sum of the others. */
  drop: { found: number; dropped: number; referred: number }
  /** Doubles; `compared` offers were looked at. `found` is the sum of the other two. */
  merge: { compared: number; found: number; merged: number; left: number }
  expire: { found: number; valid_through_passed: number; not_seen: number; left: number }
  /** Closed ones. Those that somebody refers to stay. */
  delete: { found: number; deleted: number; referred: number; left: number }
  /** Of a dry run: ids of some, by what would become of them. */
  sample: { normalised: string[]; dropped: string[]; merged: string[]; expired: string[]; deleted: string[] }
}

export const progress = defineQuery<Partial<CleanedOffers>>('progress')

/** Offers that are read with their texts; those that are compared; those that are closed or deleted. */
const [READ_AT_ONCE, COMPARED_AT_ONCE, CLOSED_AT_ONCE] = [200, 100, 2_000]
const SAMPLE = 20

const options = {
  startToCloseTimeout: '10 minutes',
  heartbeatTimeout: '10 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
} as const
/** A run that says that it is cancelled changes no more. */
const changing = { ...options, cancellationType: 'WAIT_CANCELLATION_COMPLETED' } as const
const { maintenanceSettings } = proxyActivities<Activities>({ ...options, summary: 'Reads the configured days' })
const { countKeyless } = proxyActivities<Activities>({ ...options, summary: 'Finds what a former backend left' })
const { adoptBatch } = proxyActivities<Activities>({ ...changing, summary: 'Finds what a former backend left' })
const { normaliseBatch } = proxyActivities<Activities>({ ...changing, summary: `Normalises ${READ_AT_ONCE} offers at most, drops invalid ones` })
const { mergeBatch } = proxyActivities<Activities>({ ...changing, summary: `Compares ${COMPARED_AT_ONCE} offers at most, merges doubles` })
const { countClosable } = proxyActivities<Activities>({ ...options, summary: 'Closes offers that are over or were not seen' })
const { closeBatch } = proxyActivities<Activities>({ ...changing, summary: 'Closes offers that are over or were not seen' })
const { deleteBatch } = proxyActivities<Activities>({ ...changing, summary: 'Deletes closed offers that nobody refers to' })

/**
 * Cleans the catalogue: normalises what changed since it last did, drops what has no title or address, merges doubles, closes what is over or was
 * not seen for `expire_after_days`, and deletes what has been closed for `delete_after_days`, unless somebody refers to it. With `dry_run` only
 * tells what each step would find as things are.
 */
export async function cleanJobOffers(input?: CleanJobOffers): Promise<CleanedOffers> {
  const given = cleanInput(input)
  let state: CleanedOffers | undefined = given.soFar?.state
  setHandler(progress, () => state ?? {})
  state ??= await begun(given)
  const run: Run = { state, all: given.all, dryRun: given.dryRun, batches: given.soFar?.batches ?? 0, after: given.soFar?.after ?? null }

  for (const step of CLEANING_STEPS.slice(CLEANING_STEPS.indexOf(state.step as 'adopt'))) {
    state.step = step
    for (let more = true; more; ) {
      more = await STEPS[step](run)
      run.batches += 1
      setCurrentDetails(`Now: ${step}.\n\n${told(state)}`)
      if (workflowInfo().continueAsNewSuggested) await goOn(run, more)
    }
    run.after = null
  }

  state.step = 'ended'
  setCurrentDetails(`${given.dryRun ? 'Nothing was changed: what each step would do.\n\n' : ''}${told(state)}`)
  const { adopt, normalise, drop, merge, expire, delete: deleted } = state
  if (!given.dryRun) log.info('The catalogue was cleaned', { adopt, normalise, drop, merge, expire, delete: deleted })
  return state
}

interface Run {
  state: CleanedOffers
  all: boolean
  dryRun: boolean
  batches: number
  after: SoFar['after']
}

const batchOf = ({ batches }: Run) => ({ runId: workflowInfo().runId, number: batches })

/** Each does one batch of its step, and tells whether there may be more. */
const STEPS: Record<(typeof CLEANING_STEPS)[number], (run: Run) => Promise<boolean>> = {
  async adopt(run) {
    const { adopt } = run.state
    const found = run.dryRun ? await countKeyless() : (await adoptBatch({ batch: batchOf(run), limit: READ_AT_ONCE })).adopted
    adopt.found += found
    return !run.dryRun && found === READ_AT_ONCE
  },

  async normalise(run) {
    const { normalise, drop, sample } = run.state
    const batch = await normaliseBatch({ ...which(run), limit: READ_AT_ONCE })
    normalise.found += batch.found
    normalise.normalised += batch.normalised
    normalise.unchanged += batch.unchanged
    normalise.left += batch.left
    drop.found += batch.dropped + batch.referred
    drop.dropped += batch.dropped
    drop.referred += batch.referred
    sample.normalised = some(sample.normalised, batch.sample.normalised)
    sample.dropped = some(sample.dropped, batch.sample.dropped)
    run.after = batch.last ?? null
    return batch.last !== undefined
  },

  async merge(run) {
    const { merge, sample } = run.state
    const batch = await mergeBatch({ ...which(run), limit: COMPARED_AT_ONCE })
    merge.compared += batch.compared
    merge.found += batch.found
    merge.merged += batch.merged
    merge.left += batch.left
    sample.merged = some(sample.merged, batch.sample)
    run.after = batch.last ?? null
    return batch.last !== undefined
  },

  async expire(run) {
    const { at, expire_after_days, expire, sample } = run.state
    const asked = { at, unseenSince: daysBefore(new Date(at), expire_after_days).toISOString() }
    const batch = run.dryRun
      ? await countClosable({ ...asked, sample: SAMPLE })
      : await closeBatch({ ...asked, batch: batchOf(run), limit: CLOSED_AT_ONCE })
    const [ended, unseen] = [batch.closed[ENDED], batch.closed[NOT_SEEN]]
    const found = 'found' in batch ? batch.found : ended + unseen
    expire.found += found
    expire.valid_through_passed += ended
    expire.not_seen += unseen
    expire.left += found - ended - unseen
    if ('sample' in batch) sample.expired = batch.sample
    return !run.dryRun && found === CLOSED_AT_ONCE
  },

  async delete(run) {
    const { at, delete_after_days, delete: counts, sample } = run.state
    const closedBefore = daysBefore(new Date(at), delete_after_days).toISOString()
    const after = typeof run.after === 'string' ? undefined : (run.after ?? undefined)
    const batch = await deleteBatch({ batch: batchOf(run), closedBefore, after, limit: CLOSED_AT_ONCE, dryRun: run.dryRun })
    counts.found += batch.deleted + batch.referred + batch.left
    counts.deleted += batch.deleted
    counts.referred += batch.referred
    counts.left += batch.left
    sample.deleted = some(sample.deleted, batch.sample)
    run.after = batch.last ?? null
    return batch.last !== undefined
  },
}

const which = (run: Run) => ({
  batch: batchOf(run),
  all: run.all,
  after: typeof run.after === 'string' ? run.after : undefined,
  dryRun: run.dryRun,
})

const some = (had: readonly string[], more: readonly string[]) => [...had, ...more].slice(0, SAMPLE)

/** @param more whether the step has other batches; else the next run begins with the next one */
async function goOn({ state, all, dryRun, batches, after }: Run, more: boolean): Promise<void> {
  const next = CLEANING_STEPS[CLEANING_STEPS.indexOf(state.step as 'adopt') + 1]
  if (!more && next === undefined) return
  const so_far = { state: { ...state, step: more ? state.step : (next ?? state.step) }, batches, after: more ? after : null }
  await continueAsNew<typeof cleanJobOffers>({ all, dry_run: dryRun, so_far })
}

async function begun({ expireAfterDays, deleteAfterDays, dryRun }: ReturnType<typeof cleanInput>): Promise<CleanedOffers> {
  const configured = await maintenanceSettings()
  return {
    dry_run: dryRun,
    step: 'adopt',
    at: new Date().toISOString(),
    expire_after_days: expireAfterDays ?? configured.expireAfterDays,
    delete_after_days: deleteAfterDays ?? configured.deleteAfterDays,
    adopt: { found: 0 },
    normalise: { found: 0, normalised: 0, unchanged: 0, left: 0 },
    drop: { found: 0, dropped: 0, referred: 0 },
    merge: { compared: 0, found: 0, merged: 0, left: 0 },
    expire: { found: 0, valid_through_passed: 0, not_seen: 0, left: 0 },
    delete: { found: 0, deleted: 0, referred: 0, left: 0 },
    sample: { normalised: [], dropped: [], merged: [], expired: [], deleted: [] },
  }
}

const told = ({ adopt, normalise, drop, merge, expire, delete: deleted, expire_after_days, delete_after_days }: CleanedOffers) =>
  [
    `- of a former backend: ${adopt.found}`,
    `- normalised: ${normalise.normalised} of ${normalise.found}`,
    `- without title or address: ${drop.dropped} dropped, ${drop.referred} referred to and kept`,
    `- doubles: ${merge.merged} merged, ${merge.compared} offers compared`,
    `- closed: ${expire.valid_through_passed} whose last day is over, ${expire.not_seen} not seen for ${expire_after_days} days`,
    `- closed for ${delete_after_days} days: ${deleted.deleted} deleted, ${deleted.referred} referred to and kept`,
  ].join('\n')
