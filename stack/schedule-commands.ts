import { setTimeout as delay } from 'node:timers/promises'
import { type ScheduleDescription, ScheduleNotFoundError, WorkflowNotFoundError } from '@temporalio/client'
import type { Logger } from '../core/logger.ts'
import { applySchedules, type Place, putBack } from '../worker/apply-schedules.ts'
import { redefinitions, type ScheduleDifference, scheduleDifferences, timesText } from '../worker/schedule-differences.ts'
import { type ScheduledJob, scheduledJobs } from '../worker/schedules.ts'
import { backfillSchedule } from './backfill-schedule.ts'
import { StackError } from './stack-error.ts'
import type { AtTemporal } from './with-temporal.ts'

export const SCHEDULE_COMMANDS = ['list', 'diff', 'apply', 'trigger', 'pause', 'resume', 'backfill'] as const
export type ScheduleCommand = (typeof SCHEDULE_COMMANDS)[number]

export interface ScheduleRequest {
  command: ScheduleCommand
  /** Of the schedules that it is about; none: all, where that makes sense. */
  ids: readonly string[]
  reason?: string | undefined
  from?: string | undefined
  to?: string | undefined
  /** `apply`: also what other settings made, and times that an operator changed; `backfill`: also very many runs. */
  force: boolean
}

/** What a command says, line by line, and whether something differs (`diff`). */
export interface ScheduleAnswer {
  lines: string[]
  differs: boolean
}

const SEEN_WITHIN_MS = 10_000
const LOOK_AGAIN_MS = 100

/**
 * Carries out a command of `npm run schedules`.
 * @throws StackError saying why it could not be
 */
export async function runScheduleCommand(request: ScheduleRequest, temporal: AtTemporal, log: Logger): Promise<ScheduleAnswer> {
  const { client, config } = temporal
  const all = scheduledJobs(config.schedules)
  const place = { taskQueue: config.temporal.taskQueue, timezone: config.temporal.scheduleTimezone }
  const jobs = chosen(request, all)
  const handleOf = ({ id }: ScheduledJob) => client.schedule.getHandle(id)
  const [job] = jobs as [ScheduledJob]
  const said = (...lines: string[]): ScheduleAnswer => ({ lines, differs: false })

  switch (request.command) {
    case 'list':
      return said(...(await Promise.all(jobs.map(async (one) => lineOf(one, await described(temporal, one))))))
    case 'diff': {
      const missing = ({ id }: ScheduledJob) => [`${id}: it is not there; \`apply\` makes it`]
      const lines = await differenceLines(jobs, temporal, (schedule, one) => scheduleDifferences(schedule, one, place), missing)
      return { lines: lines.length > 0 ? lines : ['Every schedule is as it is defined.'], differs: lines.length > 0 }
    }
    case 'apply': {
      if (!request.force) await refuseToRedefine(jobs, place, temporal)
      await applySchedules(client.schedule, jobs, place, log)
      if (request.force) for (const one of jobs) await putBack(client.schedule, one, place)
      return said(
        request.force
          ? 'Every schedule is as it is defined; pauses and notes are kept.'
          : 'Every schedule is there; times, pauses and notes that operators changed are kept.',
      )
    }
    case 'trigger':
      return said(await triggered(job, temporal))
    case 'pause':
      // Temporal takes an empty note as no wish to pause, and says nothing of it.
      await there(job, () => handleOf(job).pause(request.reason?.trim() || 'Paused from a terminal'))
      return said(`${job.id} is paused, also after restarts, until you resume it.`)
    case 'resume':
      // `unpause` would leave a note of its own where no reason is given.
      await there(job, () =>
        handleOf(job).update((previous) => ({ ...previous, state: { ...previous.state, paused: false, note: request.reason?.trim() ?? '' } })),
      )
      return said(`${job.id} runs again: ${lineOf(job, await described(temporal, job))}`)
    case 'backfill': {
      const { from, to, force } = request
      return said(await there(job, () => backfillSchedule(client, { scheduleId: job.id, from, to, force })))
    }
  }
}

function chosen({ command, ids }: ScheduleRequest, all: readonly ScheduledJob[]): ScheduledJob[] {
  const isOfAll = ['list', 'diff', 'apply'].includes(command)
  const names = all.map(({ id }) => id).join(', ')
  if (!isOfAll && ids.length !== 1) throw new StackError(`Say which schedule: one of ${names}.`)
  return (ids.length === 0 ? all.map(({ id }) => id) : ids).map((id) => {
    const job = all.find((one) => one.id === id)
    if (job === undefined) throw new StackError(`There is no schedule ${id}: there are ${names}.`)
    return job
  })
}

/** A terminal seldom has the variables that the workers were started with: what those made is not replaced in passing. */
async function refuseToRedefine(jobs: readonly ScheduledJob[], place: Place, temporal: AtTemporal): Promise<void> {
  const lines = await differenceLines(jobs, temporal, (schedule, one) => redefinitions(schedule, one, place))
  if (lines.length === 0) return
  throw new StackError(
    [
      'Nothing was applied: the settings or the release of this terminal are not those that the schedules were last made by, and would redefine',
      ...lines,
      'Set here what the workers are started with (SCHEDULE_*, TEMPORAL_TASK_QUEUE), or add --force: it puts back times that operators changed, too.',
    ].join('\n'),
  )
}

async function described({ client }: AtTemporal, { id }: ScheduledJob): Promise<ScheduleDescription | undefined> {
  try {
    return await client.schedule.getHandle(id).describe()
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) return undefined
    throw error
  }
}

async function there<T>({ id }: ScheduledJob, work: () => Promise<T>): Promise<T> {
  try {
    return await work()
  } catch (error) {
    if (error instanceof ScheduleNotFoundError) throw new StackError(`The schedule ${id} is not there: \`npm run schedules -- apply\` makes it.`)
    throw error
  }
}

function lineOf({ id }: ScheduledJob, schedule: ScheduleDescription | undefined): string {
  const name = id.padEnd(24)
  if (schedule === undefined) return `${name} is not there: \`npm run schedules -- apply\` makes it`
  const { spec, state, info } = schedule
  const next = info.nextActionTimes[0]
  const last = info.recentActions.at(-1)?.takenAt
  const runs = state.paused ? `paused${state.note ? `: ${state.note}` : ''}` : `next ${next?.toISOString() ?? 'never'}`
  return `${name} ${timesText(spec)} ${spec.timezone ?? 'UTC'}, ${runs}, last ${last?.toISOString() ?? 'never'}`
}

/** Runs it now, and says where to see that. */
async function triggered(job: ScheduledJob, temporal: AtTemporal): Promise<string> {
  const handle = temporal.client.schedule.getHandle(job.id)
  const before = await there(job, () => handle.describe())
  const known = new Set(runsOf(before).map(({ firstExecutionRunId }) => firstExecutionRunId))
  // What the schedule itself says of running ones comes late.
  const running = runsOf(before).at(-1)?.workflowId
  if (running !== undefined && (await isRunning(running, temporal)))
    return `A run of ${job.id} goes on already (${running}), so nothing was started: ${temporal.pageOf(running)}`
  await handle.trigger()
  for (const until = performance.now() + SEEN_WITHIN_MS; performance.now() < until; await delay(LOOK_AGAIN_MS)) {
    const after = await handle.describe()
    const run = runsOf(after).find(({ firstExecutionRunId }) => !known.has(firstExecutionRunId))
    if (run !== undefined) return `${job.id} runs as ${run.workflowId}: ${temporal.pageOf(run.workflowId)}`
  }
  return `${job.id} was asked to run; Temporal has not started it yet.`
}

const isRunning = async (workflowId: string, { client }: AtTemporal): Promise<boolean> =>
  client.workflow
    .getHandle(workflowId)
    .describe()
    .then(({ status }) => status.name === 'RUNNING' || status.name === 'CONTINUED_AS_NEW')
    .catch((error: Error) => {
      if (error instanceof WorkflowNotFoundError) return false
      throw error
    })

const runsOf = ({ info }: ScheduleDescription) => info.recentActions.map(({ action }) => action.workflow)

/** What differs, one line each; of a schedule that is not there, what `missing` says. */
async function differenceLines(
  jobs: readonly ScheduledJob[],
  temporal: AtTemporal,
  differing: (schedule: ScheduleDescription, job: ScheduledJob) => readonly ScheduleDifference[],
  missing: (job: ScheduledJob) => readonly string[] = () => [],
): Promise<string[]> {
  const parts = await Promise.all(
    jobs.map(async (job) => {
      const schedule = await described(temporal, job)
      if (schedule === undefined) return missing(job)
      return differing(schedule, job).map(({ what, is, defined }) => `${job.id}: ${what} ${shown(is)}, defined ${shown(defined)}`)
    }),
  )
  return parts.flat()
}

const shown = (text: string) => (text === '' ? 'none' : text)
