import { Readability } from '@mozilla/readability'
import type { CheerioAPI } from 'cheerio/slim'
import type { Element } from 'domhandler'
import { DomUtils } from 'htmlparser2'
import { parseHTML } from 'linkedom'
import { MAX_DESCRIPTION_LENGTH } from '../../core/domain/offer-facts.ts'
import { capped } from '../../core/domain/text-rules.ts'
import { CONSENT_ROOTS } from '../crawling/consent-roots.ts'
import { removeNodes } from './parse-html.ts'
import { renderText } from './plain-text.ts'
import { findOthers, introducesOthers } from './related.ts'

const MAX_WHOLE_LENGTH = 200_000
/** Readability's work grows with these; a page that has more is read as it stands. */
const MAX_ARTICLE = { elements: 5_000, length: 500_000, entities: 20_000 }
const MIN_ARTICLE_LENGTH = 300
const MAX_BANNER_LENGTH = 3_000
const MAX_HEADINGS = 10

const AROUND = 'nav, footer, aside, [role="navigation"], [role="contentinfo"], [role="search"], [role="complementary"]'
const DIALOGS = 'dialog, [role="dialog"]'
const BANNERS = '[id*="cookie" i], [class*="cookie" i], [id*="consent" i], [class*="consent" i]'
const CONSENT_IDS: ReadonlySet<string> = new Set(CONSENT_ROOTS.ids)
const CONSENT_CLASSES: ReadonlySet<string> = new Set(CONSENT_ROOTS.classes)
const HEADING = new Set(['h1'])
const HEADING_OR_MAIN = new Set(['h1', 'main'])
/** All that a page shows, menus included, as text, but for cookie banners. The tree must have lost what is invisible. Changes the tree. */
export function readWholeText($: CheerioAPI): string {
  removeBanners($)
  return capped(renderText($.html()), MAX_WHOLE_LENGTH)
}

/** What a page is about, as text, without menus, footers and what follows under "similar offers". */
export interface MainText {
  /** The article that Mozilla's Readability finds in it, else all of it. */
  text: string
  /** All of it, cards and tables around the article too. */
  shown: string
}

/** The text of a page's main element, of which the article. Changes the tree. */
export function readMainText($: CheerioAPI): MainText {
  const { html, shown } = readShown($)
  const article = isHandy($, html) ? withoutRelated(readArticle(html)) : ''
  const isWhole = article.length < MIN_ARTICLE_LENGTH || article.length * 3 < shown.length
  return { text: capped(isWhole ? shown : article, MAX_DESCRIPTION_LENGTH), shown: capped(shown, MAX_WHOLE_LENGTH) }
}

/** All that a page's main element shows. Changes the tree. */
export function readShownText($: CheerioAPI): string {
  return readShown($).shown
}

function readShown($: CheerioAPI): { html: string; shown: string } {
  removeNodes($, new Set($(AROUND).get()))
  const headers = $('header').get()
  removeNodes($, new Set(headers.filter((header) => !holds(header, HEADING))))
  removeDialogs($)
  removeBanners($)
  removeNodes($, findOthers($))
  const mains = $('main, [role="main"]')
  const root = mains.get(0) ?? $('body').get(0)
  const html = (root === undefined ? $.root().html() : $(root).html()) ?? ''
  return { html, shown: withoutRelated(renderText(html)) }
}

/** A site may show its offers in a dialog: it is the page when no heading stands outside. */
function removeDialogs($: CheerioAPI): void {
  const hasHeading = $('h1')
    .get()
    .slice(0, MAX_HEADINGS)
    .some((heading) => $(heading).closest(DIALOGS).length === 0)
  const dialogs = $(DIALOGS).get()
  removeNodes($, new Set(dialogs.filter((dialog) => hasHeading || !holds(dialog, HEADING))))
}

function removeBanners($: CheerioAPI): void {
  const named = $('[id], [class]').filter((_, { attribs }) => isConsentRoot(attribs))
  const banners = [...$(BANNERS).get(), ...named.get()]
  removeNodes($, new Set(banners.filter((banner) => $(banner).text().length <= MAX_BANNER_LENGTH && !holds(banner, HEADING_OR_MAIN))))
}

function isConsentRoot({ id = '', class: names = '' }: Element['attribs']): boolean {
  return CONSENT_IDS.has(id) || id.startsWith(CONSENT_ROOTS.idPrefix) || names.split(/\s+/, 20).some((name) => CONSENT_CLASSES.has(name))
}

function holds({ children }: Element, names: ReadonlySet<string>): boolean {
  return DomUtils.existsOne(({ name }) => names.has(name), children)
}

function isHandy($: CheerioAPI, html: string): boolean {
  const { elements, length, entities } = MAX_ARTICLE
  return html.length <= length && $('*').length <= elements && html.split('&', entities + 2).length <= entities
}

function readArticle(html: string): string {
  const { document } = parseHTML(`<!doctype html><html><head></head><body>${html}</body></html>`)
  try {
    const article = new Readability(document as ConstructorParameters<typeof Readability>[0], {
      charThreshold: MIN_ARTICLE_LENGTH,
      disableJSONLD: true,
    }).parse()
    return renderText(article?.content ?? '')
  } catch {
    // A tree that Readability can't take is read as it stands.
    return ''
  }
}

function withoutRelated(text: string): string {
  const lines = text.split('\n')
  const end = lines.findIndex((line, at) => at > 5 && introducesOthers(line))
  return end < 0 ? text : lines.slice(0, end).join('\n').trimEnd()
}
