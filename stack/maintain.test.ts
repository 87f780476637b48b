import { spawn } from 'node:child_process'
import { randomUUID } from 'node:crypto'
import { once } from 'node:events'
import { text } from 'node:stream/consumers'
import { Worker } from '@temporalio/worker'
import { expect, test } from 'vitest'
import { bundleFolder, temporal } from '../tests/support/run-workflow.ts'
import { testTemporalAddress } from '../tests/support/temporal.ts'
import { workflowBundle } from '../worker/workflow-bundle.ts'

/** A process of its own takes long to start on a busy machine. */
const PROCESS_MS = 90_000

/** `npm run archive` beside a worker whose archive holds these, by the run that put them there. */
async function archive(args: string[], archived: Record<string, number> = {}) {
  const { nativeConnection: connection } = await temporal('dev')
  const taskQueue = `test-${randomUUID()}`
  const restoreBatch = async ({ archivedBy }: { archivedBy: string }) => ({ found: archived[archivedBy] ?? 0, restored: archived[archivedBy] ?? 0 })
  const activities = { restoreBatch, countRestorable: async () => ({ found: 0, sample: [] }) }
  const worker = await Worker.create({ connection, taskQueue, activities, workflowBundle: await workflowBundle(bundleFolder) })
  return worker.runUntil(async () => {
    const env = { ...process.env, TEMPORAL_ADDRESS: testTemporalAddress(), TEMPORAL_TASK_QUEUE: taskQueue }
    const child = spawn(process.execPath, ['stack/bootstrap.mjs', 'stack/maintain.ts', 'archive', ...args], { env })
    const [out, err, [code]] = await Promise.all([text(child.stdout), text(child.stderr), once(child, 'close')])
    return { code: code as number, out, err }
  })
}

test('a restore of a run that never was prints its result, asks whether it was one, and ends with 1', { timeout: PROCESS_MS }, async () => {
  const { code, out, err } = await archive(['--restore', 'never-was'])
  expect([code, JSON.parse(out)]).toEqual([1, expect.objectContaining({ run_id: 'never-was', found: 0 })])
  expect(err).toContain('Nothing is in the archive by the run never-was. Is it the id of an archiving run?')
})

test('a restore that finds what a run archived ends with 0, as does a dry run that finds nothing', { timeout: PROCESS_MS }, async () => {
  const { code, out } = await archive(['--restore', 'archive-by-hand'], { 'archive-by-hand': 2 })
  expect([code, JSON.parse(out)]).toEqual([0, expect.objectContaining({ restored: 2 })])
  expect(await archive(['--restore', 'never-was', '--dry-run'])).toMatchObject({ code: 0 })
})
