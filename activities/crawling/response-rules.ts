import { PageError } from './page-error.ts'

/** A site that asks for more patience than this is not asked again in the same run: `retry_after_s` tells for how long. */
export const MAX_RETRY_AFTER_MS = 15 * 60_000

const LOGIN_WORDS = new Set(
  'login log-in log_in signin sign-in sign_in connexion se-connecter authwall auth authenticate sso accounts anmelden'.split(' '),
)

export interface Answer {
  status: number
  retryAfter: string | undefined
  /** The address that answered. */
  url: string
  /** The address that was asked for, before redirects. */
  requestedUrl: string
}

/** What a final answer's status and address say against it; undefined when its body is worth reading. The same for plain HTTP and the browser. */
export function problemOf({ status, retryAfter, url, requestedUrl }: Answer, now: Date): PageError | undefined {
  if (status < 500 && isLoginUrl(url) && !isLoginUrl(requestedUrl)) return new PageError('login_required', { status })
  if (status === 200 || status === 203) return undefined
  if (status === 404) return new PageError('not_found', { status })
  if (status === 410) return new PageError('gone', { status })
  if (status === 401) return new PageError('login_required', { status })
  if (status === 408 || status === 425 || status === 429 || status === 503) return patiently('blocked', status, retryAfterMs(retryAfter, now))
  if (status >= 400 && status < 500) return new PageError('blocked', { status })
  // LinkedIn's refusal of robots.
  if (status === 999) return new PageError('blocked', { status })
  if (status >= 500) return new PageError('unreachable', { status }, { retryable: true })
  return new PageError('not_a_page', { status })
}

function patiently(failure: 'blocked', status: number, waitMs: number | undefined): PageError {
  if (waitMs === undefined) return new PageError(failure, { status }, { retryable: true })
  if (waitMs > MAX_RETRY_AFTER_MS) return new PageError(failure, { status, retry_after_s: Math.ceil(waitMs / 1000) })
  return new PageError(failure, { status }, { retryable: true, retryAfterMs: waitMs })
}

/** A Retry-After header (RFC 9110 §10.2.3: seconds or a date) in milliseconds from now, at least one second. */
export function retryAfterMs(header: string | undefined, now: Date): number | undefined {
  if (header === undefined) return undefined
  const waitMs = /^\s*\d{1,9}\s*$/.test(header) ? Number(header) * 1000 : Date.parse(header) - now.getTime()
  return Number.isNaN(waitMs) ? undefined : Math.max(1000, waitMs)
}

/** Whether an address looks like a site's login: a word of its path, its query or the first label of its host. */
export function isLoginUrl(text: string): boolean {
  const url = URL.parse(text)
  if (url === null) return false
  const words = [url.hostname.split('.')[0], ...url.pathname.split('/').map((part) => part.replace(/\.\w+$/, ''))]
  const asked = [...url.searchParams].flatMap(([name, value]) => (/^(1|true)?$/i.test(value) ? [name] : [value]))
  return [...words, ...asked].some((word) => word !== undefined && LOGIN_WORDS.has(word.toLowerCase()))
}
