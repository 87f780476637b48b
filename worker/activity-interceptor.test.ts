import { once } from 'node:events'
import { MockActivityEnvironment } from '@temporalio/testing'
import { DefaultLogger } from '@temporalio/worker'
import { expect, test } from 'vitest'
import { connectDatabase } from '../core/db/connection.ts'
import { activityInterceptor, servedActivity } from './activity-interceptor.ts'

const environment = (info: { heartbeatTimeoutMs?: number } = {}) =>
  new MockActivityEnvironment(info, { interceptors: [activityInterceptor], logger: new DefaultLogger('ERROR') })

test('MongoDB out of reach is a failure of its own type, which may be retried; operators are told once, not with every attempt', async () => {
  const { db, close } = connectDatabase({ uri: 'mongodb://127.0.0.1:1', database: 'none', selectionTimeoutMs: 50 })
  const lines: string[] = []
  const logger = new DefaultLogger('INFO', ({ level, message }) => void lines.push(`${level} ${message}`))
  for (let attempt = 0; attempt < 3; attempt++) {
    const run = new MockActivityEnvironment({}, { interceptors: [activityInterceptor], logger }).run(() => db.collection('applications').findOne())
    await expect(run).rejects.toMatchObject({ type: 'database_away', nonRetryable: false })
  }
  expect(lines).toEqual(['WARN MongoDB is away: activities wait until it is back'])
  await close()
})

test('other failures go through as they are', async () => {
  const run = environment().run(async () => {
    throw new TypeError('a bug')
  })
  await expect(run).rejects.toThrow(TypeError)
})

test('where the workflow waits for heartbeats they come, until the activity ends', async () => {
  const running = environment({ heartbeatTimeoutMs: 40 })
  let beats = 0
  running.on('heartbeat', () => beats++)
  await running.run(() => once(running, 'heartbeat'))
  const ended = beats
  expect(ended).toBeGreaterThan(0)
  await new Promise((resolve) => setTimeout(resolve, 60))
  expect(beats).toBe(ended)
})

test('what an activity writes to the worker’s log says for whom it works', async () => {
  const workflowExecution = { workflowId: 'describe-application-1', runId: 'run' }
  const running = new MockActivityEnvironment({ workflowExecution, activityType: 'fetchPage' }, { interceptors: [activityInterceptor] })
  expect(await running.run(async () => servedActivity())).toEqual({ workflowId: 'describe-application-1', activityType: 'fetchPage' })
  expect(servedActivity()).toEqual({})
})
