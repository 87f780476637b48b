import { canonicalUrl } from '../../core/domain/listing-rules.ts'
import { folded } from '../../core/domain/text-rules.ts'
import { absolute, bearsIdentifier, postingUrls, readIdentifier } from './identity.ts'
import { lineOf, list, type Node, rawText } from './nodes.ts'

/** What a page says of itself: its addresses (asked, answered, canonical) and its titles (h1, og:title, title). */
export interface PageIdentity {
  urls: string[]
  titles: string[]
}

/**
 * The JobPosting that a page is about. Several are a list of offers, unless one alone bears the page's address or title;
 * several of one title are one offer with several places, unless each has an address of its own.
 * @returns undefined when there is none, `several` for a list.
 */
export function choosePosting(postings: Node[], page: PageIdentity): Node | 'several' | undefined {
  if (postings.length === 0) return undefined
  const own = postings.filter((posting) => bearsUrl(posting, page.urls))
  const addressed = own.length > 0 ? postings.filter((posting) => own.includes(posting) || postingUrls(posting).length === 0) : postings
  const byTitle = Map.groupBy(addressed, titleKey)
  const named = own.length > 0 ? [...byTitle.values()].filter((group) => group.some((posting) => own.includes(posting))) : [...byTitle.values()]
  const [only] = named
  const titles = page.titles.map(folded)
  if (named.length === 1 && only !== undefined && (own.length > 0 || titles.includes(titleKey(only[0] as Node)) || !areApart(only, page.urls)))
    return merged(only)
  const ofPage = named.filter(([posting]) => posting !== undefined && titles.includes(titleKey(posting)))
  return ofPage.length === 1 && ofPage[0] !== undefined ? merged(ofPage[0]) : 'several'
}

/** A JobPosting's title, under either of its names. */
export function titleOf(posting: Node): string | null {
  return lineOf(posting.title) ?? lineOf(posting.name)
}

const titleKey = (posting: Node) => folded(titleOf(posting) ?? '')

function merged(postings: Node[]): Node {
  const fullest = postings.reduce((best, posting) => (descriptionLength(posting) > descriptionLength(best) ? posting : best))
  return { ...fullest, jobLocation: postings.flatMap((posting) => list(posting.jobLocation)) }
}

function descriptionLength(posting: Node): number {
  return rawText(posting.description)?.length ?? 0
}

/** Whether each of them has an address that no other has. */
function areApart(postings: Node[], [base = '']: string[]): boolean {
  const addresses = postings.map((posting) => canonicalUrl(absolute(postingUrls(posting), base)[0] ?? null))
  return postings.length > 1 && !addresses.includes(null) && new Set(addresses).size === postings.length
}

function bearsUrl(posting: Node, pageUrls: string[]): boolean {
  const pages = pageUrls.map(canonicalUrl)
  if (pageUrls.some((page) => absolute(postingUrls(posting), page).some((url) => pages.includes(canonicalUrl(url))))) return true
  const identifier = readIdentifier(posting)
  return pageUrls.some((page) => bearsIdentifier(page, identifier))
}
