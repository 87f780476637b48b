import { keywordsOf } from '../../../core/domain/query-rules.ts'
import { aligned } from '../normalise/aligned.ts'
import { withoutGender } from '../normalise/gender.ts'
import { PAY } from '../normalise/title-noise.ts'
import type { SourceQuery } from '../query.ts'
import { placeIn, placeOf, withoutUnwantedPlaces } from './query-place.ts'
import { queryLanguage } from './query-words.ts'

const MAX_LENGTH = 500
const MAX_KEYWORDS = 12

/** In the aligned text; the first that is found counts, all are taken out. */
const MODES: [NonNullable<SourceQuery['workMode']>, RegExp][] = [
  [
    'on-site',
    /(?<!\p{L})(?:(?:pas (?:de|en|a)|sans) (?:full |100 ?% (?:en )?)?(?:teletravail|remote|distance|distanciel)|no remote|not remote|sur site|(?:en )?presentiel|on[- ]?site|in[- ]office)(?!\p{L})/gu,
  ],
  [
    'hybrid',
    /(?<!\p{L})(?:(?:en )?(?:mode )?hybride?|(?:avec )?(?:du |un peu de )?(?:teletravail|remote) (?:partiel|possible|occasionnel|hybride)|partial(?:ly)? remote|\d jours? (?:de |en )?teletravail)(?!\p{L})/gu,
  ],
  [
    'remote',
    /(?<!\p{L})(?:(?:(?:en )?100 ?% (?:en )?|full(?:y)?[- ]?|en (?:full )?|avec (?:du )?)?(?:remote(?:ly)?|teletravail|distanciel)(?: (?:complet|total|only))?|(?:100 ?% )?a distance|home[ -]?office|work(?:ing)? from (?:home|anywhere)|wfh)(?!\p{L})/gu,
  ],
]
/** Neither says where one works instead. */
const UNWANTED_MODES: [true, RegExp][] = [
  // Either will do: `Lyon ou télétravail`.
  [true, /(?<!\p{L})(?:ou|or) (?:en |a |full |100 ?% )?(?:remote|teletravail|distance|distanciel|hybride?)(?!\p{L})/gu],
  [true, /(?<!\p{L})(?:pas|not?) (?:en |sur )?(?:presentiel|site|on[- ]?site|hybride?)(?!\p{L})/gu],
]
/** A trade, not the contract that is looked for: `responsable des stages`. Where `en` stands between them it is the contract. */
const NOT_OF_TRADE = String.raw`(?<!\p{L})(?<!(?:responsable|chargee?|coordinat\p{L}{3,5}|gestionnaire|conseill\p{L}{2,4}) (?:(?:des?|du) )?(?:[dl]['’]|la |les )?)`
const trade = (source: string) => new RegExp(`${NOT_OF_TRADE}(?:${source})(?!\\p{L})`, 'gu')
const CONTRACT_WORD = '(?:stages?|alternances?|apprentissage|cdi|cdd|interim|freelance|internships?|apprenticeships?|contract(?:or)?s?)'

/** What is not looked for: `pas de stage`, `ni stage ni alternance`, `tout sauf commercial`. */
const UNWANTED: [true, RegExp][] = [
  [
    true,
    new RegExp(
      String.raw`(?<!\p{L})(?:(?:pas|plus) (?:de |d['’]|d['’]une? |en )?|sans |ni |no |not? (?:an? )?|without )(?:une? )?${CONTRACT_WORD}(?:,? (?:ni|ou|or|et|nor) (?:de |d['’]|en )?${CONTRACT_WORD})*(?!\p{L})`,
      'gu',
    ),
  ],
  [true, /(?<!\p{L})(?:tout )?(?:sauf|hormis|excepte|except(?: for)?|excluding)\s+(?:de |d['’]|l['’]|les? |la |the |en )?[\p{L}\p{N}-]+/gu],
]
const CONTRACTS: [NonNullable<SourceQuery['contract']>, RegExp][] = [
  [
    'apprenticeship',
    trade(
      String.raw`(?:contrat |offre )?(?:en |d['’])?(?:alternances?|apprentissage(?! (?:automatique|profond|machine|statistique|par)(?!\p{L})))|alternante?s?|apprentie?s?|apprenticeships?|contrat (?:pro|de professionnalisation)`,
    ),
  ],
  ['internship', trade("(?:en |offre de )?stages?(?: de fin d['’]etudes?)?(?! (?:manager|hand))|stagiaires?|internships?|interns?")],
  ['permanent', /(?<!\p{L})(?:(?:contrat )?(?:en )?cdi|contrat a duree indeterminee|permanent(?: (?:contract|position|role|job))?)(?!\p{L})/gu],
  ['fixed-term', /(?<!\p{L})(?:(?:contrat )?(?:en )?cdd|contrat a duree determinee|fixed[- ]term(?: contract)?)(?!\p{L})/gu],
  [
    'freelance',
    /(?<!\p{L})(?:(?:en |mission )?freelance|independante?|(?:as a )?contractor|^\s*contract(?= (?!manag|law|admin|special|offic|analyst|negotia|cater|clean|support)\p{L}))(?!\p{L})/gu,
  ],
  [
    'temporary',
    /(?<!\p{L})(?:(?:mission |en |d['’])?interim(?! (?:manager|management|director|head|executive|c[efot]o)(?!\p{L}))|interimaire|saisonnier|temporary|temp job|seasonal)(?!\p{L})/gu,
  ],
  ['volunteer', /(?<!\p{L})(?:benevolat|benevole|volunteer(?:ing)?|service civique)(?!\p{L})/gu],
]

/** Hours, experience, diplomas and dates: nothing that an offer is chosen by here, nor words that it must have. */
const ASIDE: [true, RegExp][] = [
  [true, PAY],
  [true, /(?<!\p{L})(?:sans|without|no) (?:experience|diplome|degree)(?!\p{L})/gu],
  [true, /(?<![\p{L}\d])\d{2,3} ?k(?:eur|€)?(?![\p{L}\d])/gu],
  [true, /(?:moins de |environ )?(?<![\p{L}\d])\d{1,3} ?(?:min(?:utes?)?|h(?:\d\d)?)(?:,? (?:de|du|from|of)(?= ))/gu],
  [true, /(?<![\p{L}\d])\d{2} ?h(?:eures?|ours?)?(?: ?(?:par |a |\/ ?)?(?:semaine|sem|week|hebdo(?:madaires?)?))?(?!\p{L})/gu],
  [true, /(?<!\p{L})(?:(?:a |en )?temps (?:plein|partiel|complet)|(?:a )?mi[- ]temps|full[- ]?time|part[- ]?time)(?!\p{L})/gu],
  [true, /(?<![\p{L}\d])\d{1,2} ?\+? ?(?:ans?|annees?|years?|mois|months?)(?: (?:d['’]|of )?experience)?(?!\p{L})/gu],
  [true, /(?<!\p{L})(?:niveau )?bac ?\+? ?\d(?!\d)/gu],
  [
    true,
    /(?<!\p{L})(?:(?:a partir de|des|pour|from|starting(?: in)?|debut) )?(?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|january|february|march|april|may|june|july|august|september|october|november|december) 20\d\d(?!\d)/gu,
  ],
  [
    true,
    /(?<!\p{L})(?:a partir de|des|pour|starting(?: in)?|from|debut) (?:janvier|fevrier|mars|avril|mai|juin|juillet|aout|septembre|octobre|novembre|decembre|january|february|march|april|may|june|july|august|september|october|november|december)(?!\p{L})/gu,
  ],
  [true, /(?<![\p{L}\d])\d{1,2}(?:ere?|nde?|e|eme) annee(?!\p{L})/gu],
  [
    true,
    /(?<!\p{L})debutante?s? (?:accepte|bienvenu)e?s?(?!\p{L})|(?<!\p{L})(?:bien |correctement )?paye(?:e|s|es)?(?= |$|,)|(?<!\p{L})well[- ]paid(?!\p{L})/gu,
  ],
  [true, /(?<![\p{L}\d])(?:rentree )?20[2-4]\d(?: ?[-/] ?20[2-4]\d)?(?![\p{L}\d])/gu],
]

/**
 * What a person looks for, read by rules in French and English. Two contracts, and it may be either: none is asked for.
 * @param location the place where the query doesn't say it; the one that is given counts
 */
export function readByRules(text: string, location: string | null): SourceQuery {
  const line = withoutGender(
    text
      .normalize('NFC')
      .slice(0, MAX_LENGTH)
      .replace(/[\s\p{Cc}]+/gu, ' '),
  )
  const language = queryLanguage(line)
  const modes = taken(taken(line, UNWANTED_MODES).rest, MODES)
  const contracts = taken(taken(modes.rest, UNWANTED).rest, CONTRACTS)
  const named = placeIn(withoutUnwantedPlaces(taken(contracts.rest, ASIDE).rest), language === 'fr')
  const where = taken((location ?? '').normalize('NFC').slice(0, MAX_LENGTH), MODES)
  return {
    text,
    keywords: keywordsOf(named.rest).slice(0, MAX_KEYWORDS),
    place: placeOf(where.rest) ?? named.place,
    workMode: modes.found[0] ?? where.found[0] ?? null,
    contract: contracts.found.length === 1 ? (contracts.found[0] ?? null) : null,
    language,
    by: 'rules',
  }
}

/** What the patterns find, each once, and the text without it. */
function taken<T>(text: string, patterns: readonly (readonly [T, RegExp])[]): { found: T[]; rest: string } {
  let rest = text
  const found: T[] = []
  for (const [value, pattern] of patterns) {
    const matches = [...aligned(rest).matchAll(pattern)]
    if (matches.length === 0) continue
    found.push(value)
    for (const { 0: words, index } of matches.toReversed()) rest = `${rest.slice(0, index)} ${rest.slice(index + words.length)}`
  }
  return { found, rest }
}
