import type { DescribedOffer } from '../../../core/domain/described-offer.ts'
import { folded } from '../../../core/domain/text-rules.ts'
import type { PageEvidence } from './page-evidence.ts'

type Said<K extends keyof DescribedOffer> = Record<Extract<DescribedOffer[K], string>, RegExp>

/** How pages say what an answer says by one of our words; all folded. */
const WORK_MODES: Said<'work_mode'> = {
  remote:
    /(?<!\b(?:pas de|aucun|sans|no|not) )\b(?:tele-?travail(?! ?: ?(?:non|aucun))|remote(?! ?: ?no)|a distance|home[- ]?office|work(?:ing)? from home|wfh|distanciel)/,
  hybrid:
    /(?<!\b(?:pas de|aucun|sans|no|not) )\b(?:hybrid|tele-?travail(?! ?: ?(?:non|aucun))|remote(?! ?: ?no)|a distance|home[- ]?office|work(?:ing)? from home)/,
  'on-site':
    /\b(?:sur (?:site|place)|on[- ]?site|presentiel|in[- ](?:the )?office|in[- ]person|pas de tele-?travail|no remote|dans nos (?:locaux|bureaux|ateliers?))/,
}
const CONTRACTS: Said<'contract'> = {
  permanent: /\b(?:cdi|permanent|duree indeterminee|unlimited)\b/,
  'fixed-term':
    /\b(?:cdd|fixed[- ]term|duree determinee|contrat (?:d'une duree )?de (?:\d+|six|douze) mois|(?:\d+|six|twelve)[- ]months? (?:contract|fixed)|temporary contract|contract for (?:an?|one|two|three|\d+) (?:years?|months?)|contrat d'un an|(?:contrat|poste|mission) de remplacement|remplacement (?:de|d'un) conge|maternity cover)\b/,
  freelance: /\b(?:free-?lance|independante?|contractor|portage|auto-?entrepreneur|consultant externe)\b/,
  temporary: /\b(?:interim(?:aire)?|temporary|temporaire|temp\b|mission d'interim)/,
  internship: /\b(?:stages?|stagiaire|intern(?:ship)?s?)\b/,
  apprenticeship: /\b(?:alternance|alternante?|apprenti(?:e|s|ssage)?|apprenticeship|contrat pro(?:fessionnalisation)?|professionnalisation)\b/,
  volunteer: /\b(?:benevol(?:e|at)|volontariat|volontaire|volunteer(?:ing)?|service civique)\b/,
  other: /\b(?:contrats?|contract|vacation|saisonnier|seasonal|fonctionnaire|titulaire)/,
}
const HOURS: Record<'full' | 'part', RegExp> = {
  full: /\b(?:temps (?:plein|complet)|full[- ]?time|3[5-9] ?h(?:eures|ours)?|40 ?h(?:eures|ours)? ?(?:par|a|per|\/) ?(?:semaine|week|sem\b))/,
  part: /\b(?:temps partiel|mi-temps|part[- ]?time|(?:[5-9]|[12]\d|3[0-4]) ?h(?:eures|ours)? ?(?:par|a|per|\/) ?(?:semaine|week|sem\b|hebdo))/,
}
const SENIORITIES: Said<'seniority'> = {
  internship: /\b(?:stages?|stagiaire|intern(?:ship)?)\b/,
  junior: /\b(?:juniors?|debutante?s?|entry[- ]level|graduate|jeunes? diplomee?s?)\b/,
  mid: /\b(?:confirmee?s?|intermediaire|intermediate|mid[- ](?:level|senior)|experimentee?s?|premiere experience)\b/,
  senior: /\b(?:seniors?|experimentee?s?|experte?s?|confirmee?s?|solide experience)\b/,
  lead: /\b(?:lead(?:er)?|responsable|manager|chef(?:fe)?s?|encadre|principal)\b/,
  director: /\b(?:direct(?:or|eur|rice)|head of)\b/,
  executive: /\b(?:c[etofms]o|chief|vp|vice[- ]president|executive|cadre dirigeant|direct(?:eur|rice) general|president)/,
}

/** Some days of it are not all of them. */
const PARTLY_REMOTE =
  /\bhybrid|\b(?:jours?|days?)(?: (?:par|a la|a|per|each) (?:semaine|week))?(?: (?:de|en|of))? (?:tele-?travail|remote|distanciel|a distance|from home)|\btele-?travail ?:? ?(?:\(?(?:\d|une? |deux |trois |quatre )|partiel|possible|occasionnel|ponctuel)/
/** Those whom others report to: only a title says that the post itself is one of them. */
const ABOVE_OTHERS: ReadonlySet<string> = new Set(['lead', 'director', 'executive'])

/** Whether the page, or its title, says it in one of these ways. */
export const bearsOut = (page: PageEvidence, title: string | null) => ({
  workMode: (mode: NonNullable<DescribedOffer['work_mode']>) => page.matches(WORK_MODES[mode]) && !(mode === 'remote' && page.matches(PARTLY_REMOTE)),
  contract: (contract: NonNullable<DescribedOffer['contract']>) => page.matches(CONTRACTS[contract]),
  fullTime: (full: boolean) => page.matches(HOURS[full ? 'full' : 'part']),
  seniority: (level: NonNullable<DescribedOffer['seniority']>) =>
    ABOVE_OTHERS.has(level) ? SENIORITIES[level].test(folded(title ?? '')) : page.matches(SENIORITIES[level]),
})
