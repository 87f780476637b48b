import type { request as send } from 'undici'
import type { SourceRequest } from '../collecting/source.ts'
import { PageError } from './page-error.ts'

/** One request of a chain of redirects. */
export interface Hop {
  method: 'GET' | 'POST'
  /** Without its fragment. */
  url: string
  /** The caller's, and the cookies that this chain set; names in lower case. */
  headers: Record<string, string>
  body: string | undefined
  /** Cookies by the origin that set them. */
  cookies: Map<string, Map<string, string>>
}

type Answered = Awaited<ReturnType<typeof send>>
const REDIRECTS = new Set([301, 302, 303, 307, 308])
const one = (header: string | string[] | undefined): string | undefined => (Array.isArray(header) ? header[0] : header)

export const isRedirect = ({ statusCode, headers }: Answered): boolean => REDIRECTS.has(statusCode) && headers.location !== undefined

/** The request as it was asked for. */
export function firstHop({ url, method = 'GET', headers = {}, json, form }: SourceRequest): Hop {
  const body = json !== undefined ? JSON.stringify(json) : form && new URLSearchParams(form).toString()
  const type = json !== undefined ? 'application/json' : 'application/x-www-form-urlencoded'
  const own = Object.fromEntries(Object.entries(headers).map(([name, value]) => [name.toLowerCase(), value]))
  return {
    method,
    url: bare(url),
    headers: { ...(body !== undefined && { 'content-type': type }), ...own },
    body,
    cookies: new Map(),
  }
}

/**
 * The request that a redirect leads to: as browsers do (Fetch standard, HTTP-redirect fetch), cookies going back to the origin that set
 * them, as loops of many sites need. Another host learns nothing of what was sent to this one.
 * @throws PageError `refused` for another host where that is not allowed
 */
export function followed(
  hop: Hop,
  { statusCode: status, headers: { location, 'set-cookie': setCookie } }: Answered,
  { anywhere }: { anywhere: boolean },
): Hop {
  const from = new URL(hop.url)
  const to = URL.parse(one(location) ?? '', from.href)
  const stays = to !== null && isSameSite(from, to)
  if (!anywhere && !stays) throw new PageError('refused', { status, reason: 'redirect' })
  const cookies = new Map(hop.cookies).set(from.origin, kept(hop.cookies.get(from.origin), setCookie))
  const becomesGet = !stays || status === 303 || ((status === 301 || status === 302) && hop.method === 'POST')
  const { cookie: _, 'content-type': type, ...own } = hop.headers
  const body = becomesGet ? undefined : hop.body
  const sent = [...(cookies.get(to?.origin ?? '') ?? [])].map(([name, value]) => `${name}=${value}`).join('; ')
  return {
    method: becomesGet ? 'GET' : hop.method,
    url: bare(to?.href ?? ''),
    headers: { ...(stays && own), ...(body !== undefined && type !== undefined && { 'content-type': type }), ...(sent && { cookie: sent }) },
    body,
    cookies,
  }
}

/** The same host and port, or its secure twin. */
const isSameSite = (from: URL, to: URL) =>
  to.origin === from.origin || (to.hostname === from.hostname && from.protocol === 'http:' && to.protocol === 'https:' && from.port === to.port)

function kept(known: ReadonlyMap<string, string> | undefined, setCookie: string | string[] | undefined): Map<string, string> {
  const jar = new Map(known)
  for (const line of [setCookie ?? []].flat().slice(0, 50)) {
    const [, name, value] = /^\s*([^=;\s]+)=([^;]*)/.exec(line) ?? []
    if (name !== undefined && value !== undefined) jar.set(name, value.trim())
  }
  return jar
}

/** Without the fragment, which is never sent; as it is where it is no address. */
function bare(text: string): string {
  const url = URL.parse(text)
  if (url === null) return text
  url.hash = ''
  return url.href
}
