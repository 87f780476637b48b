import type { IncomingMessage, ServerResponse } from 'node:http'
import type { Db } from 'mongodb'
import { pino } from 'pino'
import { createEgressProxy } from '../../activities/crawling/egress-proxy.ts'
import { createPoliteFetch } from '../../activities/crawling/polite-fetch.ts'
import { createCrawlHostRepository } from '../../core/db/crawl-host-repository.ts'
import { createPayloadRepository } from '../../core/db/payload-repository.ts'
import { type LocalSite, startLocalSite } from './local-site.ts'

export type Respond = (response: ServerResponse, request: IncomingMessage) => void

/** A site that keeps books on who asked it for what, when. Times are milliseconds of one clock. */
export interface CrawledSite extends LocalSite {
  visits: { path: string; start: number; end: number; headers: IncomingMessage['headers']; method: string; body: string }[]
  /** Paths that were asked for, in order. */
  paths(): string[]
  /** Between the end of each request and the start of the next; negative where they overlap. */
  gaps(): number[]
}

/** Sites, the egress proxy that reaches only them, and one MongoDB for all workers. `shift` moves the workers' clocks. */
export async function startCrawledWeb(db: Db) {
  const log = pino({ level: 'silent' })
  const sites: CrawledSite[] = []
  const allowHosts: string[] = []
  const egress = await createEgressProxy({ allowHosts, log })
  const clock = { shiftMs: 0 }
  const now = () => new Date(Date.now() + clock.shiftMs)
  const hosts = createCrawlHostRepository(db)
  const payloads = createPayloadRepository(db)

  return {
    hosts,
    payloads,
    clock,
    now,
    log,

    /** A site whose paths answer as the record says, anything else is a 404. Without a robots.txt unless it says so. */
    async site(pages: Record<string, Respond>): Promise<CrawledSite> {
      const visits: CrawledSite['visits'] = []
      const site = await startLocalSite(async (request, response) => {
        const { pathname } = new URL(request.url ?? '', 'http://local')
        const visit = { path: pathname, start: performance.now(), end: Infinity, headers: request.headers, method: request.method ?? '', body: '' }
        visits.push(visit)
        response.once('close', () => {
          visit.end = performance.now()
        })
        for await (const chunk of request) visit.body += chunk
        const page = pages[pathname]
        if (page) page(response, request)
        else response.writeHead(404).end()
      })
      allowHosts.push(`127.0.0.1:${site.port}`)
      const crawled = {
        ...site,
        visits,
        paths: () => visits.map(({ path }) => path),
        gaps: () => visits.slice(1).map(({ start }, index) => start - (visits[index]?.end ?? 0)),
      }
      sites.push(crawled)
      return crawled
    },

    /** A worker's polite fetch. Each call is another worker. */
    worker: ({ delayMs = 0, userAgent = 'JobTracker/0.1 (+https://example.org)' } = {}) =>
      createPoliteFetch({ hosts, payloads, egress, userAgent, delayMs, now, log }),

    close: () => Promise.all([egress.close(), ...sites.map((site) => site.close())]),
  }
}

/** An answer as it is. */
export const send =
  (status: number, headers: Record<string, string>, body: string | Buffer = ''): Respond =>
  (response) =>
    void response.writeHead(status, headers).end(body)
export const json = (value: unknown, headers: Record<string, string> = {}) =>
  send(200, { 'content-type': 'application/json', ...headers }, JSON.stringify(value))
export const plain = (text: string | Buffer) => send(200, { 'content-type': 'text/plain; charset=utf-8' }, text)
