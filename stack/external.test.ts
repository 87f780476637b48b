import { mkdtemp, rm } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { MongoClient } from 'mongodb'
import { afterEach, expect, test } from 'vitest'
import { cacheFolder } from './cache.ts'
import { checkExternal } from './external.ts'
import { SECANTUSDB_VERSION } from './find-mongodb.ts'
import { freePort } from './ports.ts'
import { installFromPypi } from './python.ts'
import { accepts, untilReady } from './running-part.ts'
import { startChild } from './supervise.ts'

const cleanup: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const clean of cleanup.splice(0).reverse()) await clean()
})

async function mongodbWithUser() {
  const folder = await mkdtemp(join(tmpdir(), 'job-tracker-test-'))
  cleanup.push(() => rm(folder, { recursive: true, force: true }))
  const environment = { ...process.env, CACHE_DIR: cacheFolder(process.env) }
  const command = await installFromPypi({ name: 'secantusdb', version: SECANTUSDB_VERSION, program: 'secantusd-py' }, environment, () => {})
  const port = await freePort()
  const start = async (...more: string[]) => {
    const args = ['--port', String(port), '--storage-path', join(folder, 'data'), '--standalone', ...more]
    const child = startChild({ command, args, environment, logFile: join(folder, 'log') })
    await untilReady('MongoDB', child, () => accepts(port))
    return child
  }
  const open = await start()
  const client = new MongoClient(`mongodb://127.0.0.1:${port}`)
  await client.db('admin').command({ createUser: 'ada', pwd: 'right', roles: ['root'] })
  await client.close()
  await open.stop()
  const guarded = await start('--auth')
  cleanup.push(() => guarded.stop())
  return `127.0.0.1:${port}`
}

test('a MongoDB that refuses the credentials is told apart from one that is not there', async () => {
  const host = await mongodbWithUser()
  await checkExternal({ MONGO_HOST: host, MONGO_USER: 'ada', MONGO_PASSWORD: 'right' })
  await expect(checkExternal({ MONGO_HOST: host, MONGO_USER: 'ada', MONGO_PASSWORD: 'wrong' })).rejects.toThrow(
    /^MONGO_USER and MONGO_PASSWORD have wrong credentials, or none/,
  )
  await expect(checkExternal({ MONGODB_URI: `mongodb://${host}` })).rejects.toThrow(/^MONGODB_URI has wrong credentials, or none/)
})

test('what is not there is named by its variable within some seconds', async () => {
  const nowhere = `127.0.0.1:${await freePort()}`
  const began = performance.now()
  await expect(checkExternal({ MONGODB_URI: `mongodb://${nowhere}` })).rejects.toThrow(/^MONGODB_URI can't be reached \(.*ECONNREFUSED/)
  await expect(checkExternal({ TEMPORAL_ADDRESS: nowhere })).rejects.toThrow(`TEMPORAL_ADDRESS can't be reached (${nowhere})`)
  expect(performance.now() - began).toBeLessThan(7_000)
})

test('a PEM file that is not there is named by its variable', async () => {
  await expect(checkExternal({ TEMPORAL_ADDRESS: '127.0.0.1:1', TEMPORAL_TLS_CERT: '/nope' })).rejects.toThrow(
    "TEMPORAL_TLS_CERT is wrong: /nope can't be read.",
  )
})
