import type { CheerioAPI } from 'cheerio/slim'
import type { AnyNode, Element } from 'domhandler'
import { removeNodes } from './parse-html.ts'

const NEVER_SHOWN = new Set(
  'script style noscript template svg math iframe frame object embed canvas audio video map head link meta select datalist'.split(' '),
)
const HIDING_STYLE = /(?:^|;)\s{0,9}(?:display\s{0,9}:\s{0,9}none|visibility\s{0,9}:\s{0,9}hidden)/i

/** Takes away what a reader does not see: scripts, styles, hidden elements. Changes the tree. */
export function removeInvisible($: CheerioAPI): void {
  const pending: AnyNode[] = [...$.root().contents().get()]
  const invisible = new Set<AnyNode>()
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (isElement(node) && isHidden(node)) invisible.add(node)
    else if ('children' in node) for (const child of node.children) pending.push(child)
  }
  removeNodes($, invisible)
}

function isElement(node: AnyNode): node is Element {
  return node.type === 'tag' || node.type === 'script' || node.type === 'style'
}

function isHidden({ name, attribs }: Element): boolean {
  if (NEVER_SHOWN.has(name)) return true
  // `until-found` is text that the browser folds away but still finds.
  if (attribs.hidden !== undefined && attribs.hidden !== 'until-found') return true
  if (attribs['aria-hidden'] === 'true' || (name === 'input' && attribs.type === 'hidden')) return true
  return attribs.style !== undefined && HIDING_STYLE.test(attribs.style.slice(0, 1_000))
}
