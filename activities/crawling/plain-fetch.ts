import { ProxyAgent, request } from 'undici'
import { urlProblem } from '../../core/domain/url-rules.ts'
import { ACCEPTED_ENCODINGS, readBody } from './decode-body.ts'
import { REFUSED_STATUS } from './egress-proxy.ts'
import { checkContentType, readPage } from './page-bytes.ts'
import { PageError } from './page-error.ts'
import { isLoginUrl, problemOf } from './response-rules.ts'
import { untilAborted } from './until-aborted.ts'

export interface ReadPage {
  html: string
  /** The address that answered, after redirects. */
  finalUrl: string
  /** Of the page as UTF-8. */
  bytes: number
}

export interface PlainFetchOptions {
  /** The egress proxy's, with its credentials. */
  proxyUrl: string
  userAgent: string
  now: () => Date
  /** Ends the work with the signal's reason. */
  signal: AbortSignal
  /** For everything: connections, redirects and body. */
  totalMs?: number
  maxBytes?: number
}

type Answered = Awaited<ReturnType<typeof request>>
const MAX_REDIRECTS = 10
const REDIRECTS = new Set([301, 302, 303, 307, 308])

/**
 * One page by plain HTTP, through the egress proxy.
 * @throws PageError with the reason why there is none; whatever `signal` was aborted with
 */
export async function plainFetch(url: string, options: PlainFetchOptions): Promise<ReadPage> {
  const { proxyUrl, now, signal, totalMs = 15_000, maxBytes = 5 * 1024 * 1024 } = options
  const deadline = AbortSignal.timeout(totalMs)
  const stop = AbortSignal.any([deadline, signal])
  // One agent a fetch: no connection and no cookie is shared between the pages of different people.
  const agent = new ProxyAgent({ uri: proxyUrl, proxyTunnel: true, headersTimeout: 0, bodyTimeout: 0, connectTimeout: totalMs })
  try {
    const { answer, finalUrl } = await untilAborted(stop, follow(url, agent, options.userAgent, stop))
    const { statusCode: status, headers } = answer
    const problem = problemOf({ status, retryAfter: one(headers['retry-after']), url: finalUrl, requestedUrl: url }, now())
    if (problem !== undefined) throw problem
    const contentType = one(headers['content-type'])
    checkContentType(contentType)
    const encoding = one(headers['content-encoding'])
    if (encoding === undefined && Number(one(headers['content-length'])) > maxBytes) throw new PageError('too_big', { limit_bytes: maxBytes })
    const body = await readBody(answer.body, encoding, maxBytes, stop)
    const html = readPage(body, contentType)
    return { html, finalUrl, bytes: Buffer.byteLength(html) }
  } catch (error) {
    if (signal.aborted) throw signal.reason
    throw deadline.aborted ? new PageError('timed_out', { after_s: Math.round(totalMs / 1000) }) : pageErrorOf(error)
  } finally {
    void agent.destroy()
  }
}

/** Follows redirects by hand, so that each hop's address is judged; cookies go back to the origin that set them, as loops of many sites need. */
async function follow(url: string, dispatcher: ProxyAgent, userAgent: string, signal: AbortSignal): Promise<{ answer: Answered; finalUrl: string }> {
  const cookies = new Map<string, Map<string, string>>()
  const visited = new Set<string>()
  let next = url
  let sawLogin = false
  for (let hops = 0; hops <= MAX_REDIRECTS; hops += 1) {
    if (urlProblem(next) !== undefined) throw new PageError('refused')
    const target = new URL(next)
    target.hash = ''
    const jar = cookies.get(target.origin) ?? new Map<string, string>()
    const cookie = [...jar].map(([name, value]) => `${name}=${value}`).join('; ')
    if (visited.has(`${target.href} ${cookie}`)) break
    visited.add(`${target.href} ${cookie}`)
    sawLogin ||= hops > 0 && isLoginUrl(target.href)

    const answer = await request(target.href, {
      dispatcher,
      signal,
      headers: {
        'user-agent': userAgent,
        accept: 'text/html,application/xhtml+xml;q=0.9',
        'accept-language': 'fr,en;q=0.8',
        'accept-encoding': ACCEPTED_ENCODINGS,
        ...(cookie !== '' && { cookie }),
      },
    })
    const location = one(answer.headers.location)
    if (!REDIRECTS.has(answer.statusCode) || location === undefined) return { answer, finalUrl: target.href }

    answer.body.on('error', () => {}).destroy()
    cookies.set(target.origin, kept(jar, answer.headers['set-cookie']))
    next = URL.parse(location, target.href)?.href ?? ''
  }
  throw sawLogin ? new PageError('login_required') : new PageError('unreachable', { reason: 'redirects' })
}

function kept(jar: Map<string, string>, setCookie: string | string[] | undefined): Map<string, string> {
  for (const line of [setCookie ?? []].flat().slice(0, 50)) {
    const [, name, value] = /^\s*([^=;\s]+)=([^;]*)/.exec(line) ?? []
    if (name !== undefined && value !== undefined) jar.set(name, value.trim())
  }
  return jar
}

const one = (header: string | string[] | undefined): string | undefined => (Array.isArray(header) ? header[0] : header)

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
