import type { CheerioAPI } from 'cheerio/slim'
import type { Element } from 'domhandler'

const MAX_STYLE_LENGTH = 1_000
const MAX_SHEET_LENGTH = 200_000
/** What a rule hides may be what a click unfolds: a note to robots is shorter. */
const MAX_NOTE_LENGTH = 1_500

const FAR = String.raw`-\d{3,}(?:\.\d+)?(?:px|em|rem|pt|vw|vh|%)`
const NOTHING = String.raw`(?:0+|0*\.?0+|0*1(?:\.0+)?px|0*\.\d+px)(?:px|em|rem|pt|%)?`
const value = (property: string, pattern: string) => new RegExp(String.raw`(?:^|;)\s{0,9}${property}\s{0,9}:\s{0,9}(?:${pattern})\s{0,9}(?:!|;|$)`)
const [DISPLAY, VISIBILITY] = [value('display', 'none'), value('visibility', 'hidden|collapse')]
const [FONT_SIZE, OPACITY] = [value('font-size', NOTHING), value('opacity', String.raw`0+(?:\.0\d{0,3})?%?|\.0\d{0,3}`)]
const TRANSPARENT = value('color', String.raw`transparent|rgba\([^)]{1,40},\s{0,3}0?\.?0+\s{0,3}\)`)
const [FAR_OFF, FAR_INDENT] = [value('(?:left|top|right|bottom|margin-left|margin-top)', FAR), value('text-indent', FAR)]
const OUT_OF_FLOW = value('position', 'absolute|fixed')
const CLIPPED = value('clip(?:-path)?', String.raw`rect\((?:0|1px)[\s,0px1]{0,30}\)|inset\((?:50|100)%\)|circle\(0\)`)
const EMPTY_BOX = value('(?:max-)?(?:height|width)', NOTHING)
const CUT = value('overflow(?:-[xy])?', 'hidden|clip')
/** What scripts fade in begins like this, whole pages among it. */
const ANIMATED = /transform|transition|animation|will-change/

/** Whether a style says outright that an element is not shown. */
export function isNotShown(style: string): boolean {
  const said = style.slice(0, MAX_STYLE_LENGTH).toLowerCase()
  return DISPLAY.test(said) || VISIBILITY.test(said)
}

/** Whether a style leaves nothing of an element's text to see although it is shown: of no size, out of the screen, without colour. */
export function conceals(style: string): boolean {
  const said = style.slice(0, MAX_STYLE_LENGTH).toLowerCase()
  return (
    FONT_SIZE.test(said) ||
    TRANSPARENT.test(said) ||
    CLIPPED.test(said) ||
    (OPACITY.test(said) && !ANIMATED.test(said)) ||
    (EMPTY_BOX.test(said) && CUT.test(said) && !ANIMATED.test(said)) ||
    FAR_INDENT.test(said) ||
    (OUT_OF_FLOW.test(said) && FAR_OFF.test(said))
  )
}

/** Whether an element's text has the colour of what stands behind it, as far as the page's own tags tell. */
export function isOfItsGround(element: Element, hasStyleSheets: boolean): boolean {
  const colour = colourOf(styleOf(element, 'color') ?? (element.name === 'font' ? element.attribs.color : undefined))
  if (colour === undefined) return false
  let around: Element | null = element
  for (let level = 0; around !== null && level < 50; level += 1) {
    const ground = styleOf(around, 'background(?:-color)?') ?? around.attribs.bgcolor
    if (ground !== undefined) return colourOf(ground) === colour
    const parent: unknown = around.parent
    around = parent !== null && typeof parent === 'object' && 'attribs' in parent ? (parent as Element) : null
  }
  return colour === WHITE && !hasStyleSheets
}

const styleOf = ({ attribs }: Element, property: string): string | undefined =>
  attribs.style === undefined
    ? undefined
    : new RegExp(String.raw`(?:^|;)\s{0,9}${property}\s{0,9}:\s{0,9}([^;!]{1,60})`, 'i').exec(attribs.style.slice(0, MAX_STYLE_LENGTH))?.[1]

const WHITE = 'ffffff'
const NAMED: Record<string, string> = { white: WHITE, snow: 'fffafa', black: '000000' }

/** Six hexadecimal digits; undefined for what is no plain colour. */
function colourOf(said: string | undefined): string | undefined {
  const text = said?.trim().toLowerCase() ?? ''
  const hex = /^#?([0-9a-f]{3}|[0-9a-f]{6})$/.exec(text)?.[1]
  if (hex !== undefined) return hex.length === 3 ? [...hex].map((digit) => digit + digit).join('') : hex
  const parts = /^rgba?\((\d{1,3})[\s,]{1,5}(\d{1,3})[\s,]{1,5}(\d{1,3})/.exec(text)?.slice(1)
  return parts?.map((part) => Number(part).toString(16).padStart(2, '0')).join('') ?? NAMED[text]
}

/** What a page's own style sheets hide by one plain selector: a class or an id, each with the tag that it is for, `''` for any. */
export function readHidingRules($: CheerioAPI): ReadonlyMap<string, string> {
  const sheet = $('style')
    .get()
    .map((style) => $(style).text())
    .join('\n')
    .slice(0, MAX_SHEET_LENGTH)
  const rules = topRules(sheet.replace(/\/\*[\s\S]*?\*\//g, ' '))
  // What another rule speaks of too may be shown again: a tab, a menu.
  const told = new Map<string, number>()
  for (const name of rules.flatMap(({ selectors }) => selectors.flatMap((selector) => selector.match(/[.#][\w-]+/g) ?? [])))
    told.set(name, (told.get(name) ?? 0) + 1)
  const hiding = rules.filter(({ style }) => isNotShown(style) || conceals(style)).flatMap(({ selectors }) => selectors)
  const plain = hiding.map((selector) => /^([a-z][\w-]{0,20})?([.#][\w-]{1,60})$/i.exec(selector)).filter((match) => match !== null)
  return new Map(plain.flatMap(([, tag = '', name = '']) => (told.get(name) === 1 ? [[name, tag.toLowerCase()]] : [])))
}

/** Whether such a rule hides an element. Long texts are not hidden by one: a click may unfold them. */
export function isHiddenByRule($: CheerioAPI, element: Element, rules: ReadonlyMap<string, string>): boolean {
  if (rules.size === 0) return false
  const { id, class: names = '' } = element.attribs
  const own = [...names.split(/\s+/, 20).map((name) => `.${name}`), `#${id}`]
  return own.some((name) => ['', element.name].includes(rules.get(name) ?? '-')) && $(element).text().length <= MAX_NOTE_LENGTH
}

/** A sheet's rules outside `@media` and the like, which hold for some readers only. */
function topRules(sheet: string): { selectors: string[]; style: string }[] {
  const rules: { selectors: string[]; style: string }[] = []
  let depth = 0
  let head = ''
  for (const part of sheet.match(/[^{}]+|[{}]/g) ?? []) {
    if (part === '{') depth += 1
    else if (part === '}') depth = Math.max(0, depth - 1)
    else if (depth === 0) head = part.trim()
    else if (depth === 1 && !head.startsWith('@')) {
      const selectors = head.split(',').map((selector) => selector.trim())
      rules.push({ selectors, style: part.replace(/\s+/g, ' ') })
    }
  }
  return rules.slice(0, 2_000)
}
