import { monitorEventLoopDelay } from 'node:perf_hooks'
import type { MetricMeter } from '@temporalio/common'
import type { MetricsExporterConfig } from '@temporalio/worker'
import type { CrawledPage } from '../activities/crawling/crawl-recorder.ts'
import type { ModelCall } from '../activities/model/model-recorder.ts'
import type { EndedOperation } from '../core/db/operation-watch.ts'
import { SOURCE_ERROR_CODES } from '../core/domain/collection-rules.ts'
import { PAGE_FAILURES, PAGE_OUTCOMES } from '../core/domain/page-rules.ts'
import { isSourceName } from '../core/domain/sources.ts'
import type { Logger } from '../core/logger.ts'
import { noMetrics } from '../core/metrics-port.ts'
import { portProblem } from '../core/net/port-problem.ts'
import { HOST_BUSY } from '../core/temporal/names.ts'

const CRAWL = 'job_tracker_crawl_duration'
const MODEL = 'job_tracker_model_duration'
const OPERATION = 'job_tracker_mongodb_operation_duration'
const BUCKETS = {
  [CRAWL]: [0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10, 20, 60],
  [MODEL]: [0.25, 0.5, 1, 2.5, 5, 10, 20, 60, 120],
  [OPERATION]: [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5],
}
const LAG_PRECISION_MS = 10
const GAUGES_MS = 5_000
const MICRODOLLARS = 1_000_000

/**
 * Temporal's own exporter, which also tells this process's metrics, at `GET /metrics`. A port that is taken is no reason to do no work: it
 * is told, and the process goes on without metrics.
 */
export async function metricsExporter({
  host,
  port,
  log,
}: {
  host: string
  port: number
  log: Pick<Logger, 'warn'>
}): Promise<MetricsExporterConfig | undefined> {
  if (port === 0) return undefined
  const reason = await portProblem(port, host)
  if (reason !== undefined) {
    log.warn({ reason }, noMetrics(host, port, 'WORKER_METRICS_PORT'))
    return undefined
  }
  const bindAddress = host.includes(':') ? `[${host}]:${port}` : `${host}:${port}`
  return {
    attachServiceName: false,
    prometheus: { bindAddress, countersTotalSuffix: true, unitSuffix: true, useSecondsForDurations: true, histogramBucketOverrides: BUCKETS },
  }
}

const OUTCOMES = new Set<string>([...PAGE_OUTCOMES, ...PAGE_FAILURES, ...SOURCE_ERROR_CODES, HOST_BUSY, 'interrupted'])

export type WorkerMetrics = ReturnType<typeof createWorkerMetrics>

/** What the worker tells Prometheus beside Temporal's own metrics. Labels come from sets that the code knows: no host, no address, no user. */
export function createWorkerMetrics(meter: MetricMeter) {
  const crawls = meter.createHistogram(CRAWL, 'float', 'seconds', 'Pages and APIs asked for, by source, way and outcome')
  const questions = meter.createHistogram(MODEL, 'float', 'seconds', 'Questions to the language model, by outcome')
  const tokens = meter.createCounter('job_tracker_model_tokens', '', 'Tokens of the language model, by direction')
  const cost = meter.createCounter('job_tracker_model_cost_microdollars', '', 'What the language model cost, in millionths of a US dollar')
  const operations = meter.createHistogram(OPERATION, 'float', 'seconds', 'Operations of MongoDB, by name and outcome')
  tellProcess(meter)

  return {
    crawled({ source, via, outcome, seconds }: CrawledPage): void {
      const known = source === 'description' || isSourceName(source) ? source : 'other'
      crawls.record(seconds, { source: known, via, outcome: OUTCOMES.has(outcome) ? outcome : 'other' })
    },
    modelAsked({ model, outcome, tokens: { input, output }, seconds, costUsd }: ModelCall): void {
      questions.record(seconds, { model, outcome })
      if (input > 0) tokens.add(input, { model, direction: 'input' })
      if (output > 0) tokens.add(output, { model, direction: 'output' })
      if (costUsd !== undefined) cost.add(Math.round(costUsd * MICRODOLLARS), { model })
    },
    operationEnded: ({ operation, outcome, seconds }: EndedOperation): void => operations.record(seconds, { operation, outcome }),
  }
}

/** The event loop's lag and the process's memory, every five seconds. */
function tellProcess(meter: MetricMeter): void {
  const lag = monitorEventLoopDelay({ resolution: LAG_PRECISION_MS })
  lag.enable()
  const lags = meter.createGauge('job_tracker_eventloop_lag_seconds', 'float', '', 'Of the last five seconds, by quantile')
  const memory = meter.createGauge('job_tracker_resident_memory_bytes', 'int', '', 'Of the process, without its browser')
  const tell = () => {
    for (const quantile of [50, 99, 100]) {
      const value = lag.percentile(quantile) / 1e9
      if (Number.isFinite(value)) lags.set(value, { quantile: String(quantile / 100) })
    }
    lag.reset()
    memory.set(process.memoryUsage.rss())
  }
  setInterval(tell, GAUGES_MS).unref()
  tell()
}
