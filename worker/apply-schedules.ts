import { createHash } from 'node:crypto'
import {
  ScheduleAlreadyRunning,
  type ScheduleClient,
  type ScheduleOptions,
  ScheduleOverlapPolicy,
  type ScheduleUpdateOptions,
} from '@temporalio/client'
import type { Logger } from '../core/logger.ts'
import type { ScheduledJob } from './schedules.ts'

type Definition = Pick<ScheduleOptions, 'spec' | 'policies' | 'action'>

export interface Place {
  taskQueue: string
  /** An IANA name. */
  timezone: string
}

/**
 * Makes Temporal's schedules say what `jobs` say. Each keeps the hash of its definition in its action's memo: with the same hash a schedule is
 * left alone, times that an operator changed included; with another, its times, policies and action are replaced, its pause and note kept.
 * Without one an operator replaced the schedule by the CLI: the times are the operator's, the rest is put right.
 */
export async function applySchedules(client: ScheduleClient, jobs: readonly ScheduledJob[], place: Place, log: Logger): Promise<void> {
  for (const job of jobs) {
    const definition = defined(job, place)
    try {
      await client.create({ scheduleId: job.id, ...definition })
      log.info({ schedule: job.id, cron: job.cron, timezone: place.timezone }, 'a schedule was created')
    } catch (error) {
      if (!(error instanceof ScheduleAlreadyRunning)) throw error
      await bringUpToDate(client, job, definition, log)
    }
  }
}

/** A schedule as it is defined, with the hash of that in its action's memo. */
export function defined({ id, workflow, cron, input, summary }: ScheduledJob, { taskQueue, timezone }: Place): Definition {
  const definition = {
    spec: { cronExpressions: [cron], timezone },
    policies: { overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: '12 hours' },
    action: { type: 'startWorkflow', workflowType: workflow, workflowId: id, taskQueue, args: [input], staticSummary: summary },
  } as const satisfies Definition
  const hash = createHash('sha256').update(JSON.stringify(definition)).digest('hex').slice(0, 16)
  return { ...definition, action: { ...definition.action, memo: { definition: hash } } }
}

/** Makes the schedule what its definition says, times that an operator changed included; pause and note are kept. @throws ScheduleNotFoundError */
export async function putBack(client: ScheduleClient, job: ScheduledJob, place: Place): Promise<void> {
  await client.getHandle(job.id).update(({ state }): ScheduleUpdateOptions => ({ ...defined(job, place), state }))
}

async function bringUpToDate(client: ScheduleClient, { id }: ScheduledJob, definition: Definition, log: Logger): Promise<void> {
  const schedule = client.getHandle(id)
  const { action, spec } = await schedule.describe()
  const times = { calendars: spec.calendars, intervals: spec.intervals, timezone: spec.timezone }
  if (action.memo?.definition === undefined) {
    await schedule.update(({ spec, state }): ScheduleUpdateOptions => ({ ...definition, spec, state }))
    log.info({ schedule: id, kept: times }, 'a schedule has the times that an operator gave it; its action and policies were put right')
  } else if (action.memo.definition !== definition.action.memo?.definition) {
    await schedule.update(({ state }): ScheduleUpdateOptions => ({ ...definition, state }))
    log.warn({ schedule: id, replaced: times }, 'a schedule was redefined')
  }
}
