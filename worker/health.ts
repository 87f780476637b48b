import { hostname } from 'node:os'
import { Connection } from '@temporalio/client'
import { readConfig } from '../core/config.ts'
import { readEnvironment } from '../core/environment.ts'
import { temporalAddress } from '../core/temporal/connection.ts'

/** A worker asks for work at least once a minute; Temporal remembers one that is gone for five. */
const RECENT_MS = 150_000
const ACTIVITY_TASKS = 2

/** The worker container's health check: exits 0 while a worker of this host asks Temporal for work. */
const { temporal } = readConfig(readEnvironment())
const connection = await Connection.connect({ ...temporalAddress(temporal), connectTimeout: '5 seconds' })
const { pollers } = await connection.workflowService.describeTaskQueue({
  namespace: temporal.namespace,
  taskQueue: { name: temporal.taskQueue },
  taskQueueType: ACTIVITY_TASKS,
})
await connection.close()

const recent = (seconds: unknown) => Date.now() - Number(seconds ?? 0) * 1_000 < RECENT_MS
const here = pollers?.some(({ identity, lastAccessTime }) => identity?.endsWith(`@${hostname()}`) && recent(lastAccessTime?.seconds))
process.exitCode = here ? 0 : 1
