import { folded } from '../../core/domain/text-rules.ts'
import { lineOf, linesOf, list, type Node, rawText } from './nodes.ts'

/** What a page says of itself: its addresses (asked, answered, canonical) and its titles (h1, og:title, title). */
export interface PageIdentity {
  urls: string[]
  titles: string[]
}

/**
 * The JobPosting that a page is about. Several are a list of offers, unless one alone bears the page's address or title;
 * several of one title are one offer with several places.
 * @returns undefined when there is none, `several` for a list.
 */
export function choosePosting(postings: Node[], page: PageIdentity): Node | 'several' | undefined {
  const byTitle = Map.groupBy(postings, (posting) => folded(titleOf(posting) ?? ''))
  const offers = [...byTitle.values()].map(merged)
  if (offers.length < 2) return offers[0]
  const byUrl = offers.filter((offer) => bearsUrl(offer, page.urls))
  if (byUrl.length === 1) return byUrl[0]
  const titles = page.titles.map(folded)
  const byExactTitle = offers.filter((offer) => titles.includes(folded(titleOf(offer) ?? '')))
  return byExactTitle.length === 1 ? byExactTitle[0] : 'several'
}

/** A JobPosting's title, under either of its names. */
export function titleOf(posting: Node): string | null {
  return lineOf(posting.title) ?? lineOf(posting.name)
}

function merged(postings: Node[]): Node {
  const fullest = postings.reduce((best, posting) => (descriptionLength(posting) > descriptionLength(best) ? posting : best))
  return { ...fullest, jobLocation: postings.flatMap((posting) => list(posting.jobLocation)), urls: postings.flatMap(urlsOf) }
}

function descriptionLength(posting: Node): number {
  return rawText(posting.description)?.length ?? 0
}

function urlsOf(posting: Node): string[] {
  return [
    posting.url,
    posting['@id'],
    posting.mainEntityOfPage,
    ...list(posting.mainEntityOfPage).map((page) => (page as Node | null)?.['@id']),
  ].flatMap((value) => linesOf(value, 2_048))
}

function bearsUrl(offer: Node, pageUrls: string[]): boolean {
  const urls = list(offer.urls).filter((url) => typeof url === 'string')
  if (urls.some((url) => pageUrls.some((page) => URL.canParse(url, page) && addressOf(url, page) === addressOf(page)))) return true
  const identifiers = linesOf(offer.identifier).filter((identifier) => identifier.length >= 4)
  return identifiers.some((identifier) => pageUrls.some((page) => page.split(/[/?&=#_.-]/).includes(identifier)))
}

function addressOf(url: string, base?: string): string {
  const { host, pathname, search } = new URL(url, base)
  return `${host.replace(/^www\./, '')}${pathname.replace(/\/+$/, '')}${search}`
}
