import { canonicalUrl } from '../../core/domain/listing-rules.ts'
import { urlProblem } from '../../core/domain/url-rules.ts'
import { isNode, lineOf, linesOf, list, type Node, scalarOf } from './nodes.ts'
import { looksLikeOffer } from './offer-address.ts'

const MAX_URL_LENGTH = 2_048
const MAX_ID_LENGTH = 100

/** A JobPosting's own number: of `identifier`, whichever its shape; the name beside it is the company's. Null for an address, and when it says none. */
export function readIdentifier(posting: Node): string | null {
  for (const identifier of list(posting.identifier)) {
    const line = lineOf(isNode(identifier) ? (scalarOf(identifier.value) ?? scalarOf(identifier)) : identifier, MAX_ID_LENGTH + 1)
    if (line !== null && line.length <= MAX_ID_LENGTH && !/^https?:/i.test(line)) return line
  }
  return null
}

/** Whether an address names that number: `/offres/4012-menuisier` names `4012`. Short ones and words may stand there for something else. */
export function bearsIdentifier(url: string, identifier: string | null): boolean {
  if (identifier === null || identifier.length < 4 || !/\d/.test(identifier)) return false
  const { pathname, search } = new URL(url)
  return new RegExp(`(?<![a-z0-9])${identifier.replace(/[^\p{L}\p{N}]/gu, '\\$&')}(?![a-z0-9])`, 'i').test(`${pathname}${search}`)
}

/** The addresses that a JobPosting gives of itself, as they are written. */
export function postingUrls(posting: Node): string[] {
  const pages = list(posting.mainEntityOfPage).map((page) => (isNode(page) ? page['@id'] : page))
  return [posting.url, posting['@id'], ...list(posting.mainEntityOfPage), ...pages].flatMap((value) => linesOf(value, MAX_URL_LENGTH))
}

/**
 * The offer's own address on the site that answered; null: the page's. The page's head tells best (`canonical`), unless the page is a
 * list of one offer, whose markup then leads further.
 * @param given the addresses of the offer's markup, and those of the page's head, as they are written
 */
export function ownUrl(given: readonly string[], pageUrl: string): string | null {
  const url = absolute(given, pageUrl).find((one) => isSameSite(one, pageUrl) && namesOne(one, pageUrl))
  // A fragment is a place on the page, unless it is an application's path.
  return url === undefined ? null : /#!?\//.test(url) ? url : (url.split('#', 1)[0] ?? url)
}

/** The addresses of other sites that are given as the offer's own: where it was published first. */
export const foreignUrls = (given: readonly string[], pageUrl: string): string[] =>
  absolute(given, pageUrl).filter((url) => !isSameSite(url, pageUrl) && new URL(url).pathname.length > 1)

/** Given addresses made whole, http(s) only, each once. */
export function absolute(given: readonly (string | undefined)[], base: string): string[] {
  const urls = given.map((url = '') => (url.trim() === '' || url.length > MAX_URL_LENGTH ? '' : (URL.parse(url.trim(), base)?.href ?? '')))
  return [...new Set(urls.filter((url) => url.length <= MAX_URL_LENGTH && urlProblem(url) === undefined))]
}

/** The first that is another page of this site. */
export const otherPage = (given: readonly string[], pageUrl: string): string | null =>
  absolute(given, pageUrl).find((url) => isSameSite(url, pageUrl) && canonicalUrl(url) !== canonicalUrl(pageUrl)) ?? null

/** Whether two addresses are of one site: the same host, `www.` or not. */
export const isSameSite = (one: string, other: string): boolean => siteOf(one) === siteOf(other)
const siteOf = (url: string) => new URL(url).host.replace(/^www\./, '')

/** Sites name their home, their list, the page without the number that tells the offer, or where to apply, as the address of every offer. */
function namesOne(url: string, pageUrl: string): boolean {
  const [given, page] = [new URL(canonicalUrl(url) ?? url), new URL(canonicalUrl(pageUrl) ?? pageUrl)]
  if (given.pathname.length <= 1 && given.search === '' && given.hash === '') return false
  const isParent = page.pathname.startsWith(`${given.pathname}/`)
  const isWithin = given.pathname.startsWith(`${page.pathname}/`) && looksLikeOffer(pageUrl)
  const hasLostNumber = given.search === '' && !/\d/.test(given.pathname) && /\d/.test(page.search)
  return !isParent && !isWithin && !hasLostNumber
}

/** Whether an address leads from a list to one offer of it. */
export const leadsFurther = (url: string, pageUrl: string): boolean => looksLikeOffer(url) && !looksLikeOffer(pageUrl)
