import { Connection } from '@temporalio/client'
import { TestWorkflowEnvironment } from '@temporalio/testing'
import { expect, test } from 'vitest'
import { testTemporalAddress, timeSkippingServer } from './temporal.ts'

test('the dev server answers', async () => {
  const connection = await Connection.connect({ address: testTemporalAddress() })
  expect(await connection.healthService.check({})).toMatchObject({ status: 1 })
  await connection.close()
})

test('the time-skipping server starts', async () => {
  const environment = await TestWorkflowEnvironment.createTimeSkipping({
    server: { executable: { type: 'existing-path', path: timeSkippingServer() } },
  })
  expect(await environment.currentTimeMs()).toBeGreaterThan(0)
  await environment.teardown()
})
