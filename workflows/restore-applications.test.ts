import { expect, test } from 'vitest'
import type { RestoreBatch } from '../activities/maintaining/archive.ts'
import { runWorkflow } from '../tests/support/run-workflow.ts'

const run_id = 'archive-old-applications-2026-11-23T02:00:00Z'

test('takes back batch after batch of what that run archived, and every count adds up', async () => {
  const asked: RestoreBatch[] = []
  const batches = [
    { found: 10_000, restored: 9_999 },
    { found: 3, restored: 3 },
  ]
  const restoreBatch = async (given: RestoreBatch) => {
    asked.push(given)
    return batches.shift() ?? { found: 0, restored: 0 }
  }
  const result = await runWorkflow('restoreApplications', { run_id: ` ${run_id} ` }, { restoreBatch })
  expect(result).toEqual({ dry_run: false, run_id, found: 10_003, restored: 10_002, left: 1, sample: [] })
  expect(asked.map(({ archivedBy, batch }) => [archivedBy, batch.number])).toEqual([
    [run_id, 0],
    [run_id, 1],
  ])
})

test('a dry run only counts, and names some', async () => {
  const countRestorable = async () => ({ found: 2, sample: ['a', 'b'] })
  expect(await runWorkflow('restoreApplications', { run_id, dry_run: true }, { countRestorable })).toMatchObject({ restored: 2, sample: ['a', 'b'] })
})

test('a run whose history has grown long is continued, and counts on', async () => {
  let left = 4
  const restoreBatch = async () => ({ found: --left === 0 ? 5 : 10_000, restored: 5, padding: 'x'.repeat(1_500_000) })
  expect(await runWorkflow('restoreApplications', { run_id }, { restoreBatch }, { on: 'dev' })).toMatchObject({
    found: 30_005,
    restored: 20,
    left: 29_985,
  })
})

test.each([undefined, {}, { run_id: '' }, { run_id: 7 }, { run_id, since: 1 }, { workflow_id: run_id }])(
  '%j is refused at once, with the JSON to type',
  async (wrong) => {
    const error = await runWorkflow('restoreApplications', wrong as never, {}).catch((error: Error) => error)
    expect(error).toMatchObject({ cause: { type: 'bad_input', nonRetryable: true, message: expect.stringContaining(`{"run_id":"${run_id}"}`) } })
  },
)
