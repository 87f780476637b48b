import { canonicalUrl } from '../../core/domain/listing-rules.ts'
import type { FactOrigin } from '../../core/domain/offer-facts.ts'
import { absolute, isSameSite, postingUrls } from './identity.ts'
import { mergeFacts } from './merge-facts.ts'
import type { Node } from './nodes.ts'
import type { PageHead } from './open-graph.ts'
import { readPosting } from './posting-facts.ts'
import type { ReadOffer } from './read-offer.ts'

const MAX_OFFERS = 200
const MAX_LINKS = 500
/** Shorter ones are teasers: their pages say more. */
const MIN_TEXT_LENGTH = 300

/** A list's postings: those of this site with a text of their own are offers, with an address of their own or without; the others lead to their pages. */
export function readApart(
  { origin, postings }: { origin: FactOrigin; postings: Node[] },
  { language, base }: Pick<PageHead, 'language' | 'base'>,
  pageUrl: string,
): { offers: ReadOffer[]; links: string[] } {
  const offers = new Map<string, ReadOffer>()
  const links: string[] = []
  for (const posting of postings.slice(0, MAX_OFFERS)) {
    const [url] = distinctLinks(absolute(postingUrls(posting), base), pageUrl)
    const facts = readPosting(posting, language)
    const isWhole = (url === undefined || isSameSite(url, pageUrl)) && facts.title !== null && facts.text.length >= MIN_TEXT_LENGTH
    if (isWhole) {
      // Some sites give all their offers one address.
      const key = `${canonicalUrl(url ?? pageUrl)} ${facts.title} ${facts.location}`
      const sources = [{ origin, facts: { ...facts, url: url ?? null } }]
      offers.set(key, mergeFacts({ text: facts.text, textOrigin: origin, language: facts.language, sources }))
    } else if (url !== undefined) links.push(url)
  }
  return { offers: [...offers.values()], links }
}

/** Addresses made whole, each once, without the page's own and those that are known already. */
export function distinctLinks(given: readonly string[], pageUrl: string, known: readonly string[] = []): string[] {
  const seen = new Set([pageUrl, ...known].map(canonicalUrl))
  const links: string[] = []
  for (const url of absolute(given, pageUrl)) {
    const key = canonicalUrl(url)
    if (!seen.has(key) && links.length < MAX_LINKS) links.push(url)
    seen.add(key)
  }
  return links
}
