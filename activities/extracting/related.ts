import type { CheerioAPI } from 'cheerio/slim'
import { type AnyNode, type Element, isTag } from 'domhandler'
import { DomUtils } from 'htmlparser2'
import { folded } from '../../core/domain/text-rules.ts'

const MAX_HEADING_LENGTH = 100
const OFFERS = "(?:offres(?: d'emploi)?|postes|emplois|annonces|jobs|opportunites|opportunities|offers|positions|openings|roles|vacancies|postings)"
const LOOK = '(?:decouvr(?:ez|ir)|consult(?:ez|er)|retrouvez|voir|a voir|explore|discover|see|view|browse) ?:? ?(?:aussi|egalement|also)? ?:? ?'
const YOU_LIKE = '(?:interesser|plaire|convenir|correspondre)'
const RELATED = [
  // Nos autres offres, d'autres opportunités, découvrez nos dernières annonces, postes similaires
  `(?:${LOOK})?(?:(?:nos|les|d'|de nos) ?)?(?:autres|dernieres|derniers|nouvelles|nouveaux|recentes|plus d'?) ?${OFFERS}`,
  `(?:${LOOK})?(?:nos |les |des |ces |d'autres )?${OFFERS} (?:similaires?|recommande(?:e|s|es)?|suggere(?:e|s|es)?|associe(?:e|s|es)?|connexes?|proches|a proximite|(?:du|de la) meme)`,
  // Ces postes pourraient vous intéresser, cela pourrait vous plaire, offres susceptibles de vous intéresser
  `(?:(?:ces|nos|les|d'autres) )?${OFFERS} (?:(?:qui|ils|elles) )?(?:pourraient|peuvent|devraient|pouvant|susceptibles)(?: aussi| egalement)?(?: de)?(?: aussi| egalement)? vous ${YOU_LIKE}`,
  `(?:cela|ca|ceci|ce qui) (?:pourrait|peut|devrait)(?: aussi| egalement)? vous ${YOU_LIKE}`,
  `vous (?:aimerez|aimeriez)(?: peut-etre)?(?: aussi| egalement)?|vous pourriez (?:aussi|egalement)(?: aimer| apprecier| etre interesse| postuler)?(?=[^\\p{L}]*$| aimer| apprecier| etre interesse| postuler)`,
  // Les candidats ont aussi consulté
  String.raw`(?:les |d'autres )?(?:candidate?s|internautes|utilisateurs|personnes|visiteurs)(?: \S+){0,6} (?:ont|qui)(?: aussi| egalement)? (?:consulte|vu|regarde|aime|postule)`,
  // English
  `(?:${LOOK})?(?:similar|related|other|more|recommended|suggested|nearby|latest|recent)(?: (?:open|job))? ${OFFERS}`,
  `recommended for you|${OFFERS} (?:you (?:might|may|could)|(?:like this|nearby|near you)$)`,
  'you (?:might|may|could)(?: also)? (?:like|be interested)',
  '(?:people|candidates|others)(?: who viewed this)? also (?:viewed|applied|searched)',
]
const HEADING = new RegExp(String.raw`^(?:${RELATED.join('|')})(?![\p{L}\p{N}])[^.]{0,60}$`, 'u')

/** Whether a line is the heading of a page's other offers: `Offres similaires`, `You might also like`. Never a whole sentence. */
export const introducesOthers = (line: string): boolean => line.length < MAX_HEADING_LENGTH && HEADING.test(folded(line).replaceAll('’', "'").trim())

const SUBHEADINGS = 'h2, h3, h4, h5, h6'
const MAX_SUBHEADINGS = 300
const MAX_FOUND = 20
const MAX_CLIMB = 4

/** The parts of a page that such a heading opens, wherever they stand: a column, a section of cards. */
export function findOthers($: CheerioAPI): Set<AnyNode> {
  const headings = $(SUBHEADINGS).get().slice(0, MAX_SUBHEADINGS) as Element[]
  const opening = headings.filter((heading) => introducesOthers($(heading).text())).slice(0, MAX_FOUND)
  return new Set(opening.flatMap((heading) => partOf(heading) ?? []))
}

/** The least element that the heading opens and that says more than it, unless that is the page or a part of higher rank. */
function partOf(heading: Element): Element | undefined {
  let part = heading
  for (let climbed = 0; climbed < MAX_CLIMB; climbed += 1) {
    const { parent } = part
    if (parent === null || !isTag(parent) || !opens(part, parent)) return undefined
    if (DomUtils.existsOne(({ name }) => name === 'h1' || name === 'main' || outranks(name, heading.name), parent.children)) return undefined
    if (parent.children.some((child) => child !== part && saysSomething(child))) return parent
    part = parent
  }
  return undefined
}

const saysSomething = (node: AnyNode) => DomUtils.textContent(node).trim() !== ''
const opens = (part: Element, parent: Element) => parent.children.find(saysSomething) === part
const outranks = (name: string, heading: string) => /^h[1-6]$/.test(name) && name < heading
