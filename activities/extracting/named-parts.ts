import type { CheerioAPI } from 'cheerio/slim'
import type { Element } from 'domhandler'
import { folded } from '../../core/domain/text-rules.ts'
import { isUnsaid } from './nodes.ts'
import { readLine } from './plain-text.ts'

const MAX_LENGTH = 60
const MAX_ELEMENTS = 20_000
const BLOCKS = 'p, div, ul, ol, table, section, h1, h2, h3, h4, form, input, button'

/** What a page's own code calls the parts of an offer. */
const NAMES = {
  company: /(?:^|[-_])(?:company|employer|entreprise|employeur|organization|organisation)(?:[-_]?name)?$/,
  location: /(?:^|[-_])(?:location|localisation|lieu|ville|city)$/,
} as const
/** Of an element that stands in one that is called so. */
const NAME_WITHIN = /^(?:name|nom)$/
const NO_NAME =
  /^(?:(?:the |our |la |l['’]|notre )?(?:company|employer|entreprise|employeur|organi[sz]ation|location|lieu|localisation|ville|city)s?|about(?: us)?|a propos|voir .*|see .*|view .*|map|carte|plan|remote|hybrid|on-?site|teletravail|hybride|sur site)$/i

/** The company and the place where the page's code names them, `class="job-location"` or `data-testid="company"`; the first of each. The tree holds what the page is about. */
export function readNamedParts($: CheerioAPI): { company: string | null; location: string | null } {
  const found: { company: string | null; location: string | null } = { company: null, location: null }
  for (const element of $('[class], [id], [data-testid], [data-qa]').get().slice(0, MAX_ELEMENTS) as Element[]) {
    const part = partOf(element)
    if (part === null || found[part] !== null) continue
    found[part] = nameIn($, element)
    if (found.company !== null && found.location !== null) break
  }
  return found
}

function partOf(element: Element): keyof typeof NAMES | null {
  const own = wordsOf(element)
  const part = (words: string[]) => (Object.keys(NAMES) as (keyof typeof NAMES)[]).find((name) => words.some((word) => NAMES[name].test(word)))
  const direct = part(own)
  if (direct !== undefined) return direct
  if (!own.some((word) => NAME_WITHIN.test(word))) return null
  const { parent } = element
  return parent !== null && 'attribs' in parent ? (part(wordsOf(parent as Element)) ?? null) : null
}

const wordsOf = ({ attribs }: Element): string[] =>
  [attribs.class, attribs.id, attribs['data-testid'], attribs['data-qa']]
    .join(' ')
    .replace(/([a-z])([A-Z])/g, '$1-$2')
    .toLowerCase()
    .split(/\s+/, 30)

/** The element's words, where it holds a name and nothing else. */
function nameIn($: CheerioAPI, element: Element): string | null {
  if ($(element).find(BLOCKS).length > 0) return null
  const text = $(element).text()
  if (text.length > MAX_LENGTH * 4) return null
  const line = readLine(text)?.replace(/\s*[/,·|-]$/, '') ?? null
  if (line === null || line.length > MAX_LENGTH || /[.:!?]$/.test(line) || !/\p{L}/u.test(line)) return null
  return isUnsaid(line) || NO_NAME.test(folded(line)) ? null : line
}
