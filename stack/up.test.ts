import { readdir, symlink } from 'node:fs/promises'
import { createServer } from 'node:net'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { afterEach, expect, test } from 'vitest'
import { isAlive } from '../core/is-alive.ts'
import { startMongodb } from './mongodb.ts'
import { bareMachine } from './testing/download-server.ts'
import { ownPlace, processesOn, type RunningUp, startUp } from './testing/running-up.ts'

const cleanup: (() => unknown)[] = []
afterEach(async () => {
  for (const clean of cleanup.splice(0).reverse()) await clean()
})

async function place() {
  const own = await ownPlace()
  cleanup.push(own.remove)
  const up = (args?: string[]): RunningUp => {
    const running = startUp(own.environment, args)
    cleanup.push(async () => {
      if (running.process.exitCode === null && running.process.signalCode === null) running.process.kill('SIGTERM')
      await running.exited
    })
    return running
  }
  return { ...own, up }
}

const allGone = (pids: number[]) => expect.poll(() => pids.filter(isAlive), { timeout: 15_000, interval: 50 }).toEqual([])

test('it says where everything is; Ctrl-C stops all of it, and the next start takes the data up again and fetches nothing', async () => {
  const { dataDir, environment, up } = await place()
  Object.assign(environment, { TEMPORAL_TLS_CERT: '/nowhere', CHROMIUM_SANDBOX: 'off' })
  const first = up()
  await first.wrote('Ctrl-C stops everything')
  for (const name of ['API_PORT', 'MONGODB_PORT', 'TEMPORAL_PORT', 'TEMPORAL_UI_PORT']) expect(first.output()).toContain(`:${environment[name]}`)
  expect(first.output()).toContain('TEMPORAL_TLS_CERT goes unused')
  expect(first.output()).toContain('its sandbox switched off (CHROMIUM_SANDBOX=off)')
  expect(first.output()).toContain(`\`npm run demo -- --data-dir ${dataDir}\``)
  const { children } = await processesOn(dataDir)
  expect(Object.keys(children)).toEqual(['API', 'Worker', 'Temporal', 'MongoDB'])
  const uri = `mongodb://127.0.0.1:${environment.MONGODB_PORT}`
  const client = new MongoClient(uri)
  await client.db('people').collection('names').insertOne({ name: 'Ada' })
  await client.close()

  first.signalGroup('SIGINT')
  expect(await first.exited).toBe(0)
  expect(Object.values(children).filter(isAlive)).toEqual([])

  const second = up()
  await second.wrote('Ctrl-C stops everything')
  expect(second.output()).not.toMatch(/Download|Install|Unpack/)
  const again = new MongoClient(uri)
  expect(await again.db('people').collection('names').countDocuments({ name: 'Ada' })).toBe(1)
  await again.close()
  second.process.kill('SIGTERM')
  expect(await second.exited).toBe(0)
})

test('nothing outlives it when it is killed with -9, a second one on the same data is refused meanwhile, and one right after it starts', async () => {
  const { dataDir, up } = await place()
  const first = up(['--memory'])
  await first.wrote('nothing is kept')
  first.process.kill('SIGTERM')
  expect(await first.exited).toBe(0)

  const running = up()
  await running.wrote('Ctrl-C stops everything')
  const { stack, children } = await processesOn(dataDir)
  const refused = up()
  expect(await refused.exited).toBe(1)
  expect(refused.output()).toContain(`Job Tracker runs already on ${dataDir} (process ${stack}): stop it with Ctrl-C there`)
  expect(Object.values(children).every(isAlive)).toBe(true)

  process.kill(stack, 'SIGKILL')
  await running.exited
  const next = up()
  await next.wrote('Ctrl-C stops everything')
  expect(Object.values(children).filter(isAlive)).toEqual([])
})

test('when a part ends by itself, the others are stopped and it is named', async () => {
  const { dataDir, up } = await place()
  const running = up()
  await running.wrote('Ctrl-C stops everything')
  const { children } = await processesOn(dataDir)
  process.kill(children.Worker ?? 0, 'SIGKILL')
  expect(await running.exited).toBe(1)
  expect(running.output()).toContain('Worker ended by itself (signal SIGKILL); stopping the rest.')
  expect(Object.values(children).filter(isAlive)).toEqual([])
})

test('a second Ctrl-C does not wait for what does not stop', async () => {
  const { dataDir, environment, up } = await place()
  environment.STUBBORN = 'yes'
  const running = up()
  await running.wrote('Ctrl-C stops everything')
  const { children } = await processesOn(dataDir)
  running.signalGroup('SIGINT')
  await running.wrote('Stopping…')
  // The first second takes repeated signals for one: npm and the terminal both send them.
  const again = setInterval(() => running.process.exitCode ?? running.signalGroup('SIGINT'), 300)
  expect(await running.exited).toBe(130)
  clearInterval(again)
  await allGone(Object.values(children))
})

test('a taken port is named with the option that changes it, before anything starts, and who has it keeps it', async () => {
  const { dataDir, environment, up } = await place()
  const port = Number(environment.TEMPORAL_PORT)
  const holder = createServer().listen(port, '127.0.0.1')
  cleanup.push(() => holder.close())
  const running = up()
  expect(await running.exited).toBe(1)
  expect(running.output().trim()).toBe(
    `Port ${port}, which Temporal wants, is taken: stop what listens there, or choose another with \`--temporal-port ${port + 1}\` (or TEMPORAL_PORT).`,
  )
  expect(holder.listening).toBe(true)
  expect(await readdir(dataDir)).toEqual([])
})

test('a data folder that is a file, and a closed or doubled port, are one sentence each', async () => {
  const { up, environment } = await place()
  const file = up(['--data-dir', 'README.md'])
  expect(await file.exited).toBe(1)
  expect(file.output()).toMatch(/^\S+README\.md is a file: choose a folder with `--data-dir` \(or DATA_DIR\)\.\s*$/)
  environment.API_PORT = environment.MONGODB_PORT = '81'
  const doubled = up()
  expect(await doubled.exited).toBe(1)
  // Who may not use ports below 1024 is told that instead, with the same advice.
  expect(doubled.output()).toMatch(/^(the API and MongoDB are both given port 81|Port 81 may not be used).*port 8001`/)
})

test('options are explained, and a wrong one is named', async () => {
  const { up } = await place()
  const help = up(['--help'])
  expect(await help.exited).toBe(0)
  for (const option of ['--api-port', '--memory', '--mongodb-uri', '--temporal-address', '--data-dir']) expect(help.output()).toContain(option)
  const unknown = up(['--fast'])
  expect(await unknown.exited).toBe(1)
  expect(unknown.output().trim()).toBe("Unknown option '--fast': see `npm start -- --help`.")
  const wrong = up(['--mongodb-port', 'x'])
  expect(await wrong.exited).toBe(1)
  expect(wrong.output().trim()).toBe('MONGODB_PORT is wrong: it should be a port between 1 and 65535, like 27017.')
})

test.runIf(process.platform === 'linux')('a full disk is one sentence', async () => {
  const { dataDir, remove } = await ownPlace()
  const bare = await bareMachine({ mongod: '[ "$1" = --version ] && echo "db version v8.0.29"' })
  cleanup.push(remove, bare.remove)
  // What is written there meets a full disk, as the kernel says it.
  await symlink('/dev/full', join(dataDir, 'stack.json.new'))
  const starting = startMongodb({ dataDir, port: 1, environment: bare.environment, log: () => {} })
  await expect(starting).rejects.toThrow(/^The disk is full.*: free some space and run the same command again\.$/)
})
