import type { CheerioAPI } from 'cheerio/slim'
import type { AnyNode, Element } from 'domhandler'
import { conceals, isHiddenByRule, isNotShown, isOfItsGround, readHidingRules } from './concealing.ts'
import { removeNodes } from './parse-html.ts'

const NEVER_SHOWN = new Set(
  'script style noscript template svg math iframe frame object embed canvas audio video map head link meta select datalist'.split(' '),
)
/** What holds these is the page, whatever hides it until its scripts have run. */
const PAGE = 'main, h1, body'

/** Takes away what a reader does not see: scripts, styles, hidden elements. Changes the tree. */
export function removeInvisible($: CheerioAPI): void {
  const pending: AnyNode[] = [...$.root().contents().get()]
  const invisible = new Set<AnyNode>()
  const rules = readHidingRules($)
  const hasStyleSheets = $('style, link[rel~="stylesheet" i]').length > 0
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (isElement(node) && (isHidden(node) || (isConcealed(node) && !$(node).is(PAGE) && $(node).find(PAGE).length === 0))) invisible.add(node)
    else if ('children' in node) for (const child of node.children) pending.push(child)
  }
  removeNodes($, invisible)

  function isConcealed(element: Element): boolean {
    const { style } = element.attribs
    if (style !== undefined && conceals(style) && !showsAgain($, element)) return true
    if ((style !== undefined || element.name === 'font') && isOfItsGround(element, hasStyleSheets)) return true
    return isHiddenByRule($, element, rules)
  }
}

/** Boxes of no letter size stand around others that have one. */
const showsAgain = ($: CheerioAPI, element: Element) => $(element).find('[style*="font-size" i]').length > 0

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
