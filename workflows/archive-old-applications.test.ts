import { expect, test } from 'vitest'
import type { ArchiveBatch } from '../activities/maintaining/archive.ts'
import { logged, runWorkflow } from '../tests/support/run-workflow.ts'
import type { ArchivedApplications } from './archive-old-applications.ts'

const DAYS = { archiveAfterDays: 40, expireAfterDays: 30, deleteAfterDays: 90 }
const maintenanceSettings = async () => DAYS
const DAY_MS = 86_400_000

/** Batches, and what was asked for each. */
function batches(...of: { found: number; Refusée: number; padding?: string }[]) {
  const asked: ArchiveBatch[] = []
  const archiveBatch = async (given: ArchiveBatch) => {
    asked.push(given)
    const { found, Refusée, padding } = of.shift() ?? { found: 0, Refusée: 0 }
    return { found, archived: { Refusée, 'Candidature envoyée': 0 }, padding }
  }
  return { asked, activities: { maintenanceSettings, archiveBatch } }
}

test('goes on until a batch is not full, and every count adds up', async () => {
  const { asked, activities } = batches({ found: 40_000, Refusée: 39_990 }, { found: 40_000, Refusée: 40_000 }, { found: 7, Refusée: 6 })
  const result = await runWorkflow('archiveOldApplications', {}, activities)
  expect(result).toMatchObject({ dry_run: false, older_than_days: 40, found: 80_007, archived: 79_996, left: 11, by_status: { Refusée: 79_996 } })
  expect(result.found).toBe(result.archived + result.left)
  expect(asked.map(({ batch }) => batch.number)).toEqual([0, 1, 2])
  expect(new Set(asked.map(({ run }) => run.firstRunId))).toEqual(new Set([result.run_id]))
  expect(logged.find(({ msg }) => msg === 'Old applications were archived')).toMatchObject({ run_id: result.run_id })
})

test('the days count back from the start: those that were given, else the configured ones', async () => {
  for (const [input, days] of [
    [{ older_than_days: 60 }, 60],
    [{ older_than_days: null }, 40],
    [undefined, 40],
  ] as const) {
    const { asked, activities } = batches()
    const started = Date.now()
    const { before } = await runWorkflow('archiveOldApplications', input as never, activities, { on: 'dev' })
    expect(Math.abs(Date.parse(before) - (started - days * DAY_MS))).toBeLessThan(DAY_MS / 24)
    expect(asked[0]?.before).toBe(before)
  }
})

test('a dry run only counts, and names some', async () => {
  const countArchivable = async () => ({ found: { Refusée: 3, 'Candidature envoyée': 4 }, sample: ['a', 'b'] })
  const result = await runWorkflow('archiveOldApplications', { dry_run: true }, { maintenanceSettings, countArchivable })
  expect(result).toMatchObject({
    dry_run: true,
    found: 7,
    archived: 7,
    left: 0,
    by_status: { Refusée: 3, 'Candidature envoyée': 4 },
    sample: ['a', 'b'],
  })
})

test('a run whose history has grown long is continued: it keeps its id, its days and its counts', async () => {
  const long = { found: 40_000, Refusée: 40_000, padding: 'x'.repeat(1_500_000) }
  const { asked, activities } = batches(long, long, long, { found: 1, Refusée: 1 })
  const result = await runWorkflow('archiveOldApplications', { older_than_days: 50 }, activities, { on: 'dev' })
  expect(result).toMatchObject({ archived: 120_001, older_than_days: 50 })
  expect(new Set(asked.map(({ batch }) => batch.runId)).size).toBe(2)
  expect(new Set(asked.map(({ run, before }) => `${run.firstRunId} ${before}`)).size).toBe(1)
  expect(asked.map(({ batch }) => batch.number)).toEqual([0, 1, 2, 3])
})

test('progress tells the counts so far', async () => {
  const [second, queried] = [Promise.withResolvers<void>(), Promise.withResolvers<void>()]
  let seen: Partial<ArchivedApplications> = {}
  let number = 0
  const archiveBatch = async () => {
    if (number++ === 0) return { found: 40_000, archived: { Refusée: 40_000 } }
    second.resolve()
    await queried.promise
    return { found: 0, archived: {} }
  }
  await runWorkflow(
    'archiveOldApplications',
    {},
    { maintenanceSettings, archiveBatch },
    {
      meanwhile: async (workflow) => {
        await second.promise
        seen = await workflow.query('progress')
        queried.resolve()
      },
    },
  )
  expect(seen).toMatchObject({ found: 40_000, archived: 40_000 })
})

test.each([
  ['abc', 'no JSON object'],
  [[], 'no JSON object'],
  [{ older_than_day: 3 }, '"older_than_day"'],
  [{ older_than_days: '40' }, '"older_than_days" is wrong'],
  [{ older_than_days: 0 }, '"older_than_days" is wrong'],
  [{ older_than_days: 1e9 }, '"older_than_days" is wrong'],
  [{ dry_run: 'yes' }, '"dry_run" is wrong'],
  [{ so_far: { archived: 1 } }, '"so_far" is wrong'],
])('%j is refused at once: it says what is wrong, and the JSON to type', async (wrong, why) => {
  const error = await runWorkflow('archiveOldApplications', wrong as never, {}).catch((error: Error) => error)
  expect(error).toMatchObject({ cause: { type: 'bad_input', nonRetryable: true, message: expect.stringContaining(why) } })
  expect(error).toMatchObject({ cause: { message: expect.stringContaining('{"older_than_days":40,"dry_run":true}') } })
})
