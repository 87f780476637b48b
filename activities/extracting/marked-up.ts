import type { CheerioAPI } from 'cheerio/slim'
import type { Element } from 'domhandler'
import { DomUtils } from 'htmlparser2'
import type { Json, Node } from './nodes.ts'

/** How a syntax marks things up in HTML: by which attributes. */
export interface Syntax {
  /** The schema.org properties that an element says, bare: `title`. */
  names(element: Element): string[]
  /** Whether it begins a thing of its own. */
  isItem(element: Element): boolean
  /** Elements elsewhere on the page that say more of this thing, by a reference. */
  others(element: Element): Element[]
}

const MAX_ITEMS = 100
/** Of one property of a thing. */
const MAX_VALUES = 1_000
/** Properties whose value is a thing even where the page forgot to say so. */
const THINGS = new Set(['hiringOrganization', 'jobLocation', 'address', 'geo', 'baseSalary', 'value', 'identifier'])
const RICH_TEXT = /description|responsibilities|qualifications|benefits|requirements/i

/** The things that these elements begin, in the shape that JSON-LD has. */
export const readItems = ($: CheerioAPI, elements: readonly Element[], syntax: Syntax): Node[] =>
  elements.slice(0, MAX_ITEMS).map((element) => readItem($, element, syntax, new Set()))

/** The properties of a thing; those of things within are theirs. Each element is read once for a thing, whatever refers to it. */
function readItem($: CheerioAPI, item: Element, syntax: Syntax, read: Set<Element>): Node {
  const properties = new Map<string, Json[]>()
  const pending = [item, ...syntax.others(item)].flatMap((element) => [...element.children]).reverse()
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    if (!('attribs' in node) || read.has(node)) continue
    read.add(node)
    const names = syntax.names(node)
    const value = names.length > 0 ? readValue($, node, names, syntax, read) : undefined
    for (const name of names) {
      const values = properties.get(name)
      if (values === undefined) properties.set(name, [value])
      else if (values.length < MAX_VALUES) values.push(value)
    }
    const holdsOthers = syntax.isItem(node) || typeof value === 'object'
    if (!holdsOthers) for (const child of [...node.children].reverse()) pending.push(child)
  }
  return Object.fromEntries([...properties].map(([name, values]) => [name, values.length === 1 ? values[0] : values]))
}

function readValue($: CheerioAPI, element: Element, names: string[], syntax: Syntax, read: Set<Element>): Json {
  const said = attributeValue(element, names)
  if (said !== undefined) return said
  const others = syntax.others(element)
  const isItem = syntax.isItem(element) || others.length > 0
  const hasProperties = DomUtils.existsOne((child) => syntax.names(child).length > 0, element.children)
  if (isItem || (hasProperties && names.some((name) => THINGS.has(name)))) return named($, element, readItem($, element, syntax, read), names)
  // Without its tags, what a line break parts would run together.
  const isRich = names.some((name) => RICH_TEXT.test(name)) || DomUtils.existsOne(({ name }) => name === 'br', element.children)
  return isRich ? $(element).html() : $(element).text()
}

/** A thing that names none of its properties, and an organisation without a name, say it as text. */
function named($: CheerioAPI, element: Element, item: Node, names: string[]): Node {
  const isNameless = Object.keys(item).length === 0 || (names.includes('hiringOrganization') && item.name === undefined)
  return isNameless ? { ...item, name: $(element).text() } : item
}

/** What an element says by an attribute instead of its text. */
function attributeValue({ name, attribs }: Element, names: string[]): string | undefined {
  const value = attribs.content ?? attribs.datetime ?? (name === 'data' || name === 'meter' ? attribs.value : undefined)
  if (value !== undefined && value.trim() !== '') return value
  if (name === 'link') return attribs.href?.replace(/^https?:\/\/schema\.org\//, '')
  return names.some((one) => one === 'url' || one === 'sameAs') ? (attribs.href ?? attribs.resource) : undefined
}
