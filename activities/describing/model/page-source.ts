import type { NewPage } from '../../../core/db/page-repository.ts'
import type { OfferFacts } from '../../../core/domain/offer-facts.ts'
import { folded } from '../../../core/domain/text-rules.ts'
import { absolute } from '../../extracting/identity.ts'
import { readHead } from '../../extracting/open-graph.ts'
import { readShownText, readWholeText } from '../../extracting/page-text.ts'
import { parseHtml } from '../../extracting/parse-html.ts'
import { removeInvisible } from '../../extracting/visible.ts'

const MAX_LINKS = 2_000

/** A page as a model is given it, and what its answer is compared with. */
export interface PageSource {
  /** What the page is about, each line once: the facts' text, and what the main part of the page says beside. */
  text: string
  /** Whatever a reader of the page can see, its title and structured data included. */
  said: string
  /** Addresses that a reader can click on. */
  links: readonly string[]
}

/** Reads a page for a model: nothing that the page hides. Pure and bounded, like all of extracting. */
export function readPageSource({ html, finalUrl }: NewPage, facts: OfferFacts): PageSource {
  const $ = parseHtml(html)
  const head = readHead($, finalUrl)
  removeInvisible($)
  const hrefs = $('a[href]')
    .get()
    .slice(0, MAX_LINKS)
    .map(({ attribs }) => attribs.href ?? '')
  const mails = hrefs.filter((href) => /^(?:mailto|tel):/i.test(href)).map(addressee)
  const whole = readWholeText($)
  const main = readShownText($)
  const stated = [facts.title, facts.company, facts.location].filter((fact) => fact !== null)
  return {
    text: joined([stated.join('\n'), facts.text, main]),
    said: [head.title, head.ogTitle, ...stated, facts.skills.join('\n'), facts.text, whole, main, ...mails].filter(Boolean).join('\n\n'),
    links: absolute(hrefs, head.base),
  }
}

/** Whom a link writes to or calls: without what it would have said. */
const addressee = (href: string) => href.slice(href.indexOf(':') + 1).split('?', 1)[0] ?? ''

/** The texts, but no line twice: structured data and page often say the same. */
function joined(texts: readonly string[]): string {
  const seen = new Set<string>()
  const isNew = (line: string) => {
    const key = folded(line).replace(/[^\p{L}\p{N}]+/gu, '')
    if (key === '') return true
    if (seen.has(key)) return false
    seen.add(key)
    return true
  }
  return texts
    .map((text) => text.split('\n').filter(isNew).join('\n'))
    .join('\n\n')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}
