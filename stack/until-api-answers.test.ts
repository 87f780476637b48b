import { mkdtemp, rm } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { askHolder, tryLock } from './lock.ts'
import { freePort } from './ports.ts'
import type { StackStatus } from './start-stack.ts'
import { untilApiAnswers } from './until-api-answers.ts'

const cleanup: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleanup.splice(0).reverse()) await clean()
})

/** A stack that holds its folder and says that its API is there. */
async function stackWithApiAt(apiUrl: string | undefined) {
  const dataDir = await mkdtemp(join(tmpdir(), 'job-tracker-test-'))
  const lock = await tryLock(dataDir, () => ({ pid: 1, apiUrl }))
  cleanup.push(
    () => rm(dataDir, { recursive: true }),
    () => lock?.release(),
  )
  const holder = await askHolder<StackStatus>(dataDir)
  if (!holder) throw new Error('nobody holds the folder')
  return { dataDir, holder, stop: () => lock?.release() }
}

test('the API of a stack that is still starting is waited for, and said so', async () => {
  let asked = 0
  const server = createServer((_request, response) => response.writeHead(++asked < 3 ? 503 : 200).end()).listen(0, '127.0.0.1')
  cleanup.push(() => server.close())
  await new Promise((ready) => server.once('listening', ready))
  const apiUrl = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const { dataDir, holder } = await stackWithApiAt(apiUrl)
  const lines: string[] = []
  await untilApiAnswers(holder, { dataDir, log: (line) => void lines.push(line) })
  expect(asked).toBe(3)
  expect(lines).toEqual([`Waiting until the API at ${apiUrl} is ready…`])
})

test('a stack that stops while it starts, or is none, ends the wait', async () => {
  const { dataDir, holder, stop } = await stackWithApiAt(`http://127.0.0.1:${await freePort()}`)
  const waiting = untilApiAnswers(holder, { dataDir, log: () => void stop() })
  await expect(waiting).rejects.toThrow(`The stack on ${dataDir} stopped while starting`)
  const copying = await stackWithApiAt(undefined)
  await expect(untilApiAnswers(copying.holder, { dataDir: 'x', log: () => {} })).rejects.toThrow('Process 1 works on x')
})
