import type { CheerioAPI } from 'cheerio/slim'
import { type AnyNode, type Element, isTag, isText } from 'domhandler'
import { DomUtils } from 'htmlparser2'
import { folded } from '../../core/domain/text-rules.ts'
import { readsAsOffer } from './offer-address.ts'

const FRENCH_OFFER = "(?:cette |l'|le |la )?(?:offre|annonce|poste)(?: d'emploi)?(?: (?:que vous|a laquelle|qui)(?: [\\p{L}']+){1,4})?"
const ENGLISH_OFFER =
  "(?:this |the )?(?:job|position|role|offer|posting|vacancy)(?: (?:posting|offer|listing|opening))?(?: (?:that )?you(?: are|'re| were)(?: [a-z]+){1,3})?"
const BY_NOW = '(?:deja |desormais |maintenant |malheureusement |now )?'
const CLOSED = new RegExp(
  [
    `\\b${FRENCH_OFFER} (?:n'est ${BY_NOW}plus (?:disponible|en ligne|a pourvoir|d'actualite|active|ouverte?)|n'est pas ou plus disponible|a (?:deja |desormais |malheureusement )?(?:expire|ete (?:pourvue?|cloturee?|retiree?|supprimee?|desactivee?))|est ${BY_NOW}(?:expiree?|pourvue?|cloturee?|close|fermee?|archivee?)|n'existe (?:plus|pas ou plus))\\b`,
    `\\b${ENGLISH_OFFER} (?:is ${BY_NOW}(?:no longer (?:available|open|active|accepting applications)|closed|filled)|has ${BY_NOW}(?:expired|been (?:filled|closed|removed)|closed))\\b`,
    "\\bno longer accepting applications\\b|\\bn'acceptons plus (?:de|les|aucune) candidatures?\\b",
    // A day may follow, on which they close.
    `\\b(?:candidatures (?:sont|etant) ${BY_NOW}(?:closes|cloturees|fermees)|applications(?: for this [a-z]+)? (?:are|have) (?:now )?closed)\\b(?! (?:le|au|a|des|on|at|from)\\b)`,
    "^[^\\p{L}\\p{N}\\n]{0,5}(?:offre|annonce|poste|job|position|vacancy|posting)(?: d'emploi)? (?:expiree?|cloturee?|pourvue?|fermee?|archivee?|introuvable|retiree?|desactivee?|closed|expired|filled)[^\\p{L}\\p{N}\\n]{0,5}$",
  ].join('|'),
  'mu',
)

/** A longer text is no banner. */
const MAX_BANNER_LENGTH = 250
/** What may stand between a title and its banner: the company, the place, the day. */
const MAX_BETWEEN_LENGTH = 200
const MAX_CARD_LENGTH = 500
const MAX_BANNERS = 20
const MAX_NODES_BETWEEN = 2_000
const SUBHEADINGS = new Set(['h2', 'h3', 'h4', 'h5', 'h6'])
const ASIDE = new Set(['li', 'aside', 'nav', 'footer', 'table', 'dialog'])
/** A script shows what is named so when the time has come. */
const HIDING_CLASS = /(?:^|[\s_-])(?:hidden|hide|d-none|invisible|sr-only|visually-hidden)(?:\s|$)/i

/** Whether it says that its offer is no longer open. */
export const saysClosed = (text: string): boolean => CLOSED.test(folded(text).replaceAll('’', "'"))

/**
 * Whether a banner at the page's title says that its offer is closed: above the title or right below it, or, where there is none, first
 * on the page. What stands in a card, a column or a list is of another offer. To be read once the invisible is gone.
 */
export function closesAtTitle($: CheerioAPI): boolean {
  const nodes = inOrder($)
  const banners = findBanners(nodes)
  if (banners.length === 0) return false
  const titles = [...$('h1').get(), ...$('h2').get()] as Element[]
  // One that is never closed holds the rest of the page.
  const title = titles.slice(0, 1).find((heading) => DomUtils.textContent(heading).length <= MAX_BANNER_LENGTH)
  return banners.some((banner) => (title !== undefined && isWithin(banner, title)) || (standsAlone(banner, title) && isNear(banner, title, nodes)))
}

/** Above the title, or so little below it that nothing but the company and the place stands between them; no heading does. */
function isNear(banner: Element, title: Element | undefined, nodes: readonly AnyNode[]): boolean {
  const bannerAt = nodes.indexOf(banner)
  const titleAt = title === undefined ? 0 : nodes.indexOf(title)
  const [first, last] = bannerAt < titleAt ? [0, bannerAt] : [titleAt, bannerAt]
  if (last - first > MAX_NODES_BETWEEN) return false
  const around = chain(banner)
  const between = nodes.slice(first, last).filter((node) => node !== title && !around.has(node))
  if (between.some((node) => isTag(node) && SUBHEADINGS.has(node.name))) return false
  const texts = between.filter((node) => isText(node) && !(title !== undefined && isWithin(node, title)))
  return bannerAt < titleAt || texts.reduce((length, text) => length + DomUtils.textContent(text).trim().length, 0) <= MAX_BETWEEN_LENGTH
}

function inOrder($: CheerioAPI): AnyNode[] {
  const nodes: AnyNode[] = []
  const pending: AnyNode[] = [...$.root().contents().get()].reverse()
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    nodes.push(node)
    if ('children' in node) for (const child of [...node.children].reverse()) pending.push(child)
  }
  return nodes
}

/** The least elements whose short text says so, the first ones of a page. */
function findBanners(nodes: readonly AnyNode[]): Element[] {
  const texts = new Map<AnyNode, string | null>()
  const found = new Set<Element>()
  const saying = new Set<AnyNode>()
  for (const node of nodes.toReversed()) {
    const parts = isText(node) ? [node.data] : 'children' in node ? node.children.map((child) => texts.get(child) ?? null) : ['']
    const text = parts.includes(null) ? null : parts.join('')
    texts.set(node, text === null || text.trim().length > MAX_BANNER_LENGTH ? null : text)
    const isTold = 'children' in node && node.children.some((child) => saying.has(child))
    const isBanner = !isTold && isTag(node) && text !== null && text.trim().length <= MAX_BANNER_LENGTH && saysClosed(text.trim())
    if (isBanner) found.add(node)
    if (isTold || isBanner) saying.add(node)
  }
  return [...found].reverse().slice(0, MAX_BANNERS)
}

/** Whether it is no part of another offer's card: of an element that has a heading or an offer's address of its own. */
function standsAlone(banner: Element, title: Element | undefined): boolean {
  const around = chain(banner)
  const ofTitle = chain(title)
  const parts = [...around].filter((part) => isTag(part) && !ofTitle.has(part)) as Element[]
  if (parts.some(({ name, attribs }) => ASIDE.has(name) || HIDING_CLASS.test(attribs.class ?? ''))) return false
  for (const part of parts.slice(1)) {
    if (DomUtils.textContent(part).trim().length > MAX_CARD_LENGTH) return true
    if (DomUtils.existsOne((element) => !around.has(element) && namesOffer(element), part.children)) return false
  }
  return true
}

function namesOffer({ name, attribs }: Element): boolean {
  const url = name === 'a' ? URL.parse(attribs.href ?? '', 'https://site.invalid/') : null
  return SUBHEADINGS.has(name) || (url !== null && readsAsOffer(url.href, true))
}

/** A node and all that it stands in, from the inside out. */
function chain(node: AnyNode | undefined): Set<AnyNode> {
  const nodes = new Set<AnyNode>()
  for (let one: AnyNode | null = node ?? null; one !== null; one = one.parent) nodes.add(one)
  return nodes
}

const isWithin = (node: AnyNode, part: AnyNode): boolean => chain(node).has(part)
