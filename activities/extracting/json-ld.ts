import type { CheerioAPI } from 'cheerio/slim'
import { isNode, type Json, list, type Node } from './nodes.ts'
import { parseHtml } from './parse-html.ts'

const MAX_VISITED = 50_000

/**
 * Every schema.org JobPosting in a page's JSON-LD scripts, wherever it is nested, with `@id` references to other nodes
 * resolved. A script that is no JSON is skipped, the others are read.
 */
export function findJsonLdPostings($: CheerioAPI): Node[] {
  const roots = $('script')
    .get()
    .filter(({ attribs }) => /^\s*application\/ld\+json\b/i.test(attribs.type ?? ''))
    .map((script) => parseLeniently($(script).text()))
  const nodes = everyNode(roots)
  const byId = new Map<Json, Node>()
  for (const node of nodes) if (node['@id'] !== undefined && Object.keys(node).length > 1) byId.set(node['@id'], node)
  return nodes.filter(isJobPosting).map((posting) => resolved(posting, byId))
}

/** Whether a page says in JSON-LD that it is of one of these schema.org types. */
export function hasJsonLdType($: CheerioAPI, types: ReadonlySet<string>): boolean {
  const roots = $('script[type^="application/ld"]')
    .get()
    .map((script) => parseLeniently($(script).text()))
  return everyNode(roots).some((node) => typesOf(node).some((type) => types.has(type)))
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

function isJobPosting(node: Node): boolean {
  return typesOf(node).includes('JobPosting')
}

function resolved(posting: Node, byId: ReadonlyMap<Json, Node>): Node {
  const follow = (value: Json): Json => (isNode(value) && Object.keys(value).length === 1 ? (byId.get(value['@id']) ?? value) : value)
  return Object.fromEntries(Object.entries(posting).map(([key, value]) => [key, Array.isArray(value) ? value.map(follow) : follow(value)]))
}
