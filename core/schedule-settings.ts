import { z } from 'zod'
import { readCron } from './domain/cron-rules.ts'

/** What runs by itself, and when unless configuration says otherwise, by the schedules' ids. */
const CRONS = {
  'archive-old-applications': '0 3 * * *',
  'clean-job-offers': '0 4 * * *',
  'collect-job-offers': '0 5 * * 1,4',
  reconcile: '*/5 * * * *',
} as const

export type ScheduleId = keyof typeof CRONS
export const SCHEDULE_IDS = Object.keys(CRONS) as ScheduleId[]

/** The variable that says when a schedule runs: `SCHEDULE_CLEAN_JOB_OFFERS`. */
export const scheduleVariable = (id: ScheduleId): string => `SCHEDULE_${id}`.replaceAll('-', '_').toUpperCase()

const Cron = z.string().refine((text) => readCron(text) !== undefined)

/** For the schema of core/config.ts. */
export const SCHEDULE_VARIABLES: Record<string, z.ZodDefault<z.ZodType<string>>> = Object.fromEntries(
  SCHEDULE_IDS.map((id) => [scheduleVariable(id), Cron.default(CRONS[id])]),
)

/** When each schedule runs: a cron expression in the configured time zone. */
export const schedulesOf = (env: Readonly<Record<string, unknown>>): Record<ScheduleId, string> =>
  Object.fromEntries(SCHEDULE_IDS.map((id) => [id, String(env[scheduleVariable(id)]).trim()])) as Record<ScheduleId, string>
