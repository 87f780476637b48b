import type { PageKind } from '../../core/domain/page-rules.ts'
import { folded } from '../../core/domain/text-rules.ts'
import { saysClosed } from './closure.ts'
import { weighEvidence } from './evidence.ts'
import type { PageSignals } from './signals.ts'

const LITTLE_TEXT = 400
/** A page that needs JavaScript may still show menus and a banner without it. */
const LITTLE_TEXT_OF_AN_APP = 1_500
const CLOSED_PAGE_LENGTH = 3_000
const LOGIN_PAGE_LENGTH = 2_500
const ENOUGH_POINTS = 7
const ENOUGH_POINTS_WITHOUT_HEADING = 8
const MIN_OFFER_LENGTH = 200

const CHALLENGE_LENGTH = 1_500

const LOGIN =
  /\b(?:(?:connectez|identifiez)-vous|se connecter pour|veuillez vous (?:connecter|identifier)|vous devez (?:etre connecte|vous connecter)|(?:sign|log) in to (?:continue|view|see|access)|please (?:sign|log) in|you must be logged in|creez un compte pour)\b/
const CHALLENGE =
  /\b(?:checking your browser|checking if the site connection is secure|verif(?:y|ying) (?:that )?you are (?:a )?(?:human|not a robot)|enable javascript and cookies to continue|complete the security check|verifi(?:cation|ez|ons) que vous (?:etes (?:bien )?(?:un )?humain|n'etes pas un robot))\b/
const LOGIN_TITLE = /^(?:connexion|se connecter|identification|authentification|sign in|log ?in|login)\b/
const GENERIC_TITLE =
  /^(?:accueil|home|a propos|about|qui sommes|nos? (?:offres|metiers|engagements|valeurs)|(?:toutes les |les )?offres d'emploi|emplois?\b|jobs?\b|careers?\b|carrieres?\b|recrutement|rejoignez|join us|open positions|current openings|blog|actualites|news|contact|mentions legales|resultats|\d+ (?:offres|jobs|emplois))/

/** A page's kind, or that it only asks whether a robot reads it. */
export type DecidedKind = PageKind | 'challenge'

const comparable = (text: string) => folded(text).replaceAll('’', "'")

/** What a page is, when it carries no JobPosting: an offer on evidence only. */
export function decideKind(page: PageSignals): DecidedKind {
  const shown = comparable(page.wholeText)
  const isOffer = readsAsOffer(page)
  if (!isOffer && shown.length <= CLOSED_PAGE_LENGTH && saysClosed(page.wholeText)) return 'gone'
  // A browser passes some.
  if (!isOffer && isChallenge(page, shown)) return page.via === 'http' && page.hasScripts ? 'needs_browser' : 'challenge'
  if (!isOffer && asksForLogin(page, shown)) return 'login_required'
  if (isOffer) return 'offer'
  return page.via === 'http' && page.hasScripts && shown.length < (page.looksLikeApp ? LITTLE_TEXT_OF_AN_APP : LITTLE_TEXT)
    ? 'needs_browser'
    : 'not_an_offer'
}

function readsAsOffer({ title, mainText, offerLinks, isArticle, looksLikeList }: PageSignals): boolean {
  if (mainText.length < MIN_OFFER_LENGTH || looksLikeList) return false
  const { points, heading } = weighEvidence(title, mainText)
  const generic = title !== null && GENERIC_TITLE.test(comparable(title)) ? 4 : 0
  const doubt = generic + (isArticle ? 4 : 0) + (offerLinks >= 5 ? 4 : 0)
  return points - doubt >= (heading ? ENOUGH_POINTS : ENOUGH_POINTS_WITHOUT_HEADING)
}

function isChallenge(page: PageSignals, shown: string): boolean {
  return shown.length <= CHALLENGE_LENGTH && (page.isChallenge || CHALLENGE.test(shown))
}

function asksForLogin({ hasPassword, title }: PageSignals, shown: string): boolean {
  if (shown.length > LOGIN_PAGE_LENGTH) return false
  return hasPassword || LOGIN.test(shown) || (title !== null && LOGIN_TITLE.test(folded(title)))
}
