import { type Client, ScheduleOverlapPolicy } from '@temporalio/client'
import { msToTs } from '@temporalio/common/lib/time.js'
import { readInstant } from '../core/domain/instant-rules.ts'
import { StackError } from './stack-error.ts'

export interface BackfillRequest {
  scheduleId: string
  /** ISO 8601, both included. */
  from: string | undefined
  to: string | undefined
  /** Also more than `MOST_RUNS`. */
  force: boolean
}

/** What a period may start unless it is forced to more. */
const MOST_RUNS = 100
/** Temporal counts no further. */
const COUNTED = 1_000

/**
 * Runs a schedule for the times that it would have had in a period that is over.
 * @returns the sentence that says so
 * @throws StackError for a wrong period, or one of too many runs; ScheduleNotFoundError
 */
export async function backfillSchedule(client: Client, { scheduleId, from, to, force }: BackfillRequest): Promise<string> {
  const [start, end] = [momentOf('--from', from), momentOf('--to', to)]
  if (start >= end) throw new StackError('--from should be before --to.')
  if (end.getTime() > Date.now()) throw new StackError('--to is in the future: a backfill runs for times that are over.')
  const schedule = client.schedule.getHandle(scheduleId)
  await schedule.describe()
  const runs = await countTimes(client, scheduleId, start, end)
  const count = `${runs >= COUNTED ? 'at least ' : ''}${runs} ${runs === 1 ? 'run' : 'runs'}`
  const period = `from ${start.toISOString()} to ${end.toISOString()}`
  if (runs === 0) throw new StackError(`${scheduleId} has no times ${period}: nothing was started.`)
  if (runs > MOST_RUNS && !force)
    throw new StackError(`${scheduleId} would have ${count} ${period}, one after the other: choose a shorter period, or add --force.`)
  // One after the other: each would do the same work at the same time otherwise.
  await schedule.backfill({ start, end, overlap: ScheduleOverlapPolicy.BUFFER_ALL })
  return `${scheduleId} runs for its times ${period}, one after the other: ${count}. docs/operations.md says how to stop that (Schedules).`
}

async function countTimes({ workflowService, options }: Client, scheduleId: string, start: Date, end: Date): Promise<number> {
  // Temporal leaves the first moment out here, and takes it in when it backfills.
  const period = { startTime: msToTs(start.getTime() - 1), endTime: msToTs(end.getTime()) }
  const { startTime } = await workflowService.listScheduleMatchingTimes({ namespace: options.namespace, scheduleId, ...period })
  return startTime.length
}

function momentOf(option: string, text: string | undefined): Date {
  const moment = readInstant(text ?? '')
  if (moment === undefined) throw new StackError(`${option} is ${text === undefined ? 'missing' : 'wrong'}: it should be like 2026-11-23T03:00:00Z.`)
  return moment
}
