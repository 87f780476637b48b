import { randomUUID } from 'node:crypto'
import { type ScheduleDescription, type ScheduleHandle, ScheduleOverlapPolicy } from '@temporalio/client'
import { pino } from 'pino'
import { afterEach, expect, test, vi } from 'vitest'
import { readConfig } from '../core/config.ts'
import { temporal } from '../tests/support/run-workflow.ts'
import { applySchedules } from './apply-schedules.ts'
import { type ScheduledJob, scheduledJobs } from './schedules.ts'

const place = { taskQueue: 'job-tracker', timezone: 'Europe/Paris' }
const applied: string[] = []
const lines: { msg: string; replaced?: unknown; kept?: unknown }[] = []
const log = pino({}, { write: (line: string) => void lines.push(JSON.parse(line)) })

async function schedule(job: Partial<ScheduledJob> = {}) {
  const { client } = await temporal('dev')
  const nightly: ScheduledJob = { id: `test-${randomUUID()}`, workflow: 'reconcile', cron: '0 3 * * *', input: {}, summary: 'At night', ...job }
  const apply = (change: Partial<ScheduledJob> = {}) => applySchedules(client.schedule, [{ ...nightly, ...change }], place, log)
  await apply()
  applied.push(nightly.id)
  return { handle: client.schedule.getHandle(nightly.id), apply }
}

/** The schedule once it is as `is` says: Temporal answers an update before its scheduler has carried it out. */
async function described(handle: ScheduleHandle, is: (schedule: ScheduleDescription) => boolean): Promise<ScheduleDescription> {
  return vi.waitFor(async () => {
    const schedule = await handle.describe()
    expect(is(schedule)).toBe(true)
    return schedule
  }, 10_000)
}

const startsAt = (hour: number) => (schedule: ScheduleDescription) => schedule.spec.calendars?.[0]?.hour?.[0]?.start === hour

/** As an operator does it in the Web UI or with the CLI. */
async function pause(handle: ScheduleHandle): Promise<void> {
  await handle.pause('the site is down')
  await described(handle, ({ state }) => state.paused)
}

afterEach(async () => {
  const { client } = await temporal('dev')
  for (const id of applied.splice(0)) await client.schedule.getHandle(id).delete()
  lines.length = 0
})

test('a schedule is created with its times, zone, policies and workflow', async () => {
  const { handle } = await schedule()
  const { spec, policies, action } = await handle.describe()
  expect(spec).toMatchObject({ timezone: 'Europe/Paris', calendars: [{ hour: [{ start: 3, end: 3 }], minute: [{ start: 0, end: 0 }] }] })
  expect(policies).toMatchObject({ overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: 12 * 60 * 60 * 1_000 })
  expect(action).toMatchObject({ workflowType: 'reconcile', taskQueue: 'job-tracker', args: [{}] })
})

test('a restart leaves alone what an operator changed: times, pause and note', async () => {
  const { handle, apply } = await schedule()
  await handle.update((previous) => ({ ...previous, spec: { cronExpressions: ['30 6 * * *'], timezone: 'UTC' } }))
  await described(handle, startsAt(6))
  await pause(handle)
  lines.length = 0
  await apply()
  const { spec, state } = await handle.describe()
  expect(spec).toMatchObject({ timezone: 'UTC', calendars: [{ hour: [{ start: 6 }], minute: [{ start: 30 }] }] })
  expect(state).toMatchObject({ paused: true, note: 'the site is down' })
  expect(lines).toEqual([])
})

test('times that an operator gave by the CLI, which replaces the whole schedule, survive restarts; the rest is put right', async () => {
  const { handle, apply } = await schedule()
  const action = { type: 'startWorkflow', workflowType: 'reconcile', workflowId: 'by-hand', taskQueue: 'job-tracker' } as const
  await handle.update(() => ({ spec: { cronExpressions: ['30 6 * * *'], timezone: 'UTC', jitter: '1 minute' }, action, state: {} }))
  await described(handle, startsAt(6))
  await pause(handle)
  lines.length = 0
  await apply()
  const { spec, state, policies, action: restored } = await described(handle, ({ action }) => action.memo?.definition !== undefined)
  expect(spec).toMatchObject({ timezone: 'UTC', jitter: 60_000, calendars: [{ hour: [{ start: 6 }], minute: [{ start: 30 }] }] })
  expect(state).toMatchObject({ paused: true, note: 'the site is down' })
  expect(policies).toMatchObject({ overlap: ScheduleOverlapPolicy.SKIP, catchupWindow: 12 * 60 * 60 * 1_000 })
  expect(restored).toMatchObject({ workflowId: handle.scheduleId, args: [{}], memo: { definition: expect.any(String) } })
  expect(lines).toEqual([expect.objectContaining({ kept: expect.objectContaining({ timezone: 'UTC' }) })])

  lines.length = 0
  await apply()
  expect((await handle.describe()).spec).toEqual(spec)
  expect(lines).toEqual([])
})

test('a changed definition replaces times and action, keeps pause and note, and logs the replaced times', async () => {
  const { handle, apply } = await schedule()
  await pause(handle)
  await apply({ cron: '0 5 * * *', input: { unchanged_for_seconds: 60 } })
  const { spec, state, action } = await described(handle, startsAt(5))
  expect(spec).toMatchObject({ calendars: [{ hour: [{ start: 5 }] }] })
  expect(action.args).toEqual([{ unchanged_for_seconds: 60 }])
  expect(state).toMatchObject({ paused: true, note: 'the site is down' })
  expect(lines.at(-1)).toMatchObject({
    msg: 'a schedule was redefined',
    replaced: { timezone: 'Europe/Paris', calendars: [{ hour: [{ start: 3 }] }] },
  })

  lines.length = 0
  await apply({ cron: '0 5 * * *', input: { unchanged_for_seconds: 60 } })
  expect(lines).toEqual([])
})

test('what a schedule starts does its work on its input', async () => {
  const jobs = scheduledJobs(readConfig({ SCHEDULE_RECONCILE: '*/7 * * * *' }).schedules)
  for (const { input } of jobs) expect(input).toEqual({})
  expect(jobs.map(({ id, workflow, cron }) => [id, workflow, cron])).toEqual([
    ['archive-old-applications', 'archiveOldApplications', '0 3 * * *'],
    ['clean-job-offers', 'cleanJobOffers', '0 4 * * *'],
    ['collect-job-offers', 'collectForSavedSearches', '0 5 * * 1,4'],
    ['reconcile', 'reconcile', '*/7 * * * *'],
  ])
})
