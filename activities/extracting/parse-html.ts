import { type CheerioAPI, load } from 'cheerio/slim'
import { type AnyNode, Document, DomHandler, Element, type ParentNode } from 'domhandler'
import { Parser } from 'htmlparser2'

const MAX_CHARS = 5 * 1024 * 1024
const MAX_NODES = 50_000
const MAX_DEPTH = 1_000
const CHUNK_CHARS = 16_384

/**
 * Deeper elements become siblings, as in browsers (they stop at 512): what walks the tree may then recurse. A tree that is
 * far too deep or too large is full: the parser's own work grows with its open elements.
 */
class BoundedHandler extends DomHandler {
  full = false
  #nodes = 0
  #depth = 0

  override onopentag(name: string, attributes: Record<string, string>): void {
    this.#depth += 1
    super.onopentag(name, attributes)
    if (this.#depth > MAX_TREE_DEPTH) this.tagStack.pop()
    if (this.#depth > MAX_DEPTH) this.full = true
  }

  override onclosetag(): void {
    if (this.#depth > MAX_TREE_DEPTH) this.lastNode = null
    else super.onclosetag()
    this.#depth -= 1
  }

  protected override addNode(node: Parameters<DomHandler['addNode']>[0]): void {
    this.#nodes += 1
    if (this.#nodes > MAX_NODES) this.full = true
    super.addNode(node)
  }
}

const MAX_TREE_DEPTH = 200

/**
 * A page's tree, however broken or hostile the page: at most 5 Mi characters, 50,000 nodes and 200 levels are kept, and
 * what comes after is not read. Nothing is fetched or run.
 */
export function parseHtml(html: string): CheerioAPI {
  return load(boundedTree(html), { xml: { xmlMode: false, decodeEntities: true, encodeEntities: 'utf8' } })
}

function boundedTree(html: string): Document {
  const handler = new BoundedHandler()
  const parser = new Parser(handler)
  const end = Math.min(html.length, MAX_CHARS)
  for (let start = 0; start < end && !handler.full; start += CHUNK_CHARS) parser.write(html.slice(start, Math.min(start + CHUNK_CHARS, end)))
  parser.end()
  // One root element: a selector's work grows with the square of its starting nodes.
  const page = new Element('div', {})
  setChildren(page, handler.root.children)
  const root = new Document([])
  setChildren(root, [page])
  return root
}

/** Takes nodes out of a tree, all at once: one by one, many siblings take minutes. */
export function removeNodes($: CheerioAPI, unwanted: ReadonlySet<AnyNode>): void {
  if (unwanted.size === 0) return
  const pending: ParentNode[] = $.root().get()
  for (let parent = pending.pop(); parent !== undefined; parent = pending.pop()) {
    const kept = parent.children.filter((child) => !unwanted.has(child))
    if (kept.length < parent.children.length) setChildren(parent, kept)
    for (const child of kept) if ('children' in child) pending.push(child)
  }
}

function setChildren(parent: ParentNode, children: ParentNode['children']): void {
  parent.children = children
  children.forEach((child, at) => {
    child.parent = parent
    child.prev = children[at - 1] ?? null
    child.next = children[at + 1] ?? null
  })
}
