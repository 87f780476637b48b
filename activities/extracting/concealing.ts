import type { CheerioAPI } from 'cheerio/slim'
import type { Element } from 'domhandler'

const MAX_STYLE_LENGTH = 1_000
const MAX_SHEET_LENGTH = 200_000
/** What a rule hides may be what a click unfolds: a note to robots is shorter. */
const MAX_NOTE_LENGTH = 1_500
/** Of rules within `@media` and the like. */
const MAX_DEPTH = 10

const FAR = String.raw`-\d{3,}(?:\.\d+)?(?:px|em|rem|pt|vw|vh|%)`
/** Farther than boxes are moved to overlap, or the slides of a carousel. */
const VERY_FAR = String.raw`-(?:(?:[5-9]\d{3}|\d{5,})(?:\.\d+)?(?:px|pt|%)|\d{3,}(?:\.\d+)?(?:em|rem|vw|vh))`
const ZERO = String.raw`(?:0*\.?0+|0?\.0\d{0,3})%?`
const NOTHING = String.raw`(?:0+|0*\.?0+|0*1(?:\.0+)?px|0*\.\d+px)(?:px|em|rem|pt|%)?`
const TINY = String.raw`(?:${NOTHING}|[0-2](?:\.\d{1,4})?(?:px|pt)|0?\.[01]\d{0,4}r?em|\d(?:\.\d{1,4})?%)`
const value = (property: string, pattern: string) => new RegExp(String.raw`(?:^|;)\s{0,9}${property}\s{0,9}:\s{0,9}(?:${pattern})\s{0,9}(?:!|;|$)`)
const [DISPLAY, VISIBILITY] = [value('display', 'none'), value('visibility', 'hidden|collapse')]
const [CONTENT_VISIBILITY, ZOOM] = [value('content-visibility', 'hidden'), value('zoom', ZERO)]
const [FONT_SIZE, OPACITY] = [value('font-size', TINY), value('opacity', ZERO)]
const SIZE = value(
  'font(?:-size)?',
  String.raw`[^;!]{0,60}?(?:\d(?:px|pt|pc|cm|mm|in|rem|v[wh]|q)|(?:x{1,3}-)?(?:small|large)|medium)(?![\w-])[^;!]{0,200}`,
)
const FONT = value('font', String.raw`(?:(?:[a-z-]{1,20}|[1-9]00)\s{1,9}){0,4}${TINY}(?:\s{0,9}\/|\s)[^;!]{0,200}`)
const TRANSPARENT = value(
  'color',
  String.raw`transparent|#(?:[0-9a-f]{3}0|[0-9a-f]{6}00)|(?:rgb|hsl)a?\((?:(?:[^,/)]{1,20},){3}|[^,/)]{1,60}\/)\s{0,3}${ZERO}\s{0,3}\)`,
)
const [FAR_OFF, FAR_INDENT] = [value('(?:left|top|right|bottom|margin-left|margin-top)', FAR), value('text-indent', FAR)]
const [VERY_FAR_OFF, FAR_MARGIN] = [value('(?:left|top|right|bottom)', VERY_FAR), value('margin-(?:left|top)', VERY_FAR)]
const [OUT_OF_FLOW, MOVED] = [value('position', 'absolute|fixed'), value('position', 'relative|sticky')]
const NO_POINT = String.raw`\s{0,3}0(?:px|%)?\s{1,3}0(?:px|%)?\s{0,3}`
const CLIPPED = value(
  'clip(?:-path)?',
  String.raw`rect\((?:0|1px)[\s,0px1]{0,30}\)|inset\((?:50|100)%\)|circle\(0(?:px|%)?\)|polygon\(${NO_POINT}(?:,${NO_POINT}){0,20}\)`,
)
const SHRUNK = value('(?:transform|scale)', String.raw`(?:[^;]{0,60}\sscale|scale)(?:3d|x|y)?\(\s{0,3}${ZERO}\s{0,3}[,)][^;!]{0,60}|${ZERO}`)
const THROWN = value(
  '(?:transform|translate)',
  String.raw`(?:[^;]{0,60}\s)?(?:translate(?:3d|x|y)?\()?(?:[^;,()]{1,20},)?\s{0,3}${VERY_FAR}[^;!]{0,60}`,
)
const EMPTY_BOX = value('(?:max-)?(?:height|width)', NOTHING)
const CUT = value('overflow(?:-[xy])?', 'hidden|clip')
/** What moves by itself begins out of sight. */
const MOVING = /transition|animation|will-change/
/** What scripts fade in begins like this, whole pages among it. */
const ANIMATED = /transform|transition|animation|will-change/

const read = (style: string) =>
  style
    .slice(0, MAX_STYLE_LENGTH)
    .replace(/\/\*.*?\*\//gs, ' ')
    .toLowerCase()

/** Whether a style says outright that an element is not shown. */
export function isNotShown(style: string): boolean {
  const said = read(style)
  return DISPLAY.test(said) || VISIBILITY.test(said)
}

/** Whether a style leaves nothing of an element's own text to see: what is within may have letters of another size. */
export function hasNoLetters(style: string): boolean {
  const said = read(style)
  return FONT_SIZE.test(said) || FONT.test(said)
}

/** Whether a style leaves nothing of an element to see although it is shown: of no size, out of the screen, without colour. */
export function conceals(style: string): boolean {
  const said = read(style)
  return (
    [ZOOM, TRANSPARENT, CLIPPED, CONTENT_VISIBILITY, FAR_INDENT, FAR_MARGIN].some((sign) => sign.test(said)) ||
    ((SHRUNK.test(said) || THROWN.test(said)) && !MOVING.test(said)) ||
    (OUT_OF_FLOW.test(said) && FAR_OFF.test(said)) ||
    (MOVED.test(said) && VERY_FAR_OFF.test(said))
  )
}

/** Whether a style leaves nothing of an element to see as it stands there: a script or a click may show it. */
export function folds(style: string): boolean {
  const said = read(style)
  return !ANIMATED.test(said) && (OPACITY.test(said) || (EMPTY_BOX.test(said) && CUT.test(said)))
}

/** Whether a style gives letters a size of their own, whatever the size around them: relative ones come to nothing where that is nothing. */
export function setsLetters(style: string): boolean {
  const said = read(style)
  return SIZE.test(said) && !hasNoLetters(style)
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
  const hiding = rules
    .filter(({ style }) => isNotShown(style) || conceals(style) || folds(style) || hasNoLetters(style))
    .flatMap(({ selectors }) => selectors)
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

/** What holds on every screen, whatever its width: `@media screen`, `@layer`. */
const HOLDS =
  /^@(?:layer\b|supports\b(?!.*\bnot\b)|media\s{0,9}(?:only\s{1,9})?(?:(?:screen|all)(?:\s{1,9}and\s{1,9}|$))?(?:\(\s{0,9}min-width\s{0,9}:\s{0,9}(?:\d|[1-9]\d|[12]\d\d)(?:px)?\s{0,9}\))?$)/i

/** A sheet's rules for all readers: those for paper and for narrow screens, the steps of animations and what is nested in other rules are left out. */
function topRules(sheet: string): { selectors: string[]; style: string }[] {
  const rules: { selectors: string[]; style: string }[] = []
  const within: string[] = []
  let next = ''
  for (const part of sheet.match(/[^{}]+|[{}]/g) ?? []) {
    if (part === '{') within.push(next)
    else if (part === '}') within.pop()
    else {
      const head = within.at(-1) ?? '@'
      if (!head.startsWith('@') && within.length <= MAX_DEPTH && within.slice(0, -1).every((around) => HOLDS.test(around))) {
        rules.push({ selectors: head.split(',').map((selector) => selector.trim()), style: part.replace(/\s+/g, ' ') })
      }
      // Behind statements such as `@import`.
      next = part.slice(part.lastIndexOf(';') + 1).trim()
    }
    if (part === '{' || part === '}') next = ''
  }
  return rules.slice(0, 2_000)
}
