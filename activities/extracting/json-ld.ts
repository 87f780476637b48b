import type { CheerioAPI } from 'cheerio/slim'
import { isNode, type Json, list, type Node } from './nodes.ts'
import { parseHtml } from './parse-html.ts'

const MAX_VISITED = 50_000

/** What a page says in JSON-LD. */
export interface JsonLd {
  /** Every JobPosting, wherever it is nested, with `@id` references to other nodes resolved. */
  postings: Node[]
  /** schema.org types of all that is described: `JobPosting`, `BreadcrumbList`. */
  types: ReadonlySet<string>
  /** Addresses of what an ItemList lists, as they are written. */
  listed: string[]
}

/** Written with its plus escaped twice, too. */
const SCRIPT_TYPE = /^\s*application\/ld(?:\+|&#x2b;|&#43;|&plus;)json\b/i

/** Reads a page's JSON-LD scripts. A script that is no JSON is skipped, the others are read. */
export function readJsonLd($: CheerioAPI): JsonLd {
  const roots = $('script')
    .get()
    .filter(({ attribs }) => SCRIPT_TYPE.test(attribs.type ?? ''))
    .map((script) => parseLeniently($(script).text()))
  const nodes = everyNode(roots)
  const byId = new Map<Json, Node>()
  for (const node of nodes) if (node['@id'] !== undefined && Object.keys(node).length > 1) byId.set(node['@id'], node)
  return {
    postings: nodes.filter((node) => typesOf(node).includes('JobPosting')).map((posting) => resolved(posting, byId)),
    types: new Set(nodes.flatMap(typesOf)),
    listed: nodes.filter((node) => typesOf(node).includes('ItemList')).flatMap((items) => list(items.itemListElement).flatMap(itemAddress)),
  }
}

/** Of `"…"`, `{ url }`, `{ item: "…" }` or `{ item: { url } }`. */
function itemAddress(item: Json): string[] {
  if (typeof item === 'string') return [item]
  if (!isNode(item)) return []
  const [address] = [item.url, ...(isNode(item.item) ? [item.item.url, item.item['@id']] : [item.item])].filter((url) => typeof url === 'string')
  return address === undefined ? [] : [address]
}

/** JSON as pages carry it: with raw line breaks in its strings, comment or CDATA marks around it, or escaped once more. */
function parseLeniently(script: string): Json {
  const text = script
    .replace(/^\s*(?:\/\/|\/\*)?\s*(?:<!--|<!\[CDATA\[)(?:\s*\*\/)?/, '')
    .replace(/(?:\/\/|\/\*)?\s{0,9}(?:-->|\]\]>)(?:\s*\*\/)?\s*$/, '')
  const unescaped = /^\s*[[{]\s*&(?:quot|#34|#x22);/i.test(text) ? parseHtml(text.replaceAll('<', '&lt;')).root().text() : text
  try {
    return JSON.parse(unescaped)
  } catch {
    try {
      return JSON.parse(unescaped.replace(/\p{Cc}+/gu, ' ').replace(/;\s{0,99}$/, ''))
    } catch {
      return undefined
    }
  }
}

function everyNode(roots: Json[]): Node[] {
  const nodes: Node[] = []
  const pending = [...roots].reverse()
  for (let visited = 0; pending.length > 0 && visited < MAX_VISITED; visited += 1) {
    const value = pending.pop()
    if (isNode(value)) nodes.push(value)
    const children = Array.isArray(value) ? value : isNode(value) ? Object.values(value) : []
    for (const child of children.slice(0, MAX_VISITED).reverse()) if (typeof child === 'object' && child !== null) pending.push(child)
  }
  return nodes
}

function typesOf(node: Node): string[] {
  return list(node['@type']).map((type) => String(type).replace(/^.*[/:#]/, ''))
}

function resolved(posting: Node, byId: ReadonlyMap<Json, Node>): Node {
  const follow = (value: Json): Json => (isNode(value) && Object.keys(value).length === 1 ? (byId.get(value['@id']) ?? value) : value)
  return Object.fromEntries(Object.entries(posting).map(([key, value]) => [key, Array.isArray(value) ? value.map(follow) : follow(value)]))
}
