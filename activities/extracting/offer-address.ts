import { folded } from '../../core/domain/text-rules.ts'

const WORD =
  '(?:offres?|offers?|jobs?|emplois?|postes?|positions?|vacanc(?:y|ies)|careers?|carrieres?|openings?|annonces?|recrutements?|opportunit(?:y|ies|es)|stellen[a-z]*|viewjob)'
/** `offres-d-emploi`, `jobs`, `job-openings`; as the host: `careers.example.com`. */
const FOLDER = new RegExp(`(?:^|[-_])${WORD}(?:[-_]|$)`)
const HOST = new RegExp(`^(?:www\\.)?(?:[a-z]+-)?${WORD}\\.[^.]+\\.`)
/** `nos-offres`, `offres-emploi` */
const LIST = new RegExp(`^(?:(?:nos|our|all|toutes|les|open|current|latest|dernieres)[-_])*${WORD}(?:[-_]|$)`)
/** `offre-emploi-menuisier-4012.html` */
const NUMBERED = new RegExp(`^${WORD}[-_].*\\d`)
const OFFER_PARAMETER = /^(?:id|job_?id|offer_?id|offre|offre_?id|id_?offre|gh_jid|jk|vacancy|ref(?:erence)?|numero|poste)$/i
/** Lists, filters, and what is done with an offer. */
const OTHER =
  /^(?:search|recherche|results?|resultats?|categor(?:y|ies|ie)|tags?|departments?|departements?|teams?|equipes?|locations?|lieux|villes?|regions?|metiers?|secteurs?|page|login|connexion|signin|register|inscription|account|compte|apply|postuler|candidater|application|candidature|candidature-spontanee|privacy|legal|cookies?|alerts?|alertes?|share|print|feed|rss|about|a-propos|contact|blog|news|actualites|benefits|avantages|faq)(?:\.\w+)?$/
const FILE = /\.(?:pdf|docx?|jpe?g|png|gif|svg|webp|zip|ics|css|js|xml|json|mp4)$/

/** Whether an address reads like one offer's: a name or a number in a folder of offers, or a number in its query. */
export const looksLikeOffer = (url: string): boolean => readsAsOffer(url, false)

/** Whether it may be an offer's, where the link's words say that it is one. */
export const mayBeOffer = (url: string): boolean => new URL(url).pathname.length > 1 && !isOther(url)

/** Whether it reads like a folder of offers: `/nos-offres`, `https://careers.example.com/`. */
export function looksLikeOfferFolder(url: string): boolean {
  const last = segmentsOf(url).at(-1)
  return last === undefined ? HOST.test(new URL(url).hostname) : FOLDER.test(last)
}

/** @param isTitled one word is enough for a name where a heading leads there */
export function readsAsOffer(url: string, isTitled: boolean): boolean {
  if (isOther(url)) return false
  const { hostname, searchParams } = new URL(url)
  const segments = segmentsOf(url)
  const last = segments.at(-1) ?? ''
  const isNumbered = /\d/.test(last)
  const isNamed = isTitled || isNumbered || /[^-_]{3,}[-_][^-_]/.test(last)
  const isList = LIST.test(last) && !isNumbered && last.length <= 20
  // A whole host of offers has pages of other kinds, too.
  const inFolder = segments.slice(0, -1).some((segment) => FOLDER.test(segment)) || (HOST.test(hostname) && (isTitled || isNumbered))
  if (last !== '' && inFolder && isNamed && !isList) return true
  return NUMBERED.test(last) || [...searchParams].some(([name, value]) => OFFER_PARAMETER.test(name) && /\d/.test(value))
}

const isOther = (url: string) => segmentsOf(url).some((segment) => OTHER.test(segment) || FILE.test(segment))

function segmentsOf(url: string): string[] {
  const { pathname } = new URL(url)
  try {
    return folded(decodeURIComponent(pathname))
      .split('/')
      .filter((segment) => segment !== '')
  } catch {
    return folded(pathname)
      .split('/')
      .filter((segment) => segment !== '')
  }
}
