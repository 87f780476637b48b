import type { CheerioAPI } from 'cheerio/slim'
import type { Element } from 'domhandler'
import { DomUtils } from 'htmlparser2'
import type { Json, Node } from './nodes.ts'

const SCOPES_WITHOUT_TYPE = new Set(['hiringOrganization', 'jobLocation', 'address', 'baseSalary', 'value'])

/** Every schema.org JobPosting that is marked up as microdata, in the shape that JSON-LD has. */
export function findMicrodataPostings($: CheerioAPI): Node[] {
  return $('[itemtype$="schema.org/JobPosting"]')
    .get()
    .slice(0, 100)
    .map((element) => readItem($, element as Element))
}

/** The properties of an item; a property without an `itemscope` that holds others is read as an item too. */
function readItem($: CheerioAPI, item: Element): Node {
  const properties = new Map<string, Json[]>()
  const pending = [...item.children].reverse()
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (!('attribs' in node)) continue
    const names = node.attribs.itemprop?.split(/\s+/).filter((name) => name !== '') ?? []
    const value = names.length > 0 ? readValue($, node, names) : undefined
    for (const name of names) properties.set(name, [...(properties.get(name) ?? []), value])
    const holdsOthers = node.attribs.itemscope !== undefined || typeof value === 'object'
    if (!holdsOthers) for (const child of [...node.children].reverse()) pending.push(child)
  }
  return Object.fromEntries([...properties].map(([name, values]) => [name, values.length === 1 ? values[0] : values]))
}

function readValue($: CheerioAPI, element: Element, names: string[]): Json {
  const { attribs } = element
  const content = attribs.content ?? attribs.datetime
  if (content !== undefined && content.trim() !== '') return content
  if (attribs.itemscope !== undefined) return { ...readItem($, element), ...(names.includes('hiringOrganization') && fallbackName($, element)) }
  if (names.some((name) => SCOPES_WITHOUT_TYPE.has(name)) && DomUtils.existsOne(({ attribs }) => attribs.itemprop !== undefined, element.children))
    return readItem($, element)
  if (names.includes('url') && attribs.href !== undefined) return attribs.href
  return names.some((name) => /description|responsibilities|qualifications|benefits|requirements/i.test(name)) ? $(element).html() : $(element).text()
}

/** An organisation whose scope names no property says its name as text. */
function fallbackName($: CheerioAPI, element: Element): Node | false {
  return !DomUtils.existsOne(({ attribs }) => attribs.itemprop === 'name', element.children) && { name: $(element).text() }
}
