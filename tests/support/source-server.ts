import { createServer, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

/** What a source's API was asked. */
export interface SentRequest {
  method: string
  /** With its query, sorted by name. */
  path: string
  headers: Record<string, string>
  /** Parsed, where it was sent as JSON or as a form. */
  json: unknown
  form: Record<string, string> | undefined
}

export type Respond = (response: ServerResponse) => unknown

export interface SourceServer {
  /** `http://127.0.0.1:port` */
  url: string
  /** `127.0.0.1:port`, for the egress guard. */
  host: string
  /** What was asked since `play`, robots.txt apart. */
  requests: SentRequest[]
  /** How often robots.txt was asked for since `play`; there is none. */
  robots(): number
  /** The answers to the next requests, in order; whoever asks for more gets a 599. */
  play(answers: readonly Respond[]): void
  close(): Promise<void>
}

/** Stands in for a source's API: answers what a test has laid out, and remembers how it was asked. */
export async function startSourceServer(): Promise<SourceServer> {
  const requests: SentRequest[] = []
  let answers: Respond[] = []
  let robots = 0
  const server = createServer(async (request, response) => {
    const { pathname, searchParams } = new URL(request.url ?? '/', 'http://source')
    if (pathname === '/robots.txt') {
      robots += 1
      return response.writeHead(404).end()
    }
    const chunks: Buffer[] = []
    for await (const chunk of request) chunks.push(chunk)
    const body = Buffer.concat(chunks).toString()
    const type = request.headers['content-type'] ?? ''
    requests.push({
      method: request.method ?? 'GET',
      path: sortedPath(pathname, searchParams),
      headers: Object.fromEntries(Object.entries(request.headers).map(([name, value]) => [name, String(value)])),
      json: type.startsWith('application/json') ? JSON.parse(body) : undefined,
      form: type.startsWith('application/x-www-form-urlencoded') ? Object.fromEntries(new URLSearchParams(body)) : undefined,
    })
    const respond = answers.shift() ?? ((unplanned: ServerResponse) => unplanned.writeHead(599).end())
    // A reader that goes away in the middle is what some answers are for.
    await Promise.resolve(respond(response.on('error', () => {}))).catch(() => response.destroy())
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const host = `127.0.0.1:${(server.address() as AddressInfo).port}`
  return {
    url: `http://${host}`,
    host,
    requests,
    robots: () => robots,
    play(next) {
      answers = [...next]
      requests.length = 0
      robots = 0
    },
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

export function sortedPath(pathname: string, searchParams: URLSearchParams): string {
  searchParams.sort()
  return searchParams.size === 0 ? pathname : `${pathname}?${searchParams}`
}

/** An answer as it is. */
export const send =
  (status: number, headers: Readonly<Record<string, string>>, body: string | Buffer = ''): Respond =>
  (response) =>
    response.writeHead(status, headers).end(body)

/** A byte now and then, for ever: only a deadline ends it. */
export const drip =
  (type: string): Respond =>
  (response) => {
    response.writeHead(200, { 'content-type': type }).write('{"jobs": [')
    const timer = setInterval(() => response.write(' '), 50)
    response.once('close', () => clearInterval(timer))
  }

/** Says it is longer than what comes, then hangs up. */
export const cutShort =
  (headers: Readonly<Record<string, string>>, body: string): Respond =>
  (response) => {
    response.writeHead(200, { ...headers, 'content-length': String(Buffer.byteLength(body) + 100) })
    response.write(body, () => response.destroy())
  }
