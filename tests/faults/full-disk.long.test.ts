import { execFileSync } from 'node:child_process'
import { mkdir, mkdtemp, rm, statfs, writeFile } from 'node:fs/promises'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { startMongodb } from '../../stack/mongodb.ts'
import { freePort } from '../../stack/ports.ts'
import type { RunningPart } from '../../stack/running-part.ts'
import { pdf, pdfOfSize } from '../support/cv-samples.ts'
import { endPrograms, startProgram } from '../support/processes.ts'

const MIB = 1024 * 1024
/** MongoDB's own files take some of it before there is a record. */
const DISK_MIB = 512
const MANY = 100
const quiet = { environment: { PATH: process.env.PATH ?? '', HOME: process.env.HOME ?? '' }, log: () => {} }

let folder: string
let disk: string
let isMounted = false
let mongodb: RunningPart | undefined

beforeAll(async () => {
  folder = await mkdtemp(join(tmpdir(), 'job-tracker-full-disk-'))
  disk = join(folder, 'disk')
  await mkdir(disk)
  try {
    execFileSync('mount', ['-t', 'tmpfs', '-o', `size=${DISK_MIB}m`, 'tmpfs', disk], { stdio: 'ignore' })
    isMounted = true
  } catch {
    // Only an administrator may: the test says so.
  }
})
afterAll(async () => {
  endPrograms()
  await mongodb?.stop()
  if (isMounted) execFileSync('umount', ['-l', disk])
  await rm(folder, { recursive: true, force: true })
})

test('an upload on a full disk is refused, and the former CV is kept; with room again, all goes on', async (context) => {
  if (!isMounted) context.skip('a small disk can be mounted by an administrator only')
  mongodb = await startMongodb({ ...quiet, dataDir: disk, port: await freePort() })
  const port = await freePort()
  const api = `http://127.0.0.1:${port}`
  const environment = {
    MONGODB_URI: mongodb.address,
    TEMPORAL_ADDRESS: `127.0.0.1:${await freePort()}`,
    API_PORT: String(port),
    SECRET_KEY: 'a-secret-of-at-least-thirty-two-bytes',
    DATA_DIR: folder,
  }
  const program = await startProgram('api/main.ts', environment)
  const json = { 'Content-Type': 'application/json' }
  const account = { username: 'somebody', email: 'somebody@example.com', password: 'a long test password' }
  const { id } = (await (await fetch(`${api}/auth/register`, { method: 'POST', headers: json, body: JSON.stringify(account) })).json()) as {
    id: string
  }
  const answer = await fetch(`${api}/auth/token`, { method: 'POST', body: new URLSearchParams({ username: 'somebody', password: account.password }) })
  const headers = { Authorization: `Bearer ${((await answer.json()) as { access_token: string }).access_token}` }
  const upload = (content: Uint8Array) => {
    const form = new FormData()
    form.append('file', new Blob([Buffer.from(content)]), 'cv.pdf')
    return fetch(`${api}/users/upload-cv`, { method: 'POST', headers, body: form })
  }
  const download = () => fetch(`${api}/users/${id}/cv`, { headers })
  const kept = async () => Buffer.from(await (await download()).arrayBuffer())
  expect((await upload(pdf('former'))).status).toBe(200)

  const { bavail, bsize } = await statfs(disk)
  const ballast = join(disk, 'ballast')
  await writeFile(ballast, Buffer.alloc(bavail * bsize - MIB))
  // Files that MongoDB has made before have some room still: what it acknowledges counts.
  let former = pdf('former')
  for (let n = 0; n < MANY; n++) {
    const next = pdfOfSize(4 * MIB + n)
    // An answer before the body is read ends the connection: the client may never see it.
    const answered = await upload(next).catch(() => undefined)
    if (answered?.status !== 200) break
    former = next
  }
  // So small that it is sent before the answer comes.
  const refused = await upload(pdf('one more'))
  expect([503, 507], program.lines.slice(-6).join('\n')).toContain(refused.status)
  expect(((await refused.json()) as { code: string }).code).toMatch(/^(storage_full|database_unavailable)$/)
  expect((await fetch(`${api}/health/live`)).status).toBe(200)

  await rm(ballast)
  // A storage engine that met a full disk may answer nothing any more until it is started again, as a supervisor does.
  if ((await download()).status !== 200) {
    process.kill(mongodb.pid, 'SIGKILL')
    await mongodb.exited
    mongodb = await startMongodb({ ...quiet, dataDir: disk, port: Number(new URL(mongodb.address).port) })
  }
  await vi.waitFor(async () => expect((await download()).status).toBe(200), { timeout: 30_000, interval: 250 })
  expect((await kept()).equals(former)).toBe(true)
  const large = pdfOfSize(3 * MIB)
  expect((await upload(large)).status).toBe(200)
  expect((await kept()).equals(large)).toBe(true)
})
