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
export const schedules: readonly ScheduledJob[] = [
  {
    id: 'collect-job-offers',
    workflow: 'collectForSavedSearches',
    cron: '0 5 * * 1,4',
    input: {},
    summary: 'Collects for the saved searches of all users',
  },
  {
    id: 'reconcile',
    workflow: 'reconcile',
    cron: '*/5 * * * *',
    input: {},
    summary: 'Starts what was recorded while Temporal was away, ends what is stuck',
  },
]
