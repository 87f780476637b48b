import { createHash } from 'node:crypto'
import { createReadStream, createWriteStream } from 'node:fs'
import { chmod, mkdir, mkdtemp, readdir, rename, rm, stat, writeFile } from 'node:fs/promises'
import { dirname, join } from 'node:path'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import { EnvHttpProxyAgent, fetch, type Response } from 'undici'
import type { Environment, Log } from './cache.ts'
import { runProgram } from './run-program.ts'

/** A network that is not there is given up within seconds; one that is slow may take as long as bytes go on coming. */
const patience = { connectMs: 4_000, silenceMs: 10_000 }

async function get(url: string, { connectMs, silenceMs } = patience): Promise<Response> {
  const limits = { connect: { timeout: connectMs }, headersTimeout: silenceMs, bodyTimeout: silenceMs }
  const response = await fetch(url, { dispatcher: new EnvHttpProxyAgent(limits) })
  if (!response.ok) throw new Error(`${url} answered ${response.status}`)
  return response
}

/** @throws when nothing answers, or the server falls silent for `silenceMs`. */
export const fetchText = async (url: string, limits = patience): Promise<string> => (await get(url, limits)).text()

export interface ProgramArchive {
  /** What people read: `MongoDB 8.0.x`. */
  name: string
  /** A .tar.gz. */
  url: string
  /** Hex; the archive is refused when it differs. */
  sha256?: string
  /** The file wanted, as its path ends in the archive: `bin/mongod`. */
  file: string
  /** Where it goes; it appears there whole or not at all. */
  target: string
}

/** Downloads an archive and takes one program out of it. Leaves nothing behind when it fails. */
export async function downloadProgram({ name, url, sha256, file, target }: ProgramArchive, environment: Environment, log: Log): Promise<string> {
  await mkdir(dirname(target), { recursive: true })
  const work = await mkdtemp(`${target}-`)
  try {
    const archive = join(work, 'archive.tar.gz')
    await saveBody(await get(url), archive, name, log)
    if (sha256 && (await sha256Of(archive)) !== sha256) throw new Error(`${url} is not what its checksum says`)
    await runProgram('tar', ['-xzf', archive, '-C', work], { timeoutMs: 120_000, environment })
    const found = (await readdir(work, { recursive: true })).find((entry) => entry === file || entry.endsWith(`/${file}`))
    if (!found) throw new Error(`${url} holds no ${file}`)
    await chmod(join(work, found), 0o755)
    await rename(join(work, found), target)
    return target
  } finally {
    await rm(work, { recursive: true, force: true })
  }
}

async function saveBody(response: Response, path: string, name: string, log: Log): Promise<void> {
  const total = Number(response.headers.get('content-length') ?? 0)
  const megabytes = (bytes: number) => Math.round(bytes / 1e6)
  let received = 0
  let nextReport = Date.now() + 1_000
  log(`Downloading ${name}${total > 1e6 ? ` (${megabytes(total)} MB)` : ''}`)
  const counted = async function* (source: AsyncIterable<Uint8Array>) {
    for await (const chunk of source) {
      received += chunk.length
      if (Date.now() > nextReport) {
        log(`Downloading ${name}: ${megabytes(received)}${total ? ` of ${megabytes(total)}` : ''} MB`)
        nextReport = Date.now() + 2_000
      }
      yield chunk
    }
  }
  if (!response.body) throw new Error(`${response.url} answered nothing`)
  await pipeline(Readable.fromWeb(response.body), counted, createWriteStream(path))
}

async function sha256Of(path: string): Promise<string> {
  const hash = createHash('sha256')
  await pipeline(createReadStream(path), hash)
  return hash.digest('hex')
}

const dayMs = 86_400_000
const failureMark = (cache: string, what: string) => join(cache, 'failed', what)

/** Whether this download failed here within a day: what stands in for it is then used without asking again. */
export async function failedLately(cache: string, what: string): Promise<boolean> {
  const mark = await stat(failureMark(cache, what)).catch(() => undefined)
  return mark !== undefined && Date.now() - mark.mtimeMs < dayMs
}

export async function noteFailure(cache: string, what: string, reason: string): Promise<void> {
  await mkdir(join(cache, 'failed'), { recursive: true })
  await writeFile(failureMark(cache, what), `${reason}\n`)
}

/** The innermost reason of a failed request, in a few words: `getaddrinfo ENOTFOUND fastdl.mongodb.org`. */
export function reasonOf(error: unknown): string {
  const { cause, message } = error as Error
  return cause instanceof Error ? reasonOf(cause) : message
}
