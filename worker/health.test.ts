import { spawn } from 'node:child_process'
import { once } from 'node:events'
import { NativeConnection, Worker } from '@temporalio/worker'
import { expect, test } from 'vitest'
import { testTemporalAddress } from '../tests/support/temporal.ts'

async function health(taskQueue: string): Promise<number> {
  const environment = { ENVIRONMENT: 'test', TEMPORAL_ADDRESS: testTemporalAddress(), TEMPORAL_TASK_QUEUE: taskQueue }
  const child = spawn(process.execPath, ['worker/health.ts'], { env: environment, stdio: 'ignore' })
  return (await once(child, 'exit'))[0]
}

test('is well while a worker of this host asks for work, and not when none does', async () => {
  const connection = await NativeConnection.connect({ address: testTemporalAddress() })
  const worker = await Worker.create({ connection, taskQueue: 'health', activities: { nothing: async () => {} } })
  await worker.runUntil(async () => {
    await expect.poll(() => health('health'), { timeout: 10_000 }).toBe(0)
    expect(await health('nobody-works-here')).toBe(1)
  })
  await connection.close()
})
