import { METHODS } from 'node:http'
import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from 'prom-client'
import type { EndedOperation } from '../../core/db/operation-watch.ts'
import type { AnsweredRequest } from '../http/request-log.ts'
import type { BusinessFigures } from './business-figures.ts'

const REQUEST_SECONDS = [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]
const OPERATION_SECONDS = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5]
const LAG_PRECISION_MS = 10
/** Of an answer by no route at all. */
const NO_ROUTE = '(none)'

export type ApiMetrics = ReturnType<typeof createApiMetrics>

/**
 * What the API tells Prometheus. Labels come from sets that the code knows: routes' templates, statuses, limits' names. Nothing that a
 * client or a user chose.
 */
export function createApiMetrics() {
  const registry = new Registry()
  const registers = [registry]
  // Event loop lag, memory, CPU, garbage collection, open handles: nodejs_* and process_*.
  collectDefaultMetrics({ register: registry, eventLoopMonitoringPrecision: LAG_PRECISION_MS })
  const requests = new Counter({
    name: 'job_tracker_http_requests_total',
    help: 'Requests answered, by method, route and status',
    labelNames: ['method', 'route', 'status'] as const,
    registers,
  })
  const durations = new Histogram({
    name: 'job_tracker_http_request_duration_seconds',
    help: 'Until an answer began, by method and route',
    labelNames: ['method', 'route'] as const,
    buckets: REQUEST_SECONDS,
    registers,
  })
  const refusals = new Counter({
    name: 'job_tracker_rate_limit_refusals_total',
    help: 'Requests that a rate limit had no room for, by limit',
    labelNames: ['limit'] as const,
    registers,
  })
  const operations = new Histogram({
    name: 'job_tracker_mongodb_operation_duration_seconds',
    help: 'Operations of MongoDB, by name and outcome',
    labelNames: ['operation', 'outcome'] as const,
    buckets: OPERATION_SECONDS,
    registers,
  })
  const setFigures = addFigures(registry)

  return {
    answered({ method, route, status, seconds }: AnsweredRequest): void {
      const labels = { method: METHODS.includes(method) ? method : 'OTHER', route: route === '*' ? NO_ROUTE : route }
      requests.inc({ ...labels, status })
      durations.observe(labels, seconds)
    },
    refused: (limit: string): void => refusals.inc({ limit }),
    operationEnded: ({ operation, outcome, seconds }: EndedOperation): void => operations.observe({ operation, outcome }, seconds),
    /**
     * All of it in Prometheus' text format.
     * @param figures of the business; undefined where they can't be had
     */
    async text(figures: () => Promise<BusinessFigures | undefined>): Promise<string> {
      setFigures(await figures())
      return registry.metrics()
    },
  }
}

/** @returns what brings the gauges up to date */
function addFigures(registry: Registry): (counted: BusinessFigures | undefined) => void {
  const registers = [registry]
  const applications = new Gauge({ name: 'job_tracker_applications', help: 'Applications, by status', labelNames: ['status'] as const, registers })
  const descriptions = new Gauge({
    name: 'job_tracker_descriptions',
    help: 'Applications, by the status of their description',
    labelNames: ['status'] as const,
    registers,
  })
  const offers = new Gauge({
    name: 'job_tracker_job_offers',
    help: 'Offers of the catalogue, by source and liveness',
    labelNames: ['source', 'liveness'] as const,
    registers,
  })
  const up = new Gauge({
    name: 'job_tracker_figures_up',
    help: '1 when the three gauges of the business could be counted, at most a minute ago; 0: they are missing',
    registers,
  })
  return (counted) => {
    // What is not there any more must not stay.
    for (const gauge of [applications, descriptions, offers]) gauge.reset()
    up.set(counted === undefined ? 0 : 1)
    for (const { status, count } of counted?.applications ?? []) applications.set({ status }, count)
    for (const { status, count } of counted?.descriptions ?? []) descriptions.set({ status }, count)
    for (const { source, liveness, count } of counted?.offers ?? []) offers.set({ source, liveness }, count)
  }
}
