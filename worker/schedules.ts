import type { ScheduleId } from '../core/schedule-settings.ts'
import type * as workflows from '../workflows/index.ts'

export interface ScheduledJob {
  id: string
  workflow: keyof typeof workflows
  /** In the configured time zone. */
  cron: string
  input: object
  summary: string
}

/** What runs when. Applied at worker start (apply-schedules.ts); operators may pause, annotate and retime each in the Web UI. */
const JOBS: Readonly<Record<ScheduleId, Pick<ScheduledJob, 'workflow' | 'summary'>>> = {
  'archive-old-applications': { workflow: 'archiveOldApplications', summary: 'Archives applications that nobody answered' },
  'clean-job-offers': { workflow: 'cleanJobOffers', summary: 'Cleans the catalogue of offers' },
  'collect-job-offers': { workflow: 'collectForSavedSearches', summary: 'Collects for the saved searches of all users' },
  reconcile: { workflow: 'reconcile', summary: 'Starts what was recorded while Temporal was away, ends what is stuck' },
}

/** Every schedule, at the configured times. Days and the like are the worker's configuration: the input is `{}`. */
export const scheduledJobs = (crons: Readonly<Record<ScheduleId, string>>): ScheduledJob[] =>
  Object.entries(JOBS).map(([id, job]) => ({ id, ...job, cron: crons[id as ScheduleId], input: {} }))
