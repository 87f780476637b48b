import { execFileSync } from 'node:child_process'
import { createHash } from 'node:crypto'
import { chmod, mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises'
import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { tmpdir } from 'node:os'
import { dirname, join } from 'node:path'
import { findOnPath } from '../cache.ts'

/** A server that answers with the files given by path, and notes what it was asked for. */
export async function startDownloadServer(files: (url: string) => Record<string, string | Uint8Array>) {
  const asked: string[] = []
  const server = createServer((request, response) => {
    asked.push(request.url ?? '')
    const file = files(url)[new URL(request.url ?? '', url).pathname]
    response.writeHead(file === undefined ? 404 : 200).end(file)
  })
  await new Promise<void>((ready) => server.listen(0, '127.0.0.1', ready))
  const url = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  const close = () =>
    new Promise<void>((closed) => {
      server.close(() => closed())
      server.closeAllConnections()
    })
  return { url, asked, close }
}

/** A .tar.gz with one executable script at that path. */
export async function archiveOf(path: string, script: string): Promise<Uint8Array> {
  const folder = await mkdtemp(join(tmpdir(), 'job-tracker-test-'))
  try {
    await mkdir(join(folder, 'tree', dirname(path)), { recursive: true })
    await writeFile(join(folder, 'tree', path), script)
    await chmod(join(folder, 'tree', path), 0o755)
    execFileSync('tar', ['-czf', join(folder, 'archive.tgz'), '-C', join(folder, 'tree'), '.'])
    return await readFile(join(folder, 'archive.tgz'))
  } finally {
    await rm(folder, { recursive: true, force: true })
  }
}

export const sha256 = (bytes: Uint8Array) => createHash('sha256').update(bytes).digest('hex')

/** A machine with nothing on it but tar, and the programs named: a PATH, a home and a cache of its own. */
export async function bareMachine(programs: Record<string, string> = {}) {
  const home = await mkdtemp(join(tmpdir(), 'job-tracker-test-'))
  const bin = join(home, 'bin')
  await mkdir(bin)
  for (const program of ['tar', 'gzip', 'sleep']) await symlink((await findOnPath(program, process.env)) ?? '', join(bin, program))
  for (const [name, script] of Object.entries(programs)) await writeFile(join(bin, name), `#!/bin/sh\n${script}\n`, { mode: 0o755 })
  const environment: Record<string, string | undefined> = { PATH: bin, HOME: home, CACHE_DIR: join(home, 'cache') }
  return { home, bin, environment, remove: () => rm(home, { recursive: true, force: true }) }
}
