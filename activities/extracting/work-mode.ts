import type { OfferFacts } from '../../core/domain/offer-facts.ts'
import { folded } from '../../core/domain/text-rules.ts'
import { linesOf, list, type Node } from './nodes.ts'

type WorkMode = NonNullable<OfferFacts['work_mode']>

const NOT_REMOTE =
  /\b(?:(?:pas de|sans|aucun|non (?:eligible|ouvert|compatible) (?:au|avec le)|pas (?:eligible|ouvert|compatible) (?:au|avec le)) teletravail|teletravail(?: partiel| total| complet)? ?:? ?(?:non(?! negociable)|impossible|aucun|0 jours?)\b|0 jours? (?:de|en) (?:teletravail|remote)|remote(?: work)? ?:? ?(?:no|non|none|not (?:possible|available|allowed))\b|no remote|not remote|100 ?% (?:sur site|presentiel)|on-?site only)\b/
const DAYS = String.raw`(?:\d{1,2}|un|deux|trois|quatre|one|two|three|four)(?: ?(?:a|ou|et|-|to|or) ?(?:\d|deux|trois|quatre|two|three|four))? (?:jours?|days?)`
const HYBRID = new RegExp(
  String.raw`\b(?:hybride?|teletravail (?:partiel|possible|occasionnel|ponctuel)|${DAYS}(?: de| of| en)? (?:teletravail|remote)|teletravail ?:? ?\(?(?:de )?${DAYS})`,
)
const REMOTE =
  /\b(?:100 ?% (?:en )?(?:teletravail|remote|distanciel)|full[- ]?remote|fully remote|remote[- ]first|teletravail (?:total|complet|integral|a 100 ?%)|entirely remote)\b/
const ON_SITE = /\b(?:on-?site|sur site|presentiel)\b/
const HYBRID_LABEL = /^(?:ponctuel|occasionnel|partiel|partial(?:ly)?|hybrid(?:e)?)\b/
const REMOTE_LABEL = /^(?:oui|yes|remote|teletravail|a distance|distanciel|telecommute)$/

/** Where the work is done, as a JobPosting's `jobLocationType` says. */
export function readJobLocationType(posting: Node): WorkMode | null {
  const types = linesOf(posting.jobLocationType).map(folded)
  if (types.some((type) => type.includes('telecommute') || REMOTE.test(type) || REMOTE_LABEL.test(type))) return 'remote'
  const said = types.map((type) => readWorkModePhrase(type)).find((mode) => mode !== null)
  if (said !== undefined) return said
  const places = list(posting.jobLocation).flatMap((place) => linesOf(place))
  return places.length > 0 && places.every((place) => REMOTE_LABEL.test(folded(place))) ? 'remote' : null
}

/** Where the work is done, as the value of a label says: `Télétravail : 2 jours par semaine`. */
export function readWorkModePhrase(phrase: string): WorkMode | null {
  const text = folded(phrase).trim()
  return (
    readWorkModeText(text) ??
    (REMOTE_LABEL.test(text) && text !== 'oui' && text !== 'yes'
      ? 'remote'
      : HYBRID_LABEL.test(text)
        ? 'hybrid'
        : ON_SITE.test(text)
          ? 'on-site'
          : null)
  )
}

/** Where the work is done, as an offer's text says outright. A mere mention of remote work says nothing. */
export function readWorkModeText(text: string): WorkMode | null {
  const plain = folded(text)
  if (NOT_REMOTE.test(plain)) return 'on-site'
  const hybrid = HYBRID.test(plain)
  const remote = REMOTE.test(plain)
  if (hybrid && remote) return null
  return hybrid ? 'hybrid' : remote ? 'remote' : null
}
