import type { CheerioAPI } from 'cheerio/slim'
import type { AnyNode, Element } from 'domhandler'
import { conceals, folds, hasNoLetters, isHiddenByRule, isNotShown, isOfItsGround, readHidingRules, setsLetters } from './concealing.ts'
import { removeNodes } from './parse-html.ts'

const NEVER_SHOWN = new Set(
  'script style noscript template svg math iframe frame object embed canvas audio video map head link meta select datalist'.split(' '),
)
/** What holds these is the page, whatever hides it until its scripts have run. */
const PAGE = 'main, h1, body'

/** Takes away what a reader does not see: scripts, styles, hidden elements. Changes the tree. */
export function removeInvisible($: CheerioAPI): void {
  const pending: { node: AnyNode; isMute: boolean }[] = $.root().contents().get().map((node) => ({ node, isMute: false })) // biome-ignore format: one line reads better
  const invisible = new Set<AnyNode>()
  const rules = readHidingRules($)
  const lettered = aroundLetters($)
  const hasStyleSheets = $('style, link[rel~="stylesheet" i]').length > 0
  for (let next = pending.pop(); next !== undefined; next = pending.pop()) {
    const { node, isMute } = next
    if (isElement(node) && (isHidden(node) || (isConcealed(node) && !holdsPage(node)))) invisible.add(node)
    else if (node.type === 'text' && isMute) invisible.add(node)
    else if ('children' in node) {
      const within = isElement(node) ? isMuteWithin(node, isMute) : isMute
      for (const child of node.children) pending.push({ node: child, isMute: within })
    }
  }
  removeNodes($, invisible)

  function isConcealed(element: Element): boolean {
    const { style } = element.attribs
    if (style !== undefined && (conceals(style) || ((folds(style) || hasNoLetters(style)) && !lettered.has(element)))) return true
    if ((style !== undefined || element.name === 'font') && isOfItsGround(element, hasStyleSheets)) return true
    return isHiddenByRule($, element, rules)
  }

  function isMuteWithin(element: Element, isMute: boolean): boolean {
    const { style } = element.attribs
    if (style === undefined) return isMute
    return hasNoLetters(style) ? !holdsPage(element) : isMute && !setsLetters(style)
  }

  function holdsPage(element: Element): boolean {
    return $(element).is(PAGE) || $(element).find(PAGE).length > 0
  }
}

/** What stands around letters that an element says the size of, whatever the size outside: boxes of no letter size do, to have no gaps. */
function aroundLetters($: CheerioAPI): ReadonlySet<AnyNode> {
  const around = new Set<AnyNode>()
  for (const element of $('[style*="font" i]').get()) {
    const { style = '' } = element.attribs
    if (!setsLetters(style)) continue
    for (let node: AnyNode | null = element.parent; node !== null && !around.has(node); node = node.parent) around.add(node)
  }
  return around
}

function isElement(node: AnyNode): node is Element {
  return node.type === 'tag' || node.type === 'script' || node.type === 'style'
}

function isHidden({ name, attribs }: Element): boolean {
  if (NEVER_SHOWN.has(name)) return true
  // `until-found` is text that the browser folds away but still finds.
  if (attribs.hidden !== undefined && attribs.hidden !== 'until-found') return true
  if (attribs['aria-hidden'] === 'true' || (name === 'input' && attribs.type === 'hidden')) return true
  return attribs.style !== undefined && isNotShown(attribs.style)
}
