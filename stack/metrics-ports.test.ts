import { createServer } from 'node:net'
import { afterEach, expect, test } from 'vitest'
import { metricsPlaces } from './metrics-ports.ts'
import { freePort } from './ports.ts'

const servers: ReturnType<typeof createServer>[] = []
afterEach(() => {
  for (const server of servers.splice(0)) server.close()
})

async function takenPort(): Promise<number> {
  const server = createServer()
  servers.push(server)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return (server.address() as { port: number }).port
}

test('a second stack tells its metrics on free ports; one that somebody chose stays', async () => {
  const [taken, free] = [await takenPort(), await freePort()]
  const [api, worker] = await metricsPlaces({ apiMetrics: taken, workerMetrics: free }, {})
  expect(api?.port).not.toBe(taken)
  expect(worker).toEqual({ of: 'worker', variable: 'WORKER_METRICS_PORT', port: free, url: `http://127.0.0.1:${free}/metrics` })
  const [chosen] = await metricsPlaces({ apiMetrics: taken, workerMetrics: free }, { API_METRICS_PORT: String(taken) })
  expect(chosen?.port).toBe(taken)
})

test('who wants none has none', async () => {
  expect(await metricsPlaces({ apiMetrics: 0, workerMetrics: 0 }, { API_METRICS_PORT: '0', WORKER_METRICS_PORT: '0' })).toEqual([])
})
