import { randomUUID } from 'node:crypto'
import { Worker } from '@temporalio/worker'
import { expect, test } from 'vitest'
import { readConfig } from '../core/config.ts'
import { bundleFolder, temporal } from '../tests/support/run-workflow.ts'
import { workflowBundle } from '../worker/workflow-bundle.ts'
import { progressLine, runMaintenance } from './run-maintenance.ts'

async function run(input: object) {
  const { client, nativeConnection: connection } = await temporal('dev')
  const taskQueue = `test-${randomUUID()}`
  const activities = {
    maintenanceSettings: async () => ({ archiveAfterDays: 40, expireAfterDays: 30, deleteAfterDays: 90 }),
    archiveBatch: async () => ({ found: 3, archived: { Refusée: 3 } }),
  }
  const worker = await Worker.create({ connection, taskQueue, activities, workflowBundle: await workflowBundle(bundleFolder) })
  const lines: string[] = []
  const at = { client, config: readConfig({ TEMPORAL_TASK_QUEUE: taskQueue }), pageOf: (id: string) => `http://ui/${id}` }
  const asked = { workflow: 'archiveOldApplications', name: 'archive-by-hand', input, summary: 'Archives' } as const
  const result = await worker.runUntil(() => runMaintenance(asked, at, (line) => void lines.push(line)))
  return { result, lines }
}

test('runs the workflow on a worker, says where to see it, and answers its result', async () => {
  const { result, lines } = await run({ older_than_days: 50 })
  expect(result).toMatchObject({ archived: 3, older_than_days: 50 })
  expect(lines[0]).toMatch(/^Runs as (archive-by-hand-\S+): http:\/\/ui\/\1$/)
})

test('what the workflow refuses is said in its sentence', async () => {
  await expect(run({ older_than_days: 0 })).rejects.toThrow('It failed: "older_than_days" is wrong. This workflow takes {}')
})

test('progress is told in one line of counts', () => {
  expect(progressLine({ step: 'merge', dry_run: false, adopt: { found: 0 }, merge: { compared: 200, found: 3 }, sample: { merged: [] } })).toBe(
    'step merge; merge: compared 200, found 3',
  )
})
