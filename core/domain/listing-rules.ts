/** Pure rules of listings: which addresses are the same page, by which keys a listing is known again. No zod here. */
import { urlProblem } from './url-rules.ts'

/** Parameters that say where a visitor came from, never which offer it is. */
const TRACKING =
  /^(utm_\w+|gclid|gbraid|wbraid|fbclid|msclkid|mc_[ce]id|igshid|yclid|_hs\w+|hsa_\w+|trk\w*|ref|ref_?src|referr?er|source|src|gh_src|lever-(?:source|origin)(?:\[\])?|ashby_jid_src|origin|from|cmp|campaign|campaignid|tracking\w*|sessionid|sid|jsessionid|phpsessid|at_\w+|xtor|pk_\w+|mtm_\w+)$/i

export const isTracking = (name: string): boolean => TRACKING.test(name)

/** Whether the path tells by itself which offer it is: by a number, or by three words. */
export const tellsOffer = (path: string): boolean => /\d/.test(path) || /[^-_/]{2,}(?:[-_][^-_/]{2,}){2}/.test(path)

/** `ref` says where a visitor came from, or which offer it is: a number, where nothing else tells. */
export const isReference = (name: string, value: string, path: string): boolean => /^ref$/i.test(name) && /\d/.test(value) && !tellsOffer(path)

/**
 * An address as it is compared: lower-case host without `www.`, https, no fragment (unless it is the path of an application: `#/offers/1`),
 * no tracking parameters, the others sorted, no slash at the end. Null for what is no http(s) address.
 */
export function canonicalUrl(text: string | null): string | null {
  if (text === null || urlProblem(text) !== undefined) return null
  const url = new URL(text)
  url.protocol = 'https:'
  url.hostname = url.hostname.replace(/^www\./, '').replace(/\.$/, '')
  if (!/^#!?\//.test(url.hash)) url.hash = ''
  const path = `${url.pathname}${url.hash}`
  for (const [name, value] of [...url.searchParams]) if (isTracking(name) && !isReference(name, value, path)) url.searchParams.delete(name)
  url.searchParams.sort()
  url.pathname = url.pathname
    .replace(/;jsessionid=[^/]*/i, '')
    .replace(/\/{2,}/g, '/')
    .replace(/(.)\/+$/, '$1')
  return url.href
}

/** An address of which a part may not be seen, with what tells it from others: as the path of an application, which is compared, too. */
export const withIdentity = (canonical: string | null, hash: string): string | null =>
  canonical && `${canonical}${canonical.includes('#') ? '' : '#/'}~${hash}`
/** The address that is seen. */
export const withoutIdentity = (url: string): string => url.replace(/(?:#\/)?~[0-9a-f]{32}$/, '')

/** What no other listing has: the source's own id, and the address. */
export function listingKeys({ source, nativeId, url }: { source: string; nativeId: string | null; url: string | null }): string[] {
  const canonical = canonicalUrl(url)
  return [...(nativeId === null ? [] : [`${source}:${nativeId}`]), ...(canonical === null ? [] : [`url:${canonical}`])]
}

interface Known {
  source: string
  native_id: string | null
  keys: readonly string[]
}

/** Whether two listings are the same one: one source's, with a key in common. An address that the source gave two offers of its own is none. */
export const isSameListing = (one: Known, other: Known): boolean =>
  one.source === other.source &&
  (one.native_id === null || other.native_id === null || one.native_id === other.native_id) &&
  one.keys.some((key) => other.keys.includes(key))
