import type { CheerioAPI } from 'cheerio/slim'
import type { Element } from 'domhandler'
import { DomUtils } from 'htmlparser2'
import { canonicalUrl } from '../../core/domain/listing-rules.ts'
import { folded } from '../../core/domain/text-rules.ts'
import { absolute, otherPage } from './identity.ts'
import { looksLikeOffer, mayBeOffer, readsAsOffer } from './offer-address.ts'

const MAX_ANCHORS = 2_000
const MAX_LINKS = 500
const SUBHEADINGS = new Set(['h2', 'h3', 'h4'])
/** What a list's words say of one offer: marks of gender, of contract. */
const OFFER_WORDS = /\b(?:h ?\/ ?f|f ?\/ ?h|m ?\/ ?[fw]|cdi|cdd|stage|alternance|full[- ]?time|internship)\b/
const NEXT_WORDS = /^(?:next(?: page)?|(?:page )?suivant(?:e|es|s)?|[›»>→])(?: ?[›»>→])?$/

/** Addresses of pages that look like one offer each, of this site or another, in the order of the page. To be read once the invisible is gone. */
export function findOfferLinks($: CheerioAPI, pageUrl: string, base: string): string[] {
  const links = new Map<string, string>()
  const page = canonicalUrl(pageUrl)
  for (const anchor of $('a[href]').get().slice(0, MAX_ANCHORS)) {
    const [url] = absolute([anchor.attribs.href ?? ''], base)
    const key = canonicalUrl(url ?? null)
    if (url === undefined || key === null || key === page || links.has(key)) continue
    if ($(anchor).closest('nav, footer, aside').length > 0 || !leadsToOffer($, anchor, url)) continue
    links.set(key, url)
    if (links.size >= MAX_LINKS) break
  }
  return [...links.values()]
}

/** The address of a list's next page, on the same site, by the links of its body; null when there is none. */
export function findNextPage($: CheerioAPI, pageUrl: string, base: string): string | null {
  const said = $('a[rel~="next"]').get()
  const anchors = said.length > 0 ? [] : $('a[href]').get().slice(0, MAX_ANCHORS)
  const worded = anchors.filter((anchor) => NEXT_WORDS.test(folded(anchor.attribs['aria-label'] ?? $(anchor).text().slice(0, 60)).trim()))
  const hrefs = [...said, ...worded].map(({ attribs }) => attribs.href ?? '')
  return otherPage(absolute(hrefs, base), pageUrl)
}

/** Words tell it too: an offer's marks, or a heading on a link into a folder of offers. */
function leadsToOffer($: CheerioAPI, anchor: Element, url: string): boolean {
  if (looksLikeOffer(url)) return true
  if (OFFER_WORDS.test(folded($(anchor).text().slice(0, 200)))) return mayBeOffer(url)
  const isHeading = $(anchor).closest('h2, h3, h4').length > 0 || DomUtils.existsOne(({ name }) => SUBHEADINGS.has(name), anchor.children)
  return isHeading && readsAsOffer(url, true)
}
