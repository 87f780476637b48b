import { createServer, type IncomingMessage, type RequestListener, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'

export interface LocalSite {
  /** `http://127.0.0.1:port` */
  url: string
  port: number
  /** What was asked for so far: `GET /path`. Bare connections count as `connection`. */
  hits: string[]
  close(): Promise<void>
}

/** A site on loopback that answers with `listener` and remembers who knocked. */
export async function startLocalSite(listener: RequestListener = (_request, response) => response.end('here')): Promise<LocalSite> {
  const hits: string[] = []
  const server = createServer((request, response) => {
    hits.push(`${request.method} ${request.url}`)
    listener(request, response)
  })
  server.on('connection', () => hits.push('connection'))
  server.on('upgrade', (request, socket) => {
    hits.push(`upgrade ${request.url}`)
    socket.destroy()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  return {
    url: `http://127.0.0.1:${port}`,
    port,
    hits,
    async close() {
      server.closeAllConnections()
      await new Promise((resolve) => server.close(resolve))
    },
  }
}

/** A site whose paths answer as the record says; anything else is a 404. */
export const startLocalPages = (pages: Record<string, (response: ServerResponse, request: IncomingMessage) => void>): Promise<LocalSite> =>
  startLocalSite((request, response) => {
    const page = pages[URL.parse(request.url ?? '', 'http://local')?.pathname ?? '']
    if (page) page(response, request)
    else response.writeHead(404).end()
  })

/** An HTML answer. */
export const html = (body: string) => (response: ServerResponse) =>
  void response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' }).end(body)
/** A redirect. */
export const redirect =
  (location: string, status = 302) =>
  (response: ServerResponse) =>
    void response.writeHead(status, { location }).end()
