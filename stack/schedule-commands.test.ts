import { Client } from '@temporalio/client'
import { pino } from 'pino'
import { beforeAll, expect, test, vi } from 'vitest'
import { readConfig } from '../core/config.ts'
import { readCron } from '../core/domain/cron-rules.ts'
import { freshNamespace, temporal } from '../tests/support/run-workflow.ts'
import { timesText } from '../worker/schedule-differences.ts'
import { runScheduleCommand, type ScheduleRequest } from './schedule-commands.ts'
import type { AtTemporal } from './with-temporal.ts'

const log = pino({ level: 'silent' })
let at: AtTemporal

beforeAll(async () => {
  const { connection } = await temporal('dev')
  const client = new Client({ connection, namespace: await freshNamespace(connection) })
  at = { client, config: readConfig({}), pageOf: (id) => `http://ui/${id}` }
})

const command = (name: ScheduleRequest['command'], ids: string[] = [], more: Partial<ScheduleRequest> = {}, where = at) =>
  runScheduleCommand({ command: name, ids, force: false, ...more }, where, log)
const handle = (id: string) => at.client.schedule.getHandle(id)
/** Temporal answers an update before its scheduler has carried it out. */
const soon = (expected: () => Promise<void>) => vi.waitFor(expected, { timeout: 10_000, interval: 100 })

/** Every schedule, as it is defined. */
async function fresh() {
  await command('apply', [], { force: true })
  for (const id of ['archive-old-applications', 'reconcile', 'clean-job-offers', 'collect-job-offers'])
    await handle(id).update((previous) => ({ ...previous, state: { paused: false, note: '' } }))
  await soon(async () => expect(await command('diff')).toEqual({ lines: ['Every schedule is as it is defined.'], differs: false }))
}

test('before a worker has started none is there; apply makes them, and all are as they are defined', async () => {
  expect(await command('diff')).toMatchObject({
    differs: true,
    lines: expect.arrayContaining([expect.stringContaining('reconcile: it is not there')]),
  })
  await expect(command('trigger', ['reconcile'])).rejects.toThrow('`npm run schedules -- apply` makes it')
  await command('apply')
  expect(await command('diff')).toMatchObject({ differs: false })
  const { lines } = await command('list')
  expect(lines).toHaveLength(4)
  expect(lines[0]).toMatch(/^archive-old-applications +0 3 \* \* \* Europe\/Paris, next 20\d\d-.*, last never$/)
})

test('diff shows what an operator changed, apply keeps it as a restart does, and with --force puts the times back', async () => {
  await fresh()
  const id = 'archive-old-applications'
  await handle(id).update((previous) => ({
    ...previous,
    spec: { cronExpressions: ['30 6 * * 1-5'], timezone: 'UTC', jitter: '1 minute' },
    policies: { ...previous.policies, overlap: 'BUFFER_ONE', catchupWindow: '1 hour' },
    action: { ...previous.action, args: [{ older_than_days: 60 }] },
  }))
  const changed = [
    `${id}: times 30 6 * * 1-5; within 60 s, defined 0 3 * * *`,
    `${id}: zone UTC, defined Europe/Paris`,
    `${id}: pause paused, defined runs`,
    `${id}: note the site is down, defined none`,
    `${id}: policies overlap BUFFER_ONE, catches up 1 h, defined overlap SKIP, catches up 12 h`,
    `${id}: input {"older_than_days":60}, defined {}`,
  ]
  // Temporal carries out a pause before an update that it has not carried out yet, which would undo it.
  await soon(async () => expect((await command('diff')).lines).toContain(changed[0]))
  await command('pause', [id], { reason: 'the site is down' })
  await soon(async () => expect(await command('diff')).toEqual({ lines: changed, differs: true }))
  expect((await command('list', [id])).lines[0]).toContain('paused: the site is down')

  await command('apply')
  expect((await command('diff', [id])).lines).toEqual(changed)
  await command('apply', [id], { force: true })
  await soon(async () => expect((await command('diff', [id])).lines).toEqual(changed.slice(2, 4)))
  await command('resume', [id])
  await soon(async () => expect((await command('diff', [id])).differs).toBe(false))
})

test.each(['', '  '])('with the blank reason "%s" a schedule is paused under a default note, and runs again without one', async (reason) => {
  await fresh()
  await command('pause', ['reconcile'], { reason })
  await soon(async () => expect((await handle('reconcile').describe()).state).toMatchObject({ paused: true, note: 'Paused from a terminal' }))
  await command('resume', ['reconcile'], { reason })
  await soon(async () => expect((await command('diff', ['reconcile'])).differs).toBe(false))
})

test('what other settings made differs, and apply redefines it only with --force; pause and note stay', async () => {
  await fresh()
  const where = { ...at, config: readConfig({ SCHEDULE_RECONCILE: '*/10 * * * *', SCHEDULE_TIMEZONE: 'Europe/Paris' }) }
  const { lines } = await command('diff', ['reconcile'], {}, where)
  expect(lines).toEqual(['reconcile: times */5 * * * *, defined */10 * * * *', expect.stringMatching(/^reconcile: release \w{16}, defined \w{16}$/)])
  await command('pause', ['reconcile'], { reason: 'not now' })
  await soon(async () => expect((await command('list', ['reconcile'])).lines[0]).toContain('paused: not now'))

  const refused = command('apply', [], {}, where)
  await expect(refused).rejects.toThrow(/^Nothing was applied: the settings or the release of this terminal are not those/)
  await expect(refused).rejects.toThrow('\nreconcile: times */5 * * * *, defined */10 * * * *\nreconcile: release')
  expect((await command('list', ['reconcile'])).lines[0]).toContain(' */5 * * * * Europe/Paris, paused: not now')
  await command('apply', ['clean-job-offers'], {}, where)

  await command('apply', ['reconcile'], { force: true }, where)
  const left = ['reconcile: pause paused, defined runs', 'reconcile: note not now, defined none']
  await soon(async () => expect((await command('diff', ['reconcile'], {}, where)).lines).toEqual(left))
})

test('trigger starts a run at once and says where to see it; one that goes on is not doubled', async () => {
  await fresh()
  const said = await command('trigger', ['clean-job-offers'])
  expect(said.lines[0]).toMatch(/^clean-job-offers runs as (clean-job-offers-\S+): http:\/\/ui\/\1$/)
  expect((await command('trigger', ['clean-job-offers'])).lines[0]).toMatch(/goes on already \(clean-job-offers-/)
})

test('backfill runs a schedule for the times that were missed', async () => {
  await fresh()
  await command('backfill', ['archive-old-applications'], { from: '2026-11-01', to: '2026-11-02' })
  await soon(async () => {
    const { info } = await handle('archive-old-applications').describe()
    expect(info.recentActions.map(({ action }) => action.workflow.workflowId)).toEqual(['archive-old-applications-2026-11-01T02:00:00Z'])
  })
})

test('a backfill of more than a hundred runs is refused until it is forced', async () => {
  await fresh()
  const long = { from: '2020-01-01', to: '2026-01-01' }
  await expect(command('backfill', ['reconcile'], { ...long, from: '0001-01-01' })).rejects.toThrow('would have at least 1000 runs')
  const day = { from: '2026-11-01T00:00:00Z', to: '2026-11-01T08:20:00Z' }
  await expect(command('backfill', ['reconcile'], long)).rejects.toThrow('reconcile would have at least 1000 runs from 2020-01-01T00:00:00.000Z')
  await expect(command('backfill', ['reconcile'], day)).rejects.toThrow(/would have 101 runs .*: choose a shorter period, or add --force\.$/)
  const { info } = await handle('reconcile').describe()
  expect(info.recentActions).toEqual([])
  const { lines } = await command('backfill', ['reconcile'], { ...day, force: true })
  expect(lines[0]).toContain('one after the other: 101 runs.')
  // What docs/operations.md says stops it: deleted and made again, it has nothing more to start.
  const begun = async () => (await handle('reconcile').describe()).info.runningActions.map(({ workflow }) => workflow.workflowId)
  await soon(async () => expect(await begun()).toEqual(['reconcile-2026-11-01T00:00:00Z']))
  await handle('reconcile').delete()
  await at.client.workflow.getHandle('reconcile-2026-11-01T00:00:00Z').terminate('the backfill was a mistake')
  await command('apply', ['reconcile'])
  const { raw } = await handle('reconcile').describe()
  expect([Number(raw.info?.bufferSize), await begun()]).toEqual([0, []])
})

test.each([
  ['trigger', [], {}, 'Say which schedule'],
  ['pause', ['nightly'], {}, 'There is no schedule nightly: there are archive-old-applications'],
  ['backfill', ['reconcile'], { from: 'yesterday' }, '--from is wrong: it should be like 2026-'],
  ['backfill', ['reconcile'], { from: '2026-11-02', to: '2026-11-01' }, '--from should be before --to'],
  ['backfill', ['reconcile'], { from: '2026-11-02', to: '2999-01-01' }, '--to is in the future: a backfill runs for times that are over.'],
  ['backfill', ['clean-job-offers'], { from: '2026-11-02T12:00:00Z', to: '2026-11-02T13:00:00Z' }, 'clean-job-offers has no times from'],
] as const)('%s %j %j is refused in a sentence', async (name, ids, more, sentence) => {
  await command('apply')
  await expect(command(name, [...ids], more)).rejects.toThrow(sentence)
})

test('cron expressions are read as Temporal compiles them, and told as they were', async () => {
  const crons = ['0 3 * * *', '*/5 * * * *', '0 5 * * 1,4', '15,45 8-18 1-7 1,6 0', '7 */6 * * 1-5', '30 6 1 JAN sun-tue', '1-59/2 0 31 12 7']
  for (const [n, cron] of crons.entries()) {
    const config = readConfig({ SCHEDULE_RECONCILE: cron })
    const action = { type: 'startWorkflow', workflowType: 'reconcile', workflowId: 'reconcile', taskQueue: 'job-tracker', args: [{}] } as const
    const schedule = await at.client.schedule.create({ scheduleId: `cron-${n}`, spec: { cronExpressions: [cron], timezone: 'UTC' }, action })
    const { spec } = await schedule.describe()
    expect(readCron(timesText(spec))).toEqual(readCron(config.schedules.reconcile))
    expect([cron, readCron(cron) !== undefined]).toEqual([cron, true])
  }
})

test.each([
  '',
  '* * * *',
  '60 * * * *',
  '* 24 * * *',
  '* * 0 * *',
  '5-1 * * * *',
  '*/0 * * * *',
  '* * * * mon-fry',
  '@daily',
  '* * * * * *',
  '1--2 * * * *',
  ', * * * *',
])('the cron expression "%s" is refused before Temporal would', (cron) => {
  expect(readCron(cron)).toBeUndefined()
  if (cron !== '') expect(() => readConfig({ SCHEDULE_RECONCILE: cron })).toThrow('SCHEDULE_RECONCILE is wrong: it should be a cron expression')
})
