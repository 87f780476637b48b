import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Logger } from '../../core/logger.ts'
import { noMetrics } from '../../core/metrics-port.ts'

interface MetricsServerOptions {
  host: string
  /** 0: none. */
  port: number
  /** In Prometheus' text format. */
  text: () => Promise<string>
  log: Pick<Logger, 'info' | 'warn'>
}

const HEADERS_MS = 5_000
const TEXT_FORMAT = 'text/plain; version=0.0.4; charset=utf-8'

/**
 * Answers `GET /metrics` on a port of its own, where clients of the API do not come. A port that is taken is no reason to serve nobody: it is
 * told, and the process goes on without metrics.
 * @returns what ends it, and where it is (undefined: nowhere)
 */
export async function startMetricsServer({ host, port, text, log }: MetricsServerOptions): Promise<{ url?: string; close: () => Promise<void> }> {
  if (port === 0) return { close: async () => {} }
  const server = createServer({ headersTimeout: HEADERS_MS, requestTimeout: HEADERS_MS }, async (request, response) => {
    if (request.method !== 'GET' || request.url?.split('?')[0] !== '/metrics') return void response.writeHead(404).end()
    try {
      const answer = await text()
      response.writeHead(200, { 'Content-Type': TEXT_FORMAT }).end(answer)
    } catch (error) {
      log.warn({ reason: (error as Error).message }, 'the metrics could not be told')
      response.writeHead(500).end()
    }
  })
  try {
    await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, host, resolve))
  } catch (error) {
    log.warn({ reason: (error as NodeJS.ErrnoException).code }, noMetrics(host, port, 'API_METRICS_PORT'))
    return { close: async () => {} }
  }
  // A scraper keeps its connection: it must not keep the process.
  server.unref()
  const { address, port: own, family } = server.address() as AddressInfo
  const close = () =>
    new Promise<void>((resolve) => {
      server.close(() => resolve())
      server.closeAllConnections()
    })
  return { url: `http://${family === 'IPv6' ? `[${address}]` : address}:${own}/metrics`, close }
}
