import { continueAsNew, defineQuery, log, proxyActivities, setCurrentDetails, setHandler, sleep, workflowInfo } from '@temporalio/workflow'
import type { Activities } from '../activities/index.ts'
import { isObject } from './given-fields.ts'
import { isCount } from './operator-input.ts'
import { plainFailure } from './plain-failure.ts'
import { recordInput } from './record-input.ts'

export interface EraseUser {
  user_id: string
  /** What the run before this one erased; operators leave it out. */
  so_far?: Record<string, number>
}

export interface ErasureProgress {
  step: 'waiting' | 'erasing' | 'ended'
  /** How many records are gone, by collection. */
  erased: Record<string, number>
}

export const progress = defineQuery<ErasureProgress>('progress')

/** Every API process has seen by then that the user's sessions have ended (5 s), and what they asked for before is done. */
const LAST_REQUESTS = '8 seconds'
const BATCH = 500

const options = {
  startToCloseTimeout: '2 minutes',
  heartbeatTimeout: '10 seconds',
  retry: { initialInterval: '1 second', maximumInterval: '1 minute' },
} as const
const { refuseLiveUser } = proxyActivities<Activities>({ ...options, summary: 'Refuses a user who did not ask for it' })
const { eraseBatch } = proxyActivities<Activities>({ ...options, summary: `Erases ${BATCH} records at most` })
const { eraseAccount } = proxyActivities<Activities>({ ...options, summary: 'Erases the account' })

/** @throws ApplicationFailure (never retried) that shows an operator the JSON to type */
export const eraseUserInput = (input: unknown) => recordInput(input, 'user_id', { so_far: { check: isCounts } })

/**
 * Erases a user who asked for it: waits for their last requests, erases all that is theirs, 500 records at a time, then their account.
 * What a user who is gone has left behind is erased all the same.
 */
export async function eraseUser(input: EraseUser): Promise<Record<string, number>> {
  const { id: userId, given } = eraseUserInput(input)
  const soFar = given.so_far as EraseUser['so_far']
  const state: ErasureProgress = { step: 'waiting', erased: { ...soFar } }
  setHandler(progress, () => state)

  try {
    await refuseLiveUser({ userId })
  } catch (error) {
    throw plainFailure(error)
  }
  if (soFar === undefined) await sleep(LAST_REQUESTS, { summary: 'Until the user’s last requests are done' })
  state.step = 'erasing'
  for (let more = true; more; ) {
    const batch = await eraseBatch({ userId, limit: BATCH })
    more = batch.more
    for (const [collection, count] of Object.entries(batch.erased)) state.erased[collection] = (state.erased[collection] ?? 0) + count
    setCurrentDetails(`Erased so far: ${listed(state.erased)}.`)
    if (more && workflowInfo().continueAsNewSuggested) await continueAsNew<typeof eraseUser>({ user_id: userId, so_far: state.erased })
  }
  await eraseAccount({ userId })

  state.step = 'ended'
  setCurrentDetails(`The user is gone. Erased: ${listed(state.erased)}.`)
  log.info('A user was erased', { user_id: userId, erased: state.erased })
  return state.erased
}

const listed = (erased: Record<string, number>) =>
  Object.entries(erased)
    .map(([collection, count]) => `${count} ${collection}`)
    .join(', ') || 'no records'

const isCounts = (given: unknown) => isObject(given) && Object.values(given).every(isCount)
