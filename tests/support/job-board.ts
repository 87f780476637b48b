import { createReadStream, readFileSync } from 'node:fs'
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http'
import type { AddressInfo } from 'node:net'
import { Readable } from 'node:stream'
import { pipeline } from 'node:stream/promises'
import iconv from 'iconv-lite'

export interface BoardRequest {
  method: string
  /** With its query. */
  path: string
  userAgent: string | undefined
}

export interface JobBoard {
  /** `http://127.0.0.1:port` */
  url: string
  /** What was asked for so far, in order. */
  requests: BoardRequest[]
  close(): Promise<void>
}

type Respond = (response: ServerResponse, url: URL, request: IncomingMessage) => void | Promise<void>

const HUGE_BYTES = 50_000_000
const MAX_DELAY_MS = 60_000
const asset = (name: string) => new URL(`../fixtures/job-board/${name}`, import.meta.url)

const file =
  (name: string, status = 200, type = 'text/html; charset=utf-8'): Respond =>
  (response) => {
    response.writeHead(status, { 'content-type': type })
    createReadStream(asset(name)).pipe(response)
  }
const notice =
  (status: number, title: string, text: string): Respond =>
  (response) => {
    response.writeHead(status, { 'content-type': 'text/html; charset=utf-8' })
    response.end(`<!doctype html><html lang="fr"><title>${title}</title><h1>${title}</h1><p>${text}</p></html>`)
  }
const redirect =
  (location: string): Respond =>
  (response) => {
    response.writeHead(302, { location }).end()
  }

const ROUTES: Record<string, Respond> = {
  '/': file('index.html'),
  '/about': file('about.html'),
  '/login': file('login.html'),
  '/robots.txt': (response) => void response.writeHead(200, { 'content-type': 'text/plain' }).end('User-agent: *\nAllow: /\n'),
  '/offers': file('list.html'),
  '/offers/data-engineer': file('data-engineer.html'),
  '/offers/backend-developer': file('backend-developer.html'),
  '/offers/javascript': file('javascript.html'),
  '/api/offers/javascript.json': file('javascript.json', 200, 'application/json'),
  '/offers/plain': file('plain.html'),
  '/offers/broken': file('broken.html'),
  '/offers/latin1': misdeclared,
  '/offers/login': file('login.html'),
  '/offers/members': redirect('/login'),
  '/offers/gone': notice(410, 'Offre retirée', 'Cette offre n’est plus disponible.'),
  '/offers/report.pdf': (response) => void response.writeHead(200, { 'content-type': 'application/pdf' }).end('%PDF-1.7\n%%EOF\n'),
  '/offers/huge': huge,
  '/offers/endless': endless,
  '/offers/loop': redirect('/offers/loop'),
  '/offers/to-private': redirect('http://127.0.0.1:1/'),
  '/offers/slow': slow,
}
const missing = notice(404, 'Page introuvable', 'Cette adresse ne mène nulle part.')

/** A small job board on loopback: good pages, bad pages and hostile ones, the same at every start. For tests, the demo and the bench. */
export async function startJobBoard({ port = 0 }: { port?: number } = {}): Promise<JobBoard> {
  const requests: BoardRequest[] = []
  const server = createServer((request, response) => {
    const path = request.url ?? '/'
    requests.push({ method: request.method ?? 'GET', path, userAgent: request.headers['user-agent'] })
    const url = new URL(path, 'http://board')
    const respond = ROUTES[url.pathname] ?? missing
    // A reader that goes away in the middle is what some of these pages are for.
    Promise.resolve(respond(response, url, request)).catch(() => response.destroy())
  })
  await new Promise<void>((resolve, reject) => server.once('error', reject).listen(port, '127.0.0.1', resolve))
  return {
    url: `http://127.0.0.1:${(server.address() as AddressInfo).port}`,
    requests,
    async close() {
      const closed = new Promise((resolve) => server.close(resolve))
      server.closeAllConnections()
      await closed
    },
  }
}

/** Windows-1252 that says it is UTF-8, in the header and in the page. */
function misdeclared(response: ServerResponse) {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
  response.end(iconv.encode(readFileSync(asset('latin1.html'), 'utf8'), 'windows-1252'))
}

async function huge(response: ServerResponse) {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
  await pipeline(Readable.from(paragraphs(HUGE_BYTES)), response)
}

function* paragraphs(bytes: number) {
  const chunk = Buffer.from('<p>Encore un paragraphe d’une page qui n’en finit pas.</p>\n'.repeat(1_000))
  yield '<!doctype html><html lang="fr"><title>Une très longue page</title><body>'
  for (let sent = 0; sent < bytes; sent += chunk.length) yield chunk
}

/** A line now and then, for ever: only a deadline ends it. */
function endless(response: ServerResponse) {
  response.writeHead(200, { 'content-type': 'text/html; charset=utf-8' })
  response.write('<!doctype html><html lang="fr"><title>Une page sans fin</title><body>')
  const timer = setInterval(() => response.write('<p>La suite arrive.</p>\n'), 100)
  response.once('close', () => clearInterval(timer))
}

function slow(response: ServerResponse, url: URL, request: IncomingMessage) {
  const delayMs = Math.min(Number(url.searchParams.get('ms')) || 0, MAX_DELAY_MS)
  const timer = setTimeout(() => void file('data-engineer.html')(response, url, request), delayMs)
  response.once('close', () => clearTimeout(timer))
}
