/** Pure rules of companies' names. No zod here. */
import { folded } from './text-rules.ts'

/** What says how a company is organised, not which one it is. */
const LEGAL_FORMS = new Set(
  (
    'sa sas sasu sarl eurl snc sca scs scop scic selarl selas sci gie asbl ei ' +
    'inc incorporated llc llp lp ltd limited plc corp corporation co company ' +
    'gmbh ag kg kgaa ohg ug mbh ev se bv nv vof spa srl sl slu oy oyj ab as asa aps spzoo sp zoo pty pte kk'
  ).split(' '),
)
/** Around a name, they make no other company: `Groupe Acme`, `Acme France`. */
const AROUND = new Set(['groupe', 'group', 'holding', 'france', 'international', 'the', 'le', 'la', 'les', 'et', 'and', 'und', 'cie'])

const WORD = /[\p{L}\p{N}]+/gu

/**
 * A company's name as doubles are told by it: without legal form, punctuation, accents, and what groups put around their names.
 * `L’Oréal S.A.` and `Groupe L'Oreal` are `loreal`, `Acme France SAS` is `acme`. Empty for what names no company.
 */
export function companyMatchKey(name: string | null): string {
  const plain = folded(name ?? '')
    .replace(/\([^)]*\)/g, ' ')
    .replace(/(?<![\p{L}\p{N}])((?:\p{L}\.){2,})/gu, (initials) => initials.replaceAll('.', ''))
    .replace(/(?<=\p{L})['’](?=\p{L})/gu, '')
    .replace(/\b(?:sp\.? ?z ?o\.? ?o|s\.?a\.?r\.?l|s\.?a\.?s\.?u?)\b\.?/g, ' ')
  return without(without(plain.match(WORD) ?? [], LEGAL_FORMS), AROUND).join(' ')
}

/** The words that are left without these; all of them where that leaves nothing. */
function without(words: readonly string[], dropped: ReadonlySet<string>): string[] {
  const left = words.filter((word) => !dropped.has(word))
  return left.length > 0 ? left : [...words]
}

/** Words and names of those who recruit for others. */
const RECRUITERS = new RegExp(
  `\\b(?:${[
    'recrut\\w*|recruit\\w*|interim\\w*|staffing|headhunt\\w*|talents?|hr|rh|ressources humaines|human resources|placement|executive search|zeitarbeit',
    'adecco|manpower\\w*|randstad|expectra|hays|michael page|page personnel|robert half|robert walters|walters people|proman|kelly services',
    'spring professional|lhh|experis|fed it|fed finance|externatic|urban linker|silkhom|approach people|morgan philips|harry hope|menway|temporis',
    'start people|gi group|supplay|partnaire|samsic emploi|hunteed|computer futures|nigel frank|harvey nash',
  ].join('|')})\\b`,
)

/** Whether it recruits for others, as far as its name says. */
export const isRecruiter = (company: string | null): boolean => company !== null && RECRUITERS.test(folded(company).replace(/[^\p{L}\p{N}]+/gu, ' '))
