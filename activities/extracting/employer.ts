import { folded } from '../../core/domain/text-rules.ts'

const MAX_LENGTH = 60
const BETWEEN = /\s+[-–—|·:]\s+|\s*\|\s*|\s+(?:recrute|is hiring|hiring)\b\s*/i
/** What may stand before a name that a sentence begins with: `L’association Les Deux Rives gère …`. */
const KIND = `(?:(?:l['’]|la |le |les |the )?(?:association|societe|entreprise|compagnie|groupe|cooperative|etude|maison|fondation|company|charity) )?`

/**
 * The employer of an offer whose page never labels one: a name that the page's head gives beside the title, and that a sentence of the offer
 * begins with: `Charpente Morel est une entreprise …`. Null for a board or a recruiter, who are named in the head alone.
 * @param heads the page's titles and its site's name
 */
export function readEmployer(heads: readonly (string | null)[], title: string | null, text: string): string | null {
  const plain = folded(text).replaceAll('’', "'")
  const own = folded(title ?? '')
  const names = heads
    .flatMap((head) => head?.slice(0, 300).split(BETWEEN) ?? [])
    .map((name) => name.trim())
    .filter((name) => name.length >= 3 && name.length <= MAX_LENGTH && /^\p{Lu}/u.test(name) && !own.includes(folded(name)))
  return names.find((name) => beginsSentence(plain, folded(name).replaceAll('’', "'"))) ?? null
}

function beginsSentence(text: string, name: string): boolean {
  // A cooperative or a company may go by the first word of its name.
  const [first = ''] = name.split(' ')
  const said = [name, ...(first.length >= 6 ? [first] : [])].map((form) => form.replace(/[^\p{L}\p{N} ]/gu, '\\$&'))
  return new RegExp(String.raw`(?:^|[.!?] |\n)${KIND}(?:${said.join('|')}),? [a-z]{2,}(?: [^\s]+){2}`, 'm').test(text)
}
