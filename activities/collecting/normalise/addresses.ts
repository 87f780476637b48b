import { createHash } from 'node:crypto'
import { canonicalUrl, withIdentity } from '../../../core/domain/listing-rules.ts'
import { sharedUrl } from '../../../core/domain/shared-url-rules.ts'
import { urlProblem } from '../../../core/domain/url-rules.ts'

const MAX_LENGTH = 2_048
const MAX_OTHERS = 10

/** An address as it is kept: http(s), no credentials, no fragment to a part of the page. Null for any other. */
function readAddress(text: string | null, base: string | null = null): string | null {
  const trimmed = text?.trim().replaceAll('&amp;', '&') ?? ''
  if (trimmed === '' || trimmed.length > MAX_LENGTH) return null
  // Only what is surely meant as one is completed: `Postuler` is no path.
  const url = /^\//.test(trimmed) && base !== null ? URL.parse(trimmed, base) : URL.parse(trimmed)
  return url === null || url.href.length > MAX_LENGTH || urlProblem(url.href) !== undefined ? null : url.href
}

/** The page that an offer was read from, for everybody: unless it is the offer's own, what follows the path may be somebody's key to it. */
export function readSourcePage(page: string | null, offerUrl: string): string {
  const address = readAddress(page)
  if (address === null || [address, sharedUrl(address)].some((one) => canonicalUrl(one) === canonicalUrl(offerUrl))) return offerUrl
  const url = new URL(address)
  return url.origin + url.pathname
}

/** The page for people, and the other pages of the same offer, each once. Without one for people the first other stands in. */
export function readAddresses(url: string | null, others: readonly string[], base: string | null): { url: string | null; others: string[] } {
  const read = [url, ...others.slice(0, MAX_OTHERS * 2)].flatMap((one) => readAddress(one, base) ?? [])
  const [first = null, ...rest] = [...new Map(read.toReversed().map((one) => [canonicalUrl(one), one])).values()].toReversed()
  return { url: first, others: rest.slice(0, MAX_OTHERS) }
}

/** The address by which a listing is known again: where not all of it may be seen, the hash of the whole tells it from others. */
export function readListingUrl(url: string, identity: string | undefined): string | null {
  const whole = identity === undefined ? null : canonicalUrl(identity)
  if (whole === null) return canonicalUrl(url)
  const hash = createHash('sha256').update(whole).digest('hex')
  return withIdentity(canonicalUrl(url), hash.slice(0, 32))
}
