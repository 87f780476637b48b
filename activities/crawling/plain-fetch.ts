import { Readable } from 'node:stream'
import { type Dispatcher, ProxyAgent, request as send } from 'undici'
import { urlProblem } from '../../core/domain/url-rules.ts'
import { untilAborted } from '../../core/until-aborted.ts'
import type { SourceAnswer, SourceRequest } from '../collecting/source.ts'
import { ACCEPTED_ENCODINGS, type ByteCap, readBody } from './decode-body.ts'
import { REFUSED_STATUS } from './egress-proxy.ts'
import { checkContentType, readJson, readPage, readText } from './page-bytes.ts'
import { PageError } from './page-error.ts'
import { firstHop, followed, type Hop, isRedirect } from './redirects.ts'
import { isLoginUrl, problemOf } from './response-rules.ts'

export interface PlainRequest extends SourceRequest {
  /** What is too much is left away, instead of refusing it all. */
  cut?: boolean
}

export interface PlainFetchOptions {
  /** The egress proxy's, with its credentials. */
  proxyUrl: string
  userAgent: string
  now: () => Date
  /** Ends the work with the signal's reason. */
  signal: AbortSignal
  /** Awaited before each request with its address: the host's turn. Its time is not the site's. */
  before?: (target: URL) => Promise<void>
  maxRedirects?: number
}

type Answered = Awaited<ReturnType<typeof send>>
/** An answer fits into a document of MongoDB, gzipped. */
const MAX_BYTES = 8 * 1024 * 1024
const TIMEOUT_MS = 30_000
const ACCEPT = { page: 'text/html,application/xhtml+xml;q=0.9', json: 'application/json', text: '*/*' }

/**
 * One request by plain HTTP, through the egress proxy, with its redirects. Pages may be redirected anywhere, the rest stays on its host.
 * A page's status is judged here; that of the rest is answered as it is.
 * @throws PageError with the reason why there is no answer; whatever `signal` was aborted with
 */
export async function plainFetch(request: PlainRequest, options: PlainFetchOptions): Promise<SourceAnswer> {
  const { timeoutMs = TIMEOUT_MS } = request
  const { proxyUrl, signal, before, maxRedirects = 10 } = options
  // One agent a fetch: no connection and no cookie is shared between the pages of different people.
  const agent = new ProxyAgent({ uri: proxyUrl, proxyTunnel: true, headersTimeout: 0, bodyTimeout: 0, connectTimeout: timeoutMs })
  let leftMs = timeoutMs
  let sawLogin = false
  const visited = new Set<string>()
  try {
    for (let hop = firstHop(request); visited.size <= maxRedirects; ) {
      if (urlProblem(hop.url) !== undefined) throw new PageError('refused')
      const { cookie } = hop.headers
      if (visited.has(`${hop.url} ${cookie}`)) break
      visited.add(`${hop.url} ${cookie}`)
      sawLogin ||= visited.size > 1 && isLoginUrl(hop.url)

      await before?.(new URL(hop.url))
      const start = performance.now()
      const end = await inTime(leftMs, timeoutMs, signal, (stop) => sent(hop, request, agent, options, stop))
      leftMs -= performance.now() - start
      if (!('next' in end)) return end
      hop = end.next
    }
    throw sawLogin ? new PageError('login_required') : new PageError('unreachable', { reason: 'redirects' })
  } finally {
    void agent.destroy()
  }
}

/** Sends one request, and reads its answer unless that is a redirect. */
async function sent(hop: Hop, request: PlainRequest, dispatcher: Dispatcher, options: PlainFetchOptions, signal: AbortSignal) {
  const { expects, isCrawled = expects === 'page' } = request
  const headers = {
    accept: ACCEPT[expects],
    'accept-language': 'fr,en;q=0.8',
    ...hop.headers,
    'user-agent': options.userAgent,
    'accept-encoding': ACCEPTED_ENCODINGS,
  }
  const answer = await send(hop.url, { dispatcher, signal, method: hop.method, headers, body: hop.body ?? null })
  if (isRedirect(answer)) {
    answer.body.on('error', () => {}).destroy()
    return { next: followed(hop, answer, { anywhere: isCrawled }) }
  }
  return answered(answer, hop, request, options, signal)
}

async function answered(answer: Answered, hop: Hop, request: PlainRequest, { now }: PlainFetchOptions, signal: AbortSignal): Promise<SourceAnswer> {
  const { statusCode: status } = answer
  const headers = Object.fromEntries(Object.entries(answer.headers).map(([name, value]) => [name, [value ?? ''].flat().join(', ')]))
  const heard = { status, url: hop.url, headers, via: 'http' as const }
  const isPage = request.expects === 'page'
  if (isPage && !(status === 304 && isConditional(hop))) {
    const problem = problemOf({ status, retryAfter: headers['retry-after'], url: hop.url, requestedUrl: request.url }, now())
    if (problem !== undefined) throw problem
    checkContentType(headers['content-type'])
  }
  const bytes = await cappedBody(answer, headers, request, signal)
  const type = headers['content-type']
  if (isPage) return { ...heard, body: status === 304 ? '' : readPage(bytes, type), json: undefined }
  const body = readText(bytes, type)
  return { ...heard, body, json: request.expects === 'json' && status >= 200 && status < 300 ? readJson(body, type) : undefined }
}

const isConditional = ({ headers }: Hop) => 'if-none-match' in headers || 'if-modified-since' in headers

async function cappedBody(
  answer: Answered,
  headers: Record<string, string>,
  { expects, maxBytes = MAX_BYTES, cut = false }: PlainRequest,
  signal: AbortSignal,
) {
  const cap: ByteCap = { maxBytes: Math.min(maxBytes, MAX_BYTES), cut }
  const encoding = headers['content-encoding']
  if (!cut && encoding === undefined && Number(headers['content-length']) > cap.maxBytes)
    throw new PageError('too_big', { limit_bytes: cap.maxBytes })
  const bytes = await readBody(answer.body, encoding, cap, signal)
  // A file that is itself compressed, as sitemaps are.
  const isPacked = expects === 'text' && bytes[0] === 0x1f && bytes[1] === 0x8b
  return isPacked ? readBody(Readable.from([bytes]), 'gzip', cap, signal) : bytes
}

/** Runs the work until its time is over or the signal aborts. @throws PageError, or the signal's reason */
async function inTime<T>(leftMs: number, totalMs: number, signal: AbortSignal, work: (stop: AbortSignal) => Promise<T>): Promise<T> {
  const deadline = AbortSignal.timeout(Math.max(1, Math.round(leftMs)))
  const stop = AbortSignal.any([deadline, signal])
  try {
    return await untilAborted(stop, work(stop))
  } catch (error) {
    if (signal.aborted) throw signal.reason
    throw deadline.aborted ? new PageError('timed_out', { after_s: Math.round(totalMs / 1000) }) : pageErrorOf(error)
  }
}

function pageErrorOf(error: unknown): PageError {
  if (error instanceof PageError) return error
  const { code = '', message = '' } = error as NodeJS.ErrnoException
  // undici tells the proxy's answer to CONNECT in its message alone.
  if (message.includes(`Proxy response (${REFUSED_STATUS})`)) return new PageError('refused')
  if (/^Z_|^ERR_+(BROTLI|ERROR_FORMAT|PADDING)|^ZSTD/.test(code)) return new PageError('unreachable', { reason: 'encoding' })
  if (/^HPE_|HEADERS_OVERFLOW/.test(code)) return new PageError('unreachable', { reason: 'http' })
  if (/CERT|^ERR_TLS|^ERR_SSL|LEAF_SIGNATURE|^EPROTO/.test(code)) return new PageError('unreachable', { reason: 'tls' })
  return new PageError('unreachable', { reason: 'connection' }, { retryable: true })
}
