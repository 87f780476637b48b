import type { NewPage } from '../../core/db/page-repository.ts'
import type { FactOrigin } from '../../core/domain/offer-facts.ts'
import { choosePosting } from './choose-posting.ts'
import { closesAtTitle, saysClosed } from './closure.ts'
import { readEmployer } from './employer.ts'
import { absolute } from './identity.ts'
import { readJsonLd } from './json-ld.ts'
import { type DecidedKind, decideKind } from './kind.ts'
import { readLanguage } from './language.ts'
import { findNextPage, findOfferLinks } from './links.ts'
import { distinctLinks, readApart } from './list-offers.ts'
import { mergeFacts } from './merge-facts.ts'
import { findMicrodataPostings } from './microdata.ts'
import { readNamedParts } from './named-parts.ts'
import { looksLikeOfferFolder } from './offer-address.ts'
import { readHead } from './open-graph.ts'
import { readMainText, readShownText, readWholeText } from './page-text.ts'
import { parseHtml } from './parse-html.ts'
import { findRdfaPostings } from './rdfa.ts'
import type { ReadOffer } from './read-offer.ts'
import { readSayings } from './sayings.ts'
import { countOfferLinks, readHeading, readMarkupSignals } from './signals.ts'
import { readTextFacts } from './text-facts.ts'
import { readSingleWords, titleBlock } from './title-block.ts'
import { removeInvisible } from './visible.ts'

/** What a page is, and what it leads to. */
export interface PageReading {
  kind: DecidedKind | 'list'
  /** The page's one offer, also when it is gone; of a list those that carry their texts. */
  offers: ReadOffer[]
  /** Whether the page says at its title that the offer is over: it may still tell all of it. True of what is gone. */
  isClosed: boolean
  /** Of a list: the pages of its other offers, in their order. */
  links: string[]
  /** Of a list: its next page. */
  next: string | null
}

/** A text this short may be a teaser of the one that the page shows. */
const TEASER_LENGTH = 300
const MIN_LINKS = 2

/**
 * What a page is and what its offers say: the JobPosting first (JSON-LD, then microdata, then RDFa), then its head, then its readable
 * text. What the page doesn't say stays null. Pure: nothing is fetched or run, and time and memory are bounded.
 * @param now an offer whose end has passed is gone where the page says so, too
 */
export function readOffers({ url, finalUrl, via, html }: NewPage, now = new Date()): PageReading {
  const $ = parseHtml(html)
  const head = readHead($, finalUrl)
  const jsonLd = readJsonLd($)
  const marked = [
    { origin: 'json-ld' as const, postings: jsonLd.postings },
    { origin: 'microdata' as const, postings: findMicrodataPostings($) },
    { origin: 'rdfa' as const, postings: findRdfaPostings($) },
  ].filter(({ postings }) => postings.length > 0)
  const markup = readMarkupSignals($, head, jsonLd.types)

  removeInvisible($)
  const heading = readHeading($, head)
  const titles = [heading, head.ogTitle, head.title].filter((title) => title !== null)
  const chosen = marked.map(({ origin, postings }) => ({ origin, posting: choosePosting(postings, { urls: [finalUrl, url, ...head.urls], titles }) }))
  const linked = () => distinctLinks([...absolute(jsonLd.listed, head.base), ...findOfferLinks($, finalUrl, head.base)], finalUrl)
  if (marked[0] !== undefined && chosen[0]?.posting === 'several') {
    const { offers, links } = readApart(marked[0], head, finalUrl)
    const own = offers.map((offer) => offer.url ?? '')
    return {
      kind: 'list',
      offers,
      isClosed: false,
      links: distinctLinks([...links, ...linked()], finalUrl, own),
      next: head.next ?? findNextPage($, finalUrl, head.base),
    }
  }

  const said = readSayings(chosen, head, finalUrl)
  const [main] = said
  /** `shown` is what the page says around the text. */
  const offer = (text: string, textOrigin: FactOrigin, shown: string): ReadOffer => {
    const language = readLanguage(`${main?.facts.title ?? heading ?? ''}\n${text}`, head.language)
    const sources = [
      ...said,
      { origin: 'text', facts: { title: heading } },
      { origin: 'open-graph', facts: { title: head.ogTitle } },
      { origin: 'text', facts: { title: head.title, ...readTextFacts(main?.facts.title ?? titles[0] ?? null, text, language) } },
      { origin: 'text', facts: shown === '' ? {} : withPlaces(readNamedParts($)) },
      { origin: 'text', facts: { company: readEmployer([head.site, head.wholeTitle], heading, text) } },
      { origin: 'text', facts: readSingleWords(titleBlock(shown, heading)) },
      { origin: 'text', facts: readTextFacts(null, main === undefined ? shown : titleBlock(shown, heading), language) },
      { origin: 'open-graph', facts: { ...head.place, url: head.url, elsewhere: head.elsewhere } },
    ] as const
    return mergeFacts({ text, textOrigin, language, sources })
  }
  const isClosed = closesAtTitle($)
  const one = (kind: DecidedKind, ...offers: ReadOffer[]): PageReading => ({
    kind,
    offers,
    isClosed: kind === 'gone' || (kind === 'offer' && isClosed),
    links: [],
    next: null,
  })
  const text = (said.find(({ facts }) => facts.text.length >= TEASER_LENGTH) ?? main)?.facts.text ?? ''
  const textOrigin = said.find(({ facts }) => facts.text === text)?.origin ?? 'text'

  const isOver = main?.facts.valid_through != null && main.facts.valid_through < now.toISOString()
  if (isOver && saysClosed(readWholeText($))) return one('gone', offer(text, textOrigin, ''))
  if (text.length >= TEASER_LENGTH) return one('offer', offer(text, textOrigin, readShownText($)))

  const wholeText = readWholeText($)
  const offerLinks = countOfferLinks($, finalUrl)
  const [links, next] = main === undefined ? [linked(), head.next ?? findNextPage($, finalUrl, head.base)] : [[], null]
  const { text: mainText, shown } = readMainText($)
  const kind = decideKind({ via, title: titles[0] ?? null, wholeText, mainText, offerLinks, ...markup })
  if (main === undefined) {
    if (kind === 'offer') return one(kind, offer(mainText, 'text', shown))
    if (kind === 'gone') return one(kind, offer('', 'text', ''))
    const isList = links.length >= MIN_LINKS || (links.length > 0 && (next !== null || jsonLd.listed.length > 0 || looksLikeOfferFolder(finalUrl)))
    return isList && kind !== 'challenge' ? { kind: 'list', offers: [], isClosed: false, links, next } : one(kind)
  }
  if (text === '' && kind === 'needs_browser') return one(kind)
  const isTeaser = kind === 'offer' && mainText.length > text.length * 2
  return one('offer', isTeaser ? offer(mainText, 'text', shown) : offer(text, textOrigin, shown))
}

const withPlaces = ({ company, location }: { company: string | null; location: string | null }) => ({
  company,
  location,
  locations: location === null ? [] : [location],
})
