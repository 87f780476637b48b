import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { setTimeout as delay } from 'node:timers/promises'

export interface Asked {
  method: string
  pathname: string
  query: URLSearchParams
  headers: Readonly<Record<string, string | string[] | undefined>>
  body: string
}

export interface Answered {
  status?: number
  type: string
  headers?: Record<string, string>
  body: string
}

/** How an answer is sent: at its pace, or not at all the first time. */
export interface Manner {
  /** Before the first byte. */
  waitMs?: number
  /** From the first byte to the last, in small parts. */
  dripMs?: number
  /** What happens to the first request, which has to be made again. */
  first?: 'busy' | 'broken' | 'cut'
}

/** A request, as its host saw it. Times are milliseconds since the boards began. */
export interface HostRequest {
  host: string
  method: string
  /** With its query. */
  path: string
  /** What was sent: a search, a form. */
  body: string
  beganAt: number
  /** The last byte was handed to the network, or the reader went away; undefined: it still waits. */
  endedAt: number | undefined
  status: number | undefined
  /** All of the answer was sent. */
  isWhole: boolean
  /** Another request to this host was under way when this one came. */
  overlaps: boolean
  userAgent: string
}

export interface Host {
  /** `http://127.0.0.1:port` */
  url: string
  close(): Promise<void>
}

const RETRY_AFTER_S = 1
const DRIPS = 20

/** A site on loopback that remembers who asked for what, and when. */
export async function startHost(
  name: string,
  answer: (asked: Asked, base: string) => Answered | undefined,
  { requests, mannerOf, began }: { requests: HostRequest[]; mannerOf: (asked: Asked) => Manner; began: number },
): Promise<Host> {
  const failed = new Set<string>()
  let underWay = 0
  let base = ''
  const server = createServer(async (incoming, response) => {
    const { pathname, searchParams: query } = new URL(incoming.url ?? '/', 'http://board')
    const path = incoming.url ?? '/'
    const seen: HostRequest = {
      host: name,
      method: incoming.method ?? 'GET',
      path,
      body: '',
      beganAt: performance.now() - began,
      endedAt: undefined,
      status: undefined,
      isWhole: false,
      overlaps: underWay > 0,
      userAgent: incoming.headers['user-agent'] ?? '',
    }
    requests.push(seen)
    response.once('finish', () => {
      seen.isWhole = true
    })
    underWay += 1
    response.once('close', () => {
      underWay -= 1
      seen.endedAt = performance.now() - began
    })
    const chunks: Buffer[] = []
    for await (const chunk of incoming) chunks.push(chunk)
    seen.body = Buffer.concat(chunks).toString()
    const asked = { method: seen.method, pathname, query, headers: incoming.headers, body: seen.body }
    const manner = mannerOf(asked)
    const key = `${seen.method} ${path}`
    const fails = manner.first !== undefined && !failed.has(key)
    failed.add(key)
    if (manner.waitMs) await delay(manner.waitMs)
    const answered = answer(asked, base) ?? { status: 404, type: 'application/json', body: '{"error":"not found"}' }
    seen.status = fails && manner.first !== 'cut' ? (manner.first === 'busy' ? 429 : 500) : (answered.status ?? 200)
    if (fails) refuse(response, manner.first, answered)
    else await send(response, answered, manner.dripMs ?? 0)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  base = `http://127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: base,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

function refuse(response: ServerResponse, how: Manner['first'], { type, body }: Answered): void {
  if (how === 'busy') response.writeHead(429, { 'retry-after': String(RETRY_AFTER_S) }).end()
  else if (how === 'broken') response.writeHead(500, { 'content-type': 'text/html' }).end('<h1>Internal Server Error</h1>')
  else {
    const bytes = Buffer.from(body)
    response
      .writeHead(200, { 'content-type': type, 'content-length': bytes.length })
      .write(bytes.subarray(0, bytes.length / 2), () => response.destroy())
  }
}

async function send(response: ServerResponse, { status = 200, type, headers, body }: Answered, dripMs: number): Promise<void> {
  const bytes = Buffer.from(body)
  response.writeHead(status, { 'content-type': type, ...(status !== 204 && { 'content-length': bytes.length }), ...headers })
  const size = Math.ceil(bytes.length / DRIPS)
  if (dripMs > 0)
    for (let at = 0; at < bytes.length && !response.destroyed; at += size) {
      response.write(bytes.subarray(at, at + size))
      await delay(dripMs / DRIPS)
    }
  response.end(dripMs > 0 ? undefined : bytes)
}
