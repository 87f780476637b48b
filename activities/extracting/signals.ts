import type { CheerioAPI } from 'cheerio/slim'
import { DomUtils } from 'htmlparser2'
import { folded } from '../../core/domain/text-rules.ts'
import type { JsonLd } from './json-ld.ts'
import type { PageHead } from './open-graph.ts'
import { readLine, renderText } from './plain-text.ts'

/** What kind of page it is rests on these. */
export interface PageSignals {
  via: 'http' | 'browser'
  title: string | null
  wholeText: string
  mainText: string
  hasScripts: boolean
  /** An application's empty root, or a `noscript` that asks for JavaScript. */
  looksLikeApp: boolean
  hasPassword: boolean
  /** Titled or scripted like the page by which a site tells people from robots. */
  isChallenge: boolean
  isArticle: boolean
  looksLikeList: boolean
  /** Links in the main part that are titled like offers. */
  offerLinks: number
}

const ARTICLE_TYPES = ['Article', 'NewsArticle', 'BlogPosting', 'TechArticle', 'HowTo', 'FAQPage']
const LIST_TYPES = ['SearchResultsPage', 'CollectionPage']
const APP_ROOTS = '#root, #app, #__next, #__nuxt, #main-app, app-root, [data-reactroot], [ng-app], [ng-version]'
const ASKS_FOR_JAVASCRIPT = /javascript/i
const CHALLENGE_TITLE =
  /^(?:just a moment|un instant|attention required! \| cloudflare|checking your browser|ddos-guard|pardon our interruption|verifying you are human|are you a robot|security check|human verification)\b/
/** Cloudflare's, DataDome's, Imperva's and HUMAN's, as they stand on the challenge itself, not on the pages that they guard. */
const CHALLENGE_SCRIPT = /_cf_chl_opt|(?:geo|ct)\.captcha-delivery\.com|_Incapsula_Resource|captcha\.px-c(?:dn|loud)\.net/
const SUBHEADINGS = new Set(['h2', 'h3', 'h4'])
const OFFER_LINK = /\b(?:h ?\/ ?f|f ?\/ ?h|m ?\/ ?[fw]|cdi|cdd|stage|alternance|full[- ]time|internship)\b/
const OFFER_PATH = /\/(?:offres?|offers?|jobs?|emplois?|postes?|positions?|vacanc(?:y|ies)|careers?|openings?)[/-][^/]*[a-z0-9]/i

/** What scripts and markup tell. To be read before the invisible is taken away. */
export function readMarkupSignals($: CheerioAPI, head: PageHead, types: JsonLd['types']) {
  const executable = $('script').filter((_, { attribs }) => !attribs.type || /javascript|module/i.test(attribs.type))
  const emptyRoot = $(APP_ROOTS).filter((_, root) => $(root).text().trim() === '').length > 0
  return {
    hasScripts: executable.length > 0,
    looksLikeApp:
      emptyRoot ||
      $('noscript')
        .get()
        .some((noscript) => ASKS_FOR_JAVASCRIPT.test($(noscript).text())),
    isChallenge:
      CHALLENGE_TITLE.test(folded(head.title ?? '')) ||
      $('script')
        .get()
        .some((script) => CHALLENGE_SCRIPT.test(script.attribs.src ?? '') || CHALLENGE_SCRIPT.test($(script).text().slice(0, 5_000))),
    hasPassword: $('input[type="password"]').length > 0,
    isArticle: head.ogType === 'article' || ARTICLE_TYPES.some((type) => types.has(type)),
    looksLikeList: LIST_TYPES.some((type) => types.has(type)),
  }
}

/** Distinct links that are titled or addressed like offers, menus left out. To be read once the invisible is gone. */
export function countOfferLinks($: CheerioAPI, url: string): number {
  const links = new Set<string>()
  for (const link of $('a[href]').get().slice(0, 2_000)) {
    if ($(link).closest('nav, footer, aside').length > 0) continue
    const href = link.attribs.href ?? ''
    const titled =
      DomUtils.existsOne(({ name }) => SUBHEADINGS.has(name), link.children) ||
      $(link).closest('h2, h3, h4').length > 0 ||
      OFFER_LINK.test(folded($(link).text().slice(0, 200)))
    if ((titled || OFFER_PATH.test(href)) && URL.canParse(href, url) && new URL(href, url).pathname !== new URL(url).pathname) links.add(href)
  }
  return links.size
}

/** The page's own title: its first heading that repeats what the head says, else its first heading. To be read once the invisible is gone. */
export function readHeading($: CheerioAPI, head: PageHead): string | null {
  const headings = $('h1')
    .get()
    .slice(0, 10)
    // An h1 that is never closed goes on with the page: its first line is the title.
    .map((heading) => readLine(renderText($(heading).html() ?? '').split('\n', 1)[0] ?? ''))
    .filter((heading) => heading !== null)
  const named = folded([head.ogTitle, head.title].join(' '))
  return headings.find((heading) => named.includes(folded(heading))) ?? headings[0] ?? null
}
