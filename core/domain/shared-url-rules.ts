/** Pure rules of addresses that everybody will see: what leads to an offer stays, what may be somebody's key to it goes. No zod here. */
import { isReference, isTracking, tellsOffer } from './listing-rules.ts'

/** Parameters whose names say that they are somebody's: keys, sessions, signatures, people. */
const PERSONAL =
  /token|secret|passw|pwd|session|\bsess|signature|jwt|hmac|nonce|ticket|invit|magic|mail|phone|auth|credential|candidat|applicant|user|usr|account|member|login|profile/i
/** The same, where the name is not that of an offer: `job_code` and `jobKey` are. */
const PERHAPS_PERSONAL = new Set(
  'key apikey code hash sig sign sid sess pass pin otp state expires exp uid access name firstname lastname me'.split(' '),
)
/** An offer's number or name at its site: `jobId`, `idOffre`, `career_job_req_id`, `gh_jid`. */
const OF_OFFER =
  /^(?:id|num|ref)?(?:jobs?|offers?|offres?|annonces?|emplois?|postings?|vacanc(?:y|ies)|positions?|openings?|requisitions?|req|postes?|adverts?)(?:id|no|nr|num|numero|ref|code|key|slug)?$/
const OF_OFFER_ALONE = new Set('id jk jid jvi gh_jid ashby_jid no nr num number numero n p post slug reference pid oid item node detail'.split(' '))
/** Which view, or which company of a site that several share: without it the number leads nowhere. */
const OF_VIEW = new Set(
  'page view option task action act do mod module controller route type tab section lang language locale lcid hl for company org tenant client board portal site brand ns cws iframe format country'.split(
    ' ',
  ),
)

const MAX_ID_LENGTH = 64
const IS_ID = /^[\p{L}\p{N}][\p{L}\p{N}._~:,-]*$/u
/** A name; letters and digits at random are a key. */
const IS_WORD = /^(?:\d{1,8}|\p{L}{1,24}(?:[-_.]\p{L}{1,24}){0,3})$/u
const IS_NUMBER = /^\d{1,12}$/
/** A JSON Web Token, or as long as keys are. */
const IS_KEY = /^eyJ|[\w-]{65}/
/** Shorter values stand everywhere: `1`, `fr`. */
const MIN_SECRET_LENGTH = 4
const PATH_SESSION = /;[\w.-]*(?:sess|token|key|auth|sid)[\w.-]*=[^/;]*/gi

/** `career_job_req_id` → career, job, req, id; `jobId` → job, id. */
const wordsOf = (name: string): string[] =>
  name
    .replace(/(\p{Ll})(\p{Lu})/gu, '$1 $2')
    .toLowerCase()
    .split(/[^\p{L}\p{N}]+/u)

const isOffers = (name: string) => OF_OFFER_ALONE.has(name.toLowerCase()) || wordsOf(name).some((word) => OF_OFFER.test(word))
const isPersonal = (name: string) => PERSONAL.test(name) || (!isOffers(name) && wordsOf(name).some((word) => PERHAPS_PERSONAL.has(word)))

/** Whether a parameter may tell which offer an address is of. What nobody knows the name of does, as a number, where nothing else tells. */
function identifies(name: string, value: string, path: string): boolean {
  if (value.length > MAX_ID_LENGTH || IS_KEY.test(value) || !IS_ID.test(value) || isPersonal(name)) return false
  if (isTracking(name)) return isReference(name, value, path)
  if (isOffers(name)) return true
  if (wordsOf(name).some((word) => OF_VIEW.has(word))) return IS_WORD.test(value)
  return IS_NUMBER.test(value) && !tellsOffer(path)
}

/**
 * An address that somebody gave, as everybody may see it: without fragment, unless that is an application's path, and with those parameters only
 * that tell which offer it is. What is no address stays as it is.
 */
export const sharedUrl = (text: string): string => kept(text, identifies)

/**
 * An address that a page gives of an offer, as everybody may see it: a site writes it for everybody, unless it repeats what was in the address by
 * which it was asked.
 * @param askedBy the addresses by which the page was asked for: what is not shared of them goes here, too
 */
export function declaredUrl(text: string, askedBy: readonly string[]): string {
  const secrets = new Set(askedBy.flatMap(unsharedValues))
  return kept(text, (name, value) => !secrets.has(value) && !IS_KEY.test(value) && !isPersonal(name))
}

/**
 * An address by which an offer is known again, never shown: without what is surely no part of it. Where it has more parameters than the shared one,
 * these may be what tells two offers apart.
 */
export const identityUrl = (text: string): string =>
  kept(text, (name, value, path) => identifies(name, value, path) || !(isPersonal(name) || IS_KEY.test(value)))

function unsharedValues(text: string): string[] {
  const [url, shared] = [URL.parse(text), URL.parse(sharedUrl(text))]
  if (url === null || shared === null) return []
  const known = new Set(valuesOf(shared))
  return valuesOf(url).filter((value) => value.length >= MIN_SECRET_LENGTH && !known.has(value))
}

/** Of the query, and of that of an application's path: `#/offers/1?token=…`. */
const valuesOf = ({ searchParams, hash }: URL): string[] => [...searchParams.values(), ...new URLSearchParams(hash.split('?')[1] ?? '').values()]

function kept(text: string, keeps: (name: string, value: string, path: string) => boolean): string {
  const url = URL.parse(text)
  if (url === null) return text
  const isPath = /^#!?\//.test(url.hash)
  const [ofApplication = '', query = ''] = isPath ? url.hash.split('?', 2) : []
  const path = `${url.pathname}${ofApplication}`
  const chosen = (given: URLSearchParams) => {
    const left = [...given].filter(([name, value]) => keeps(name, value, path))
    return left.length === given.size ? undefined : new URLSearchParams(left).toString()
  }
  url.pathname = url.pathname.replace(PATH_SESSION, '')
  // What stays whole stays as it was written.
  url.search = chosen(url.searchParams) ?? url.search
  const ofPath = chosen(new URLSearchParams(query)) ?? query
  url.hash = isPath ? `${ofApplication}${ofPath === '' ? '' : `?${ofPath}`}` : ''
  return url.href
}
