import type { AnyNode } from 'domhandler'
import { compile, type DomNode } from 'html-to-text'
import { DomUtils } from 'htmlparser2'
import { parseHtml } from './parse-html.ts'
import { removeInvisible } from './visible.ts'

const MAX_ESCAPES = 3
/** Of what is rendered: twenty times the longest text that is kept. */
const MAX_HTML_LENGTH = 1_000_000

const TAG = /<\/?[a-z][^<>]{0,2000}>/i
const BLOCK_TAG = /<(?:p|div|br|li|ul|ol|h[1-6]|table|section|article)\b/i
const ESCAPED_TAG = /&(?:amp;){0,3}lt;\/?[a-z]/i
/** All tags of a text but these, without these attributes, show what is in them. */
const MAY_HIDE =
  /<(?!\/?(?:p|div|br|li|ul|ol|h[1-6]|strong|b|em|i|u|a|span|table|thead|tbody|tr|td|th|section|article|hr|blockquote)\b)[a-z!?/]|hidden|style/i
const OPENING_TAG = /<[a-z]/gi
/** Fewer than the levels that a tree keeps. */
const MAX_PLAIN_TAGS = 180
const ENTITY = /&(?:[a-z]{2,8}\d{0,2}|#\d{2,7}|#x[0-9a-f]{2,6});/i

const MAX_LABEL_LENGTH = 40

/** Whether a cell is the first of two and holds a few words alone: the other one says what they ask. */
function isLabel(cell: DomNode): boolean {
  const row = cell.parent?.children?.filter(({ name }) => name === 'td' || name === 'th') ?? []
  if (row.length !== 2 || row[0] !== cell) return false
  const words = DomUtils.textContent(cell as unknown as AnyNode).trim()
  return (
    words !== '' &&
    words.length <= MAX_LABEL_LENGTH &&
    !words.endsWith(':') &&
    cell.children?.every(({ name }) => name === undefined || IN_LINE.has(name)) === true
  )
}

const IN_LINE: ReadonlySet<string> = new Set(['b', 'strong', 'em', 'i', 'span', 'font', 'p', 'small'])

const heading = { options: { uppercase: false, leadingLineBreaks: 2, trailingLineBreaks: 2 } }
const line = { leadingLineBreaks: 1, trailingLineBreaks: 1 }
const convert = compile({
  wordwrap: false,
  baseElements: { selectors: [] },
  limits: { maxDepth: 500 },
  formatters: {
    term(element, walk, builder) {
      builder.openBlock({ leadingLineBreaks: 1 })
      walk(element.children, builder)
      builder.addInline(' :')
      builder.closeBlock({ trailingLineBreaks: 1 })
    },
    cell(element, walk, builder) {
      walk(element.children, builder)
      builder.addInline(isLabel(element) ? ' : ' : ' ')
    },
  },
  selectors: [
    { selector: 'a', options: { ignoreHref: true } },
    { selector: 'img', format: 'skip' },
    { selector: 'hr', format: 'skip' },
    { selector: 'ul', options: { itemPrefix: '- ' } },
    { selector: 'blockquote', options: { trimEmptyLines: true }, format: 'block' },
    ...['h1', 'h2', 'h3', 'h4', 'h5', 'h6'].map((selector) => ({ selector, ...heading })),
    ...['section', 'address', 'dl'].map((selector) => ({ selector, format: 'block', options: { leadingLineBreaks: 2, trailingLineBreaks: 2 } })),
    ...['details', 'summary', 'figure', 'fieldset', 'label', 'button', 'dd', 'tr'].map((selector) => ({ selector, format: 'block', options: line })),
    { selector: 'dt', format: 'term' },
    ...['th', 'td'].map((selector) => ({ selector, format: 'cell' })),
  ],
})

/** Visible text of an HTML fragment of bounded depth: paragraphs apart by blank lines, list items led by `- `. */
export function renderText(html: string): string {
  return tidied(convert(html.slice(0, MAX_HTML_LENGTH))).replace(/^(.{1,40} :)\n(?!- )(?=.{1,60}$)/gm, '$1 ')
}

/** Text of a value that may be plain, HTML, or HTML escaped up to three times more, as descriptions in structured data are. */
export function readRichText(value: string): string {
  let html = value
  for (let times = 0; times < MAX_ESCAPES && !TAG.test(html) && ESCAPED_TAG.test(html); times += 1) html = decoded(html)
  if (!TAG.test(html)) return tidied(fullyDecoded(html))
  const broken = BLOCK_TAG.test(html) ? html : html.replace(/\r?\n/g, '<br>')
  const text = renderText(isPlainMarkup(broken) ? broken : visibleOf(broken))
  return ENTITY.test(text) ? tidied(fullyDecoded(text)) : text
}

/** Whether nothing of it can be hidden or too deep, as in most texts of boards: it needs no tree of its own before it is rendered. */
const isPlainMarkup = (html: string) => !MAY_HIDE.test(html) && (html.match(OPENING_TAG)?.length ?? 0) <= MAX_PLAIN_TAGS

function visibleOf(html: string): string {
  const $ = parseHtml(html)
  removeInvisible($)
  return $.html()
}

/** One line of text: tags and entities read, white space collapsed, at most `maxLength` characters. Null when nothing is left. */
export function readLine(value: string, maxLength = 300): string | null {
  const text = readRichText(value.slice(0, maxLength * 10)).replace(/\s+/g, ' ')
  return text.slice(0, maxLength).trim() || null
}

/** The text without control characters, odd spaces and stray blank lines; every kind of bullet is `- `. */
export function tidied(text: string): string {
  return text
    .replace(/\r\n?|[\u2028\u2029\v\f]/g, '\n')
    .replace(/[\p{Cc}\p{Cf}]/gu, (character) => (character === '\n' || character === '\t' ? character : ''))
    .toWellFormed()
    .replace(/[^\S\n]+/g, ' ')
    .split('\n')
    .map((line) => line.trim().replace(/^(?:[•‣▪▫◦●○∙·►➢➤✓✔*–—]|-(?=\S)(?!\d)) ?(?=\S)/u, '- '))
    .join('\n')
    .replace(/: :$/gm, ':')
    .replace(/\n{3,}/g, '\n\n')
    .trim()
}

function decoded(text: string): string {
  return parseHtml(text.replaceAll('<', '&lt;')).root().text()
}

function fullyDecoded(text: string): string {
  let plain = text
  for (let times = 0; times < MAX_ESCAPES && ENTITY.test(plain); times += 1) plain = decoded(plain)
  return plain
}
