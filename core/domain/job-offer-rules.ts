/** Pure rules of job offers: no zod here, workflows may import them. */
import { companyMatchKey } from './company-rules.ts'
import { capped, FIELD_WORDS, folded, searchWords } from './text-rules.ts'
import { urlProblem } from './url-rules.ts'

export const LIVENESS = ['open', 'closed', 'unknown'] as const
export type Liveness = (typeof LIVENESS)[number]

/** Why an offer is closed that no collection has seen for long: seen again, it is open again. */
export const NOT_SEEN = 'not_seen'

/** Why an offer is closed whose last day is over. */
export const ENDED = 'valid_through_passed'

const DAY_MS = 86_400_000

/** The last days that are over at that moment, as a condition: one without a time counts to its end. */
export const endedBy = (now: Date) => ({ $lt: now, $ne: new Date(Math.floor(now.getTime() / DAY_MS) * DAY_MS) })

/** So many words of an offer are searched, far more than a title, a company and skills have. */
const MAX_WORDS = 300

/** A company's name as it is compared: case, accents, spaces, legal forms and `Groupe` make no other company. */
export const companyKey = (name: string): string => companyMatchKey(name) || folded(name).replace(/\s+/g, ' ').trim()

/** The words that an offer is found by: plain ones for `keywords`, those of one field alone with its name in front. */
export function offerWords(offer: { title: string; company: string | null; location: string | null; skills: readonly string[] }): string[] {
  const company = searchWords(offer.company ?? '')
  const plain = [...searchWords(offer.title), ...company, ...searchWords(offer.skills.join('\n'))]
  const location = searchWords(offer.location ?? '')
  const prefixed = [...company.map((word) => FIELD_WORDS.company + word), ...location.map((word) => FIELD_WORDS.location + word)]
  return [...new Set([...prefixed.slice(0, MAX_WORDS), ...plain.slice(0, MAX_WORDS)])]
}

/** The site that an address is of: its host without `www.`. Null when it is no address. */
export const websiteOf = (url: string | null): string | null => URL.parse(url ?? '')?.hostname.replace(/^www\./, '') || null

/** Words that boards write where the city goes. */
const NO_CITY = new Set(['remote', 'teletravail', 'full remote', 'hybrid', 'hybride', 'anywhere', 'worldwide', 'on-site', 'sur site'])

/**
 * The city of a location, without department, postal code, district or country: `69 - Lyon 3e Arrondissement`, `69003 Lyon`
 * and `Lyon, France` are `Lyon`. Null when it names none.
 */
export function cityOf(location: string | null): string | null {
  const city = (location ?? '')
    .replace(/^\s*(?:\d{5}\s+|(?:\d{2,3}|2[AB])\s+-\s+)/i, '')
    .split(/[,;/|•·(\n]| [-–—] /)[0]
    ?.replace(/\s+(?:\d{1,5}|\d{1,2}(?:er|e|ème|eme)(?:\s+arrondissement)?|cedex(?:\s+\d+)?)\s*$/i, '')
    .trim()
  return city && /\p{L}/u.test(city) && !NO_CITY.has(folded(city)) ? city : null
}

interface Applicable {
  title: string
  company: string | null
  location: string | null
  description: string | null
  url: string | null
  alternative_urls: readonly string[]
}

const NAME_LENGTH = 300
const URL_LENGTH = 2_048
const DESCRIPTION_LENGTH = 50_000
/** Where nothing tells what a required field should say. */
const UNKNOWN = '—'

/**
 * What an application takes from an offer, within the lengths of one. A company that the offer doesn't name is told by its site.
 * @param mayBeFetched whether an address may go into an application
 */
export function applicationFrom(offer: Applicable, mayBeFetched: (url: string) => boolean) {
  const url = [offer.url, ...offer.alternative_urls].find((one) => one !== null && isUrl(one) && mayBeFetched(one)) ?? null
  return {
    company: short(offer.company) ?? short(websiteOf(url)) ?? UNKNOWN,
    position: short(offer.title) ?? UNKNOWN,
    location: short(offer.location),
    url,
    description: capped(offer.description?.trim() ?? '', DESCRIPTION_LENGTH) || null,
  }
}

const short = (text: string | null): string | null => capped(text?.trim() ?? '', NAME_LENGTH) || null
const isUrl = (text: string) => text.length <= URL_LENGTH && urlProblem(text) === undefined
