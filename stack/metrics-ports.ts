import { portProblem } from '../core/net/port-problem.ts'
import type { Environment } from './cache.ts'
import { freePort } from './ports.ts'
import type { StackSettings } from './settings.ts'

/** Where a process tells its metrics. */
export interface MetricsPlace {
  of: 'API' | 'worker'
  variable: 'API_METRICS_PORT' | 'WORKER_METRICS_PORT'
  port: number
  url: string
}

/** The usual ports, or free ones where they are taken and nobody chose them: two stacks side by side tell their metrics both. */
export async function metricsPlaces(
  { apiMetrics, workerMetrics }: Pick<StackSettings['ports'], 'apiMetrics' | 'workerMetrics'>,
  environment: Environment,
): Promise<MetricsPlace[]> {
  const host = environment.METRICS_HOST?.trim() || '127.0.0.1'
  const places: MetricsPlace[] = []
  for (const [of, variable, usual] of [
    ['API', 'API_METRICS_PORT', apiMetrics],
    ['worker', 'WORKER_METRICS_PORT', workerMetrics],
  ] as const) {
    if (usual === 0) continue
    const isChosen = Boolean(environment[variable]?.trim())
    const port = isChosen || (await portProblem(usual, host)) === undefined ? usual : await freePort()
    const shown = ['0.0.0.0', '::'].includes(host) ? '127.0.0.1' : host
    places.push({ of, variable, port, url: `http://${shown.includes(':') ? `[${shown}]` : shown}:${port}/metrics` })
  }
  return places
}
