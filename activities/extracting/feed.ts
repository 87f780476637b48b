import { Parser } from 'htmlparser2'
import { readDate } from './dates.ts'

/** An address that a sitemap or a feed lists. */
export interface FeedEntry {
  url: string
  /** ISO 8601, UTC; null: not said. */
  changedAt: string | null
}

/** `maps` list sitemaps, `pages` list pages. */
export interface Feed {
  lists: 'maps' | 'pages'
  entries: FeedEntry[]
}

/** A sitemap has 50,000 entries at most (https://www.sitemaps.org/protocol.html). */
const MAX_ENTRIES = 50_000
const MAX_VALUE_LENGTH = 4_096
/** The parser's work grows with its open elements: what is nested deeper is no list. */
const MAX_DEPTH = 100
const CHUNK_CHARS = 16_384
const ROOTS: Record<string, Feed['lists']> = { urlset: 'pages', sitemapindex: 'maps', rss: 'pages', feed: 'pages', 'rdf:rdf': 'pages' }
const ENTRIES = new Set(['url', 'sitemap', 'item', 'entry'])
const ADDRESSES = new Set(['loc', 'link'])
const DATES = new Set(['lastmod', 'pubdate', 'updated', 'published', 'dc:date'])

/** Whether a text is XML of one of these kinds, as it begins: pages may be XML, too. */
export const isFeed = (text: string): boolean =>
  /^\ufeff?\s*(?:<[?!][^>]*>\s*)*<(?:urlset|sitemapindex|rss|feed|rdf:rdf)\b/i.test(text.slice(0, 4_000))

/** What a sitemap, an index of sitemaps, an RSS or an Atom feed lists, in its order; as far as it goes where it is cut or broken. Undefined for other XML. */
export function readFeed(xml: string): Feed | undefined {
  let lists: Feed['lists'] | undefined
  const entries: FeedEntry[] = []
  let entry: { url: string; changedAt: string | null } | undefined
  let value: string | undefined
  let depth = 0
  const parser = new Parser(
    {
      onopentag(name, attributes) {
        depth += 1
        lists ??= ROOTS[name]
        if (ENTRIES.has(name)) entry = { url: '', changedAt: null }
        value = entry !== undefined && (ADDRESSES.has(name) || DATES.has(name)) ? '' : undefined
        // Atom's links are attributes; the one without `rel` or with `alternate` is the entry's own.
        if (entry?.url === '' && name === 'link' && attributes.href !== undefined && (attributes.rel ?? 'alternate') === 'alternate')
          entry.url = attributes.href
      },
      ontext(text) {
        if (value !== undefined && value.length < MAX_VALUE_LENGTH) value += text
      },
      onclosetag(name, isImplied) {
        depth -= 1
        // Cut before its end.
        if (isImplied) return
        if (entry !== undefined && value !== undefined && value.trim() !== '') {
          if (ADDRESSES.has(name)) entry.url ||= value.trim()
          if (DATES.has(name)) entry.changedAt ??= readDate(value)
        }
        value = undefined
        if (!ENTRIES.has(name) || entry === undefined) return
        if (entry.url !== '' && entries.length < MAX_ENTRIES) entries.push(entry)
        entry = undefined
      },
    },
    { xmlMode: true, decodeEntities: true, lowerCaseTags: true },
  )
  for (let start = 0; start < xml.length && depth <= MAX_DEPTH; start += CHUNK_CHARS) parser.write(xml.slice(start, start + CHUNK_CHARS))
  parser.end()
  return lists && { lists, entries }
}
