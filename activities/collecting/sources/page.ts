import { canonicalUrl } from '../../../core/domain/listing-rules.ts'
import { declaredUrl, identityUrl, sharedUrl } from '../../../core/domain/shared-url-rules.ts'
import { sourceVariable } from '../../../core/domain/sources.ts'
import { folded } from '../../../core/domain/text-rules.ts'
import { isFeed, readFeed } from '../../extracting/feed.ts'
import { absolute, bearsIdentifier, isSameSite } from '../../extracting/identity.ts'
import { looksLikeOffer, looksLikeOfferFolder } from '../../extracting/offer-address.ts'
import type { ReadOffer } from '../../extracting/read-offer.ts'
import { readOffers } from '../../extracting/read-offers.ts'
import { NOTHING_SAID, type RawOffer } from '../raw-offer.ts'
import { defineSource, type SourceAnswer, SourceError, type SourceReading, type SourceStep, type SourceTask } from '../source.ts'

interface PageStep extends SourceStep {
  url: string
  /** Links that led here from what was asked for. */
  depth: number
  /** Of a list, from 1. */
  page: number
}

/** A list leads to offers, an index of lists to lists; nothing is followed further. */
const MAX_DEPTH = 2
const MAX_PAGES = 20
const MAX_MAPS = 10
/** What is followed from one page, however much it lists. */
const MAX_LINKS = 500
const FEED_PATH = /\.(?:xml|rss|atom)(?:\.gz)?$|(?:^|\/)(?:sitemap|rss|feed|atom)\/?$/i
const NOTHING: SourceReading<PageStep> = { offers: [], next: [] }

/**
 * Any page: an offer; a list, whose offers are read where they stand there whole and whose links are followed on its own site; a sitemap
 * or a feed. Links to other sites are handed on. What it read where is in the offers' `origins`.
 */
export const page = defineSource<PageStep>({
  name: 'page',
  answersQueries: false,
  plan({ targets }) {
    if (targets.length === 0) return { skipped: 'no_boards', variable: sourceVariable('page', 'boards') }
    return distinct(targets.map(({ board, depth }) => stepOf(board, depth)))
  },
  request: ({ url }) => ({ url, expects: FEED_PATH.test(URL.parse(url)?.pathname ?? '') ? 'text' : 'page', isCrawled: true }),
  read: (answer, step, task) => (isFeed(answer.body) ? readListed(answer, step, task) : readAnswer(answer, step, task)),
})

function readAnswer({ url, body, via }: SourceAnswer, step: PageStep, { query }: SourceTask): SourceReading<PageStep> {
  const { kind, offers, isClosed, links, next } = readOffers({ url: step.url, finalUrl: url, via, html: body })
  if (kind === 'challenge') throw new SourceError('blocked')
  if (kind === 'login_required') throw new SourceError('login_required')
  if (kind === 'needs_browser') return { ...NOTHING, needsBrowser: true }
  if (kind === 'not_an_offer') return { ...NOTHING, rejected: 'not_an_offer' }
  const read = { offers: offers.map((offer) => rawOffer(offer, url, !isClosed, step.url)), next: [] }
  if (kind !== 'list' || step.depth >= MAX_DEPTH) return read.offers.length > 0 ? read : { ...read, rejected: 'not_an_offer' }
  // Which of them are wanted is told by their pages: those whose address names what is looked for are read first.
  if (read.offers.length + links.length === 0 && next === null) return { ...read, rejected: 'not_an_offer' }
  const naming = namedIn(query)
  const followed = links.toSorted((one, other) => naming(other) - naming(one)).slice(0, MAX_LINKS)
  return {
    ...read,
    isList: true,
    next: [
      ...(next !== null && step.page < MAX_PAGES ? [stepOf(next, step.depth, step.page + 1)] : []),
      ...distinct(followed.filter((link) => isSameSite(link, url)).map((link) => stepOf(link, step.depth + 1))),
    ],
    links: followed.filter((link) => !isSameSite(link, url)),
  }
}

/** The pages that a sitemap or a feed lists, those that name what is looked for first, then the newest. */
function readListed({ url, body }: SourceAnswer, { depth }: PageStep, { query }: SourceTask): SourceReading<PageStep> {
  const feed = readFeed(body)
  if (feed === undefined) return { ...NOTHING, rejected: 'not_an_offer' }
  const listed = feed.entries
    .flatMap(({ url: link, changedAt }) => absolute([link], url).map((found) => ({ url: found, changedAt })))
    .filter((entry) => isSameSite(entry.url, url))
  const ofOffers = listed.filter((entry) => (feed.lists === 'maps' ? namesOffers(entry.url) : looksLikeOffer(entry.url)))
  // What does not say so by its addresses may be one all the same: an index, or a feed of offers.
  const isOfOffers = feed.lists === 'maps' || namesOffers(url)
  const kept = ofOffers.length > 0 || !isOfOffers ? ofOffers : listed
  if (depth >= MAX_DEPTH || kept.length === 0) return { ...NOTHING, rejected: 'not_an_offer' }
  const naming = namedIn(query)
  const sorted = kept.toSorted((one, other) => naming(other.url) - naming(one.url) || (other.changedAt ?? '').localeCompare(one.changedAt ?? ''))
  const count = feed.lists === 'maps' ? MAX_MAPS : MAX_LINKS
  return { offers: [], isList: true, next: distinct(sorted.map((entry) => stepOf(entry.url, depth + 1))).slice(0, count) }
}

/** How many of the words that are looked for an address names. */
function namedIn({ keywords }: SourceTask['query']) {
  const words = keywords.map(folded)
  return (url: string) => words.filter((word) => folded(url).includes(word)).length
}

const namesOffers = (url: string) =>
  looksLikeOffer(url) || looksLikeOfferFolder(url) || /job|offre|emploi|career|carriere|vacanc|poste|recrut/i.test(new URL(url).pathname)

/** A page is one step, however it is written; its label is its host: a whole address may hold a token. */
function stepOf(url: string, depth: number, page = 1): PageStep {
  const host = URL.parse(url)?.hostname ?? '?'
  return { key: canonicalUrl(url) ?? url, label: page === 1 ? host : `${host} (${page})`, url, depth, page }
}

const distinct = (steps: PageStep[]): PageStep[] => [...new Map(steps.toReversed().map((step) => [step.key, step])).values()].reverse()

/**
 * An offer that was read on a page, as a source says it. Everybody will see its address: the one that the page gives of it, else the page's own,
 * either without what may be somebody's key to it.
 * @param askedUrl the address by which the page was asked for, before redirects
 */
export function rawOffer(offer: ReadOffer, pageUrl: string, listed: boolean, askedUrl = pageUrl): RawOffer {
  const askedBy = [pageUrl, askedUrl]
  const url = offer.url === null ? sharedUrl(pageUrl) : declaredUrl(offer.url, askedBy)
  const identity = offer.url === null ? identityUrl(pageUrl) : url
  return {
    ...NOTHING_SAID,
    nativeId: nativeIdOf(offer.identifier, url),
    url,
    ...(canonicalUrl(identity) !== canonicalUrl(url) && { identity }),
    otherUrls: offer.elsewhere.map((elsewhere) => declaredUrl(elsewhere, askedBy)),
    title: offer.title ?? '',
    company: offer.company,
    locations: offer.locations,
    coordinates: offer.coordinates,
    workMode: offer.work_mode,
    contract: [
      ...(offer.contract === null ? [] : [offer.contract]),
      ...(offer.full_time === null ? [] : [offer.full_time ? 'full-time' : 'part-time']),
    ],
    salary: offer.salary,
    text: offer.text || null,
    skills: offer.skills,
    seniority: offer.seniority,
    postedAt: offer.posted_at,
    validThrough: offer.valid_through,
    listed,
    origins: offer.origins,
  }
}

/** Its site's number of it, where its address bears it, too: sites that give all their offers one number are common. */
const nativeIdOf = (identifier: string | null, url: string): string | null =>
  bearsIdentifier(url, identifier) ? `${new URL(url).hostname.replace(/^www\./, '')}:${identifier}` : null
