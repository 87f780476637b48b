import type { NewPage } from '../../core/db/page-repository.ts'
import type { FactOrigin, OfferFacts } from '../../core/domain/offer-facts.ts'
import { choosePosting } from './choose-posting.ts'
import { findJsonLdPostings } from './json-ld.ts'
import { type DecidedKind, decideKind, saysClosed } from './kind.ts'
import { readLanguage } from './language.ts'
import { mergeFacts } from './merge-facts.ts'
import { findMicrodataPostings } from './microdata.ts'
import { readHead } from './open-graph.ts'
import { readMainText, readWholeText } from './page-text.ts'
import { parseHtml } from './parse-html.ts'
import { readPosting } from './posting-facts.ts'
import { countOfferLinks, readHeading, readMarkupSignals } from './signals.ts'
import { readTextFacts } from './text-facts.ts'
import { removeInvisible } from './visible.ts'

/** A text this short may be a teaser of the one that the page shows. */
const TEASER_LENGTH = 300

/**
 * What a page is and, for an offer, what it says: its JobPosting first (JSON-LD, then microdata), then its head, then its
 * readable text. What the page doesn't say stays null. Pure: nothing is fetched or run, and time and memory are bounded.
 * @param now an offer whose end has passed is gone where the page says so, too
 */
export function readPage({ url, finalUrl, via, html }: NewPage, now = new Date()): { kind: DecidedKind; facts: OfferFacts | null } {
  const $ = parseHtml(html)
  const head = readHead($, finalUrl)
  const jsonLd = findJsonLdPostings($)
  const postings = jsonLd.length > 0 ? jsonLd : findMicrodataPostings($)
  const origin = jsonLd.length > 0 ? 'json-ld' : 'microdata'
  const markup = readMarkupSignals($, head)

  removeInvisible($)
  const heading = readHeading($, head)
  const titles = [heading, head.ogTitle, head.title].filter((title) => title !== null)
  const posting = choosePosting(postings, { urls: [finalUrl, url, ...head.urls], titles })
  if (posting === 'several') return { kind: 'not_an_offer', facts: null }

  const said = posting && saying(readPosting(posting, head.language))
  const offer = (text: string, textOrigin: FactOrigin) => {
    const language = readLanguage(`${said?.title ?? heading ?? ''}\n${text}`, head.language)
    const sources = [
      { origin, facts: said ?? {} },
      { origin: 'text', facts: { title: heading } },
      { origin: 'open-graph', facts: { title: head.ogTitle } },
      { origin: 'text', facts: { title: head.title, ...readTextFacts(said?.title ?? titles[0] ?? null, text, language) } },
    ] as const
    return { kind: 'offer' as const, facts: mergeFacts({ text, textOrigin, language, sources }) }
  }
  const isOver = said?.valid_through != null && said.valid_through < now.toISOString()
  if (isOver && saysClosed(readWholeText($))) return { kind: 'gone', facts: null }
  if (said !== undefined && said.text.length >= TEASER_LENGTH) return offer(said.text, origin)

  const wholeText = readWholeText($)
  const offerLinks = countOfferLinks($, finalUrl)
  const mainText = readMainText($)
  const kind = decideKind({ via, title: titles[0] ?? null, wholeText, mainText, offerLinks, ...markup })
  if (said === undefined) return kind === 'offer' ? offer(mainText, 'text') : { kind, facts: null }
  if (said.text === '' && kind === 'needs_browser') return { kind, facts: null }
  const isTeaser = kind === 'offer' && mainText.length > said.text.length * 2
  return isTeaser ? offer(mainText, 'text') : offer(said.text, origin)
}

/** A posting without a title and a text says nothing that the page would not. */
function saying(said: ReturnType<typeof readPosting>): ReturnType<typeof readPosting> | undefined {
  return said.title === null && said.text === '' ? undefined : said
}
