import type { OfferFacts } from '../../core/domain/offer-facts.ts'
import { folded } from '../../core/domain/text-rules.ts'

export type Contract = NonNullable<OfferFacts['contract']>

/** From the most telling to the least: an internship is also a temporary contract. */
const CONTRACTS: [Contract, RegExp][] = [
  ['apprenticeship', /\b(?:apprentice(?:ship)?|apprenti(?:e|s|ssage)?|alternan(?:ce|te?)|contrat pro(?:fessionnalisation)?|professionnalisation)\b/],
  ['internship', /\b(?:intern(?:s|ship)?|stages?|stagiaires?|trainee)\b/],
  ['volunteer', /\b(?:volunteer|benevol(?:e|at)|volontariat|service civique)\b/],
  ['freelance', /\b(?:freelancer?|contractor|independant(?:e)?|free-lance|portage salarial)\b/],
  ['fixed-term', /\b(?:cdd|duree determinee|fixed[- ]term)\b/],
  ['permanent', /\b(?:cdi|cdii|permanent|duree indeterminee|indefinite|fonctionnaire|titulaire)\b/],
  ['temporary', /\b(?:temporary|temporaire|interim(?:aire)?|temp|saisonnier|seasonal|vacataire)\b/],
  ['other', /\bper diem\b/],
]
/** What says so in running text too, where "stage" and "permanent" are also everyday words. */
const IN_TEXT: [Contract, RegExp][] = [
  ['fixed-term', /\b(?:cdd|contrat a duree determinee|fixed[- ]term contract)\b/],
  ['permanent', /\b(?:cdi|contrat a duree indeterminee|permanent contract|permanent position)\b/],
  ['temporary', /\b(?:mission (?:d['’]|en )?interim|contrat d['’]?interim|poste en interim)\b/],
  ['internship', /\b(?:convention de stage|stage de (?:fin d['’]?etudes|\d{1,2} (?:a \d{1,2} )?mois)|(?:month|summer) internship)\b/],
  ['apprenticeship', /\b(?:contrat d['’]?(?:apprentissage|alternance)|en alternance)\b/],
]
/** Contracts that an offer's text names without being one: what may follow, and those of others. */
const OF_OTHERS = new RegExp(
  [
    String.raw`(?:debouch|evolu|transform|perspective|possibilite|pouvant|suivie? d|en vue|objectif|leading to|view to|opportunity for|potential)[^.\n]{0,40}?\b(?:cdi|duree indeterminee|permanent (?:contract|position))`,
    String.raw`(?:de|dont|et|environ|les) \d{1,4} (?:cdi|cdd|interimaires)`,
    String.raw`jours?(?:,| et| ou|\/) ?nuits? en alternance`,
    String.raw`(?:encadr|tutor|supervis|accompagn|manag)[^.\n]{0,40}?\ben alternance`,
  ]
    .map((said) => String.raw`\b${said}\b`)
    .join('|'),
  'g',
)
const IN_TITLE: [Contract, RegExp][] = [
  ['apprenticeship', /^(?:alternan(?:ce|te?)|apprenti(?:e|ssage)?)\b|\b(?:en|\(|-) ?(?:alternance|apprentissage)\b|\bapprentice(?:ship)?\b/],
  ['internship', /^stage\b|\bstagiaire\b|[(\-–] ?stage\b|\binternship\b|\bintern\b/],
  ['freelance', /\bfreelance\b/],
  ['fixed-term', /\bcdd\b/],
  ['permanent', /\bcdi\b/],
  ['temporary', /\binterim\b/],
]

/** The contract that a value of `employmentType` or of a label says, English or French; null when none, or two that differ. */
export function readContract(values: string[]): Contract | null {
  const text = folded(values.join(' ; ')).replaceAll('_', ' ')
  const said = CONTRACTS.filter(([, pattern]) => pattern.test(text)).map(([contract]) => contract)
  const [first] = said
  if (first === undefined) return null
  if (first === 'apprenticeship' || first === 'internship' || first === 'volunteer') return first
  const withoutVague = said.filter((contract) => contract !== 'temporary')
  return withoutVague.length > 1 ? null : (withoutVague[0] ?? first)
}

/** The contract that an offer's title says: `Boulanger (CDI 80-100 %)`, `Stage – Marketing`. */
export function readTitleContract(title: string): Contract | null {
  return onlyOne(IN_TITLE, folded(title))
}

/** The contract that an offer's text says, when it speaks of one only. */
export function readTextContract(text: string): Contract | null {
  return onlyOne(IN_TEXT, folded(text).replace(OF_OTHERS, ' '))
}

/** Whether the work is full time; null when it isn't said, or both are. */
export function readFullTime(values: string[]): boolean | null {
  const text = folded(values.join(' ; ')).replaceAll('_', ' ')
  const full = /\b(?:full[- ]?time|temps (?:plein|complet))\b/.test(text)
  const part = /\b(?:part[- ]?time|temps partiel|mi-temps)\b/.test(text)
  return full === part ? null : full
}

function onlyOne(patterns: [Contract, RegExp][], text: string): Contract | null {
  const said = patterns.filter(([, pattern]) => pattern.test(text))
  return said.length === 1 ? (said[0]?.[0] ?? null) : null
}
