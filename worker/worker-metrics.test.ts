import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { noopMetricMeter } from '@temporalio/common'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { freePort } from '../stack/ports.ts'
import { testDatabase } from '../tests/support/mongo.ts'
import { endPrograms, startProgram } from '../tests/support/processes.ts'
import { type MetricFamily, metricsAt, sampleOf } from '../tests/support/prometheus.ts'
import { testTemporalAddress } from '../tests/support/temporal.ts'
import { createWorkerMetrics, metricsExporter } from './worker-metrics.ts'

const database = testDatabase()
let folder: string
let port: number

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'job-tracker-metrics-'))
  port = await freePort()
})
afterAll(async () => {
  endPrograms()
  await rm(folder, { recursive: true, force: true })
})

/** What is recorded, by metric, with its labels. */
function recording() {
  const told: Record<string, [number, unknown][]> = {}
  const note = (name: string) => (value: number, labels?: unknown) => {
    told[name] = [...(told[name] ?? []), [value, labels]]
  }
  const meter = {
    ...noopMetricMeter,
    createHistogram: (name: string) => ({ record: note(name) }),
    createCounter: (name: string) => ({ add: note(name) }),
    createGauge: (name: string) => ({ set: note(name) }),
  }
  return { told, metrics: createWorkerMetrics(meter as never) }
}

test('pages are told by source, way and outcome; what the code does not know is one label', () => {
  const { told, metrics } = recording()
  metrics.crawled({ source: 'lever', via: 'http', outcome: 'blocked', seconds: 1.5 })
  metrics.crawled({ source: 'description', via: 'browser', outcome: 'fetched', seconds: 2 })
  metrics.crawled({ source: 'https://canary.example', via: 'http', outcome: 'canary', seconds: 3 })
  expect(told.job_tracker_crawl_duration).toEqual([
    [1.5, { source: 'lever', via: 'http', outcome: 'blocked' }],
    [2, { source: 'description', via: 'browser', outcome: 'fetched' }],
    [3, { source: 'other', via: 'http', outcome: 'other' }],
  ])
})

test('the model’s tokens are told by direction, its cost in whole microdollars, and neither where there is none', () => {
  const { told, metrics } = recording()
  metrics.modelAsked({ model: 'm', outcome: 'answered', tokens: { input: 120, output: 30 }, seconds: 2, costUsd: 0.0123456 })
  metrics.modelAsked({ model: 'm', outcome: 'timed_out', tokens: { input: 0, output: 0 }, seconds: 60 })
  expect(told.job_tracker_model_tokens).toEqual([
    [120, { model: 'm', direction: 'input' }],
    [30, { model: 'm', direction: 'output' }],
  ])
  expect(told.job_tracker_model_cost_microdollars).toEqual([[12_346, { model: 'm' }]])
  expect(told.job_tracker_model_duration).toEqual([
    [2, { model: 'm', outcome: 'answered' }],
    [60, { model: 'm', outcome: 'timed_out' }],
  ])
})

test('a running worker tells Temporal’s metrics and its own in Prometheus’ format; a second one on the same port says so and works', async () => {
  const environment = {
    MONGODB_URI: database.uri,
    DATABASE_NAME: database.name,
    TEMPORAL_ADDRESS: testTemporalAddress(),
    TEMPORAL_TASK_QUEUE: `test-metrics-${port}`,
    DATA_DIR: folder,
    WORKER_METRICS_PORT: String(port),
  }
  const first = await startProgram('worker/main.ts', environment)
  const second = await startProgram('worker/main.ts', environment)
  expect(JSON.parse(await second.line(/WORKER_METRICS_PORT/))).toMatchObject({ level: 'warn', reason: 'EADDRINUSE' })

  let families: Map<string, MetricFamily> = new Map()
  // What the reconciliation at the start took.
  await vi.waitFor(
    async () => {
      families = await metricsAt(`http://127.0.0.1:${port}/metrics`)
      expect(sampleOf(families, 'temporal_num_pollers', { poller_type: 'activity_task' })).toBeGreaterThan(0)
      expect(sampleOf(families, 'job_tracker_mongodb_operation_duration_seconds_count')).toBeGreaterThan(0)
    },
    { timeout: 20_000, interval: 250 },
  )
  expect(sampleOf(families, 'job_tracker_resident_memory_bytes')).toBeGreaterThan(10_000_000)
  expect(sampleOf(families, 'job_tracker_eventloop_lag_seconds', { quantile: '0.99' })).toEqual(expect.any(Number))
  expect(await first.end('SIGTERM')).toBe(0)
})

test('port 0 is no exporter, and so is one that is taken', async () => {
  const lines: unknown[] = []
  const log = { warn: (...line: unknown[]) => void lines.push(line) } as never
  expect(await metricsExporter({ host: '127.0.0.1', port: 0, log })).toBeUndefined()
  const other = createServer()
  await new Promise<void>((resolve) => other.listen(0, '127.0.0.1', resolve))
  const { port: taken } = other.address() as { port: number }
  expect([await metricsExporter({ host: '127.0.0.1', port: taken, log }), lines.length]).toEqual([undefined, 1])
  other.close()
  expect(await metricsExporter({ host: '::', port: 19_999, log })).toMatchObject({ prometheus: { bindAddress: '[::]:19999' } })
})
