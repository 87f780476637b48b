import { folded } from '../../../core/domain/text-rules.ts'
import { readLine } from '../../extracting/plain-text.ts'

/** What says that there is no name to say. */
const NO_NAME =
  /^(?:confidentiel(?:le)?|anonyme?|anonymous|confidential|undisclosed|n ?a|null|none|undefined|unknown|inconnue?|(?:(?:notre|nos|our) )?(?:clients?|entreprise|societe|employeur|company)?(?: ?(?:confidentiel(?:le)?|confidential|anonyme|non (?:communique|renseigne|precise|specifie)e?))?)$/
const MAX_LENGTH = 300
/** Shorter ones may be initials: IBM, SNCF; ADECCO stays apart from them by its length. */
const INITIALS_LENGTH = 5
/** Behind the name: `Acme - Site de Lyon` is left alone, what a board adds is not. */
const ADDED = /\s*(?:[|•]\s*.*|\((?:h\/f|recrutement|careers?|jobs?)\)|[-–—]\s*(?:careers?|jobs?|recrutement|offres d['’]emploi))$/iu
const SMALL = new Set(['de', 'du', 'des', 'la', 'le', 'les', 'et', 'en', 'of', 'and', 'the', 'd', 'l', 'aux', 'au', 'sur'])

/** A company's name as it is shown: one tidy line, capitals tamed where it is all capitals and long. Null: none is said. */
export function readCompany(name: string | null): string | null {
  const line = name === null ? null : readLine(name, MAX_LENGTH)
  const plain = line?.replace(ADDED, '').replace(/^["'«“\s]+|["'»”\s,;–-]+$/gu, '')
  if (!plain || !/[\p{L}\p{N}]/u.test(plain) || isNoCompany(plain)) return null
  return tamed(plain)
}

/** `SOCIÉTÉ GÉNÉRALE DE TRAVAUX` → `Société Générale de Travaux`; words without vowels are initials: `BNP`. */
function tamed(name: string): string {
  if (/\p{Ll}/u.test(name) || name.length <= INITIALS_LENGTH) return name
  return name.replace(/[\p{L}\p{M}]+/gu, (word, at: number) => {
    const small = word.toLowerCase()
    if (at > 0 && SMALL.has(small)) return small
    const isInitials = word.length <= 3 || !/[aeiouyàâäéèêëîïôöùûü]/i.test(word)
    return isInitials ? word : word.charAt(0) + small.slice(1)
  })
}

const isNoCompany = (name: string) =>
  NO_NAME.test(
    folded(name)
      .replace(/[^\p{L}\p{N}]+/gu, ' ')
      .trim(),
  )
