import { readdir, readFile } from 'node:fs/promises'
import { join } from 'node:path'
import { afterEach, expect, test } from 'vitest'
import { parse } from 'yaml'
import { findAnyEngine, findEngine, MONGODB_VERSION } from './find-mongodb.ts'
import { freePort } from './ports.ts'
import { archiveOf, bareMachine, sha256, startDownloadServer } from './testing/download-server.ts'

const cleanup: (() => Promise<void>)[] = []
afterEach(async () => {
  for (const clean of cleanup.splice(0)) await clean()
})

const reportingVersion = (version: string) => `[ "$1" = --version ] && echo "db version v${version}"`
const nowhere = `http://127.0.0.1:${await freePort()}`

async function machine(programs: Record<string, string> = {}, mirror = nowhere) {
  const bare = await bareMachine(programs)
  cleanup.push(bare.remove)
  bare.environment.MONGOMS_DOWNLOAD_MIRROR = mirror
  const lines: string[] = []
  return { ...bare, lines, log: (line: string) => void lines.push(line) }
}

async function mirrorWithMongod(checksumOf = sha256) {
  const archive = await archiveOf('mongodb-of-this-system/bin/mongod', `#!/bin/sh\n${reportingVersion(MONGODB_VERSION)}\n`)
  const answered = new Proxy({} as Record<string, string | Uint8Array>, {
    get: (_files, path: string) => (path.endsWith('.sha256') ? `${checksumOf(archive)}  mongodb.tgz\n` : archive),
  })
  const server = await startDownloadServer(() => answered)
  cleanup.push(server.close)
  return server
}

test('the official mongod is downloaded once, and kept', async () => {
  const mirror = await mirrorWithMongod()
  const { environment, log, lines } = await machine({}, mirror.url)

  const first = await findAnyEngine({ environment, log })
  expect(first).toMatchObject({ engine: 'mongod', version: MONGODB_VERSION, source: 'official download' })
  expect(mirror.asked.at(-1)).toMatch(new RegExp(`^/(linux|osx)/mongodb-.+-${MONGODB_VERSION}\\.tgz$`))
  expect(lines[0]).toContain(`Downloading MongoDB ${MONGODB_VERSION}`)

  const asked = mirror.asked.length
  expect(await findAnyEngine({ environment, log })).toEqual(first)
  expect(mirror.asked).toHaveLength(asked)
})

test('two that need it at the same time download it once', async () => {
  const mirror = await mirrorWithMongod()
  const { environment, log } = await machine({}, mirror.url)
  const both = await Promise.all([findAnyEngine({ environment, log }), findAnyEngine({ environment, log })])
  expect(both[0]).toEqual(both[1])
  expect(mirror.asked).toHaveLength(2)
})

test('an archive that is not what its checksum says is refused, and nothing of it stays', async () => {
  const mirror = await mirrorWithMongod(() => '0'.repeat(64))
  const { environment, log, home, lines } = await machine({}, mirror.url)
  await expect(findAnyEngine({ environment, log })).rejects.toThrow('python3 is missing')
  expect(lines.join()).toContain('is not what its checksum says')
  expect((await readdir(join(home, 'cache'))).filter((name) => name.startsWith('mongod'))).toEqual([])
})

test('a mongod on the PATH comes before the download', async () => {
  const mirror = await mirrorWithMongod()
  const { environment, log } = await machine({ mongod: reportingVersion('8.0.4') }, mirror.url)
  expect(await findAnyEngine({ environment, log })).toMatchObject({ engine: 'mongod', version: '8.0.4', source: 'PATH' })
  expect(mirror.asked).toEqual([])
})

test('a mongod on the PATH that is too old is left alone, and said so', async () => {
  const mirror = await mirrorWithMongod()
  const { environment, log, lines } = await machine({ mongod: reportingVersion('4.4.29') }, mirror.url)
  expect((await findAnyEngine({ environment, log })).source).toBe('official download')
  expect(lines[0]).toMatch(/mongod is left alone: its version is 4\.4\.29/)
})

test('MONGOD_BINARY comes before everything, and one that is no program is named', async () => {
  const { environment, log, bin } = await machine({ mongod: reportingVersion('8.0.4'), mine: reportingVersion('8.0.1') })
  expect(await findAnyEngine({ environment: { ...environment, MONGOD_BINARY: join(bin, 'mine') }, log })).toMatchObject({ version: '8.0.1' })
  const wrong = { ...environment, MONGOD_BINARY: '/nowhere/mongod' }
  await expect(findAnyEngine({ environment: wrong, log })).rejects.toThrow('MONGOD_BINARY is wrong: /nowhere/mongod is not a program.')
})

test('without download and without Python, one sentence says what to install', async () => {
  const { environment, log } = await machine()
  await expect(findAnyEngine({ environment, log })).rejects.toThrow(/^python3 is missing, and secantusdb \S+ needs it: install Python 3\.10 or newer/)
})

test('a Python without virtual environments is told apart from a network that is not there, and from a full disk', async () => {
  const failing = async (script: string) => {
    const { environment, log } = await machine({ python3: `${script} >&2; exit 1` })
    return await findAnyEngine({ environment, log }).then(String, (error: Error) => error.message)
  }
  expect(await failing('echo "ensurepip is not available"')).toContain('install python3-venv')
  expect(await failing('echo "Failed to establish a new connection: Temporary failure in name resolution"')).toContain('There is no network')
  expect(await failing('echo "[Errno 28] No space left on device"')).toContain('The disk is full')
})

test('data of a mongod are only opened by a mongod of the same series; else one sentence says how to go on', async () => {
  const { environment, log } = await machine({ mongod: reportingVersion('7.0.12') })
  expect(await findEngine({ engine: 'mongod', version: '7.0.2' }, { environment, log })).toMatchObject({ version: '7.0.12' })
  await expect(findEngine({ engine: 'mongod', version: '8.0.1' }, { environment, log })).rejects.toThrow(
    /written by mongod 8\.0, which is not here and cannot be downloaded \(.*ECONNREFUSED.*\).*MONGOD_BINARY.*npm run stack -- copy-database/,
  )
})

test('docker-compose.yml has the same mongod', async () => {
  const { services } = parse(await readFile('docker-compose.yml', 'utf8'))
  expect(services.mongodb.image.split('@')[0]).toBe(`mongo:${MONGODB_VERSION}`)
})
