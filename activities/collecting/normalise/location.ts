import { cityOf } from '../../../core/domain/job-offer-rules.ts'
import { folded } from '../../../core/domain/text-rules.ts'
import { readLine } from '../../extracting/plain-text.ts'
import { countryOf, findArea } from '../places/areas.ts'
import { isEverydayWord } from '../places/everyday-names.ts'
import { findPlace, type GazetteerPlace, type PlaceHint, placeKey } from '../places/gazetteer.ts'
import { stateOf } from '../places/states.ts'
import { aligned, cut } from './aligned.ts'
import type { WorkMode } from './work-mode.ts'

const MAX_PLACES = 10
const MAX_LENGTH = 300

/** Where an offer is. */
export interface ReadLocation {
  /** `Lyon`, `Berlin, Germany`, several apart by `; `; null: no place is said. */
  location: string | null
  /** Each of them by its name alone. */
  names: string[]
  /** What stands among the places: `Remote`, `Hybrid`. */
  workMode: WorkMode | null
  /** The first place that the gazetteer knows. */
  place: GazetteerPlace | null
}

/** The commonest first: `Remote (hybrid)` is hybrid. */
const MODE_WORDS: [WorkMode, RegExp][] = [
  [
    'hybrid',
    /\b(?:hybride?|flexible|\d ?j(?:ours?)?(?: de)? (?:teletravail|tt|remote)|(?:teletravail|tt) ?:? ?\d ?j(?:ours?)?|(?:teletravail|remote|distanciel)[- ](?:partiel|possible|occasionnel|ok|friendly)|partial(?:ly)? remote)\b/,
  ],
  [
    'remote',
    /\b(?:(?:100 ?% |full(?:y)?[- ]?|teletravail )?remote(?: first| only)?|(?:100 ?% )?teletravail(?: (?:complet|total))?|(?:a )?distanc(?:e|iel)|home[ -]?office|work from (?:home|anywhere)|wfh|anywhere|worldwide|virtual|telecommute)\b/,
  ],
  ['on-site', /\b(?:on[- ]?site|in[- ]office|sur site|presentiel|en personne|in person)\b/],
]
/** With the days that stand behind it: `hybride, 2j/semaine`. */
const MODE = new RegExp(
  String.raw`(?:${MODE_WORDS.map(([, { source }]) => source).join('|')})(?:,? ?\d ?(?:j(?:ours?)?|days?)\b)?(?: ?(?:par |per |a |\/ ?)(?:semaine|sem|week)\b)?`,
  'g',
)
/** Places that say nothing of where. */
const NOWHERE =
  /^(?:(?:multiple|various|several|plusieurs|divers(?:es)?) (?:locations?|sites?|villes|lieux|places)|n ?\/ ?a|tbd|tbc|non (?:precise|renseigne)e?|unspecified|siege(?: social)?|hq|headquarters?|(?:main |head )?office|bureaux?|everywhere|partout|all locations|location)$/
/** `N/A`, `2 days/week`: a slash that stands between no places. */
const NO_PLACE = /(?<![\p{L}\p{N}])(?:n ?\/ ?a|\(?\d ?(?:j(?:ours?)?|days?) ?(?:par |per |a |\/ ?)(?:semaine|sem|week)\)?)(?![\p{L}\p{N}])/giu
const SEPARATORS = /\s*(?:[;|/•·\n&]|\s(?:ou|or|and|et|\+)\s)\s*/iu
const DASH = /\s+[-–—]\s+/
/** Left where words of remote work stood beside a place: `Paris ou`. */
const DANGLING = /^(?:(?:ou|or|and|et|avec|with)\s+)+|(?:\s+(?:ou|or|and|et|avec|with))+$/giu
/** `Greater Lyon Area`, `Région de Lyon`, `Lyon et alentours`, `Métropole de Lyon`. */
const AROUND = [
  /^(?:greater |grand (?!est\b)|agglomeration (?:de |d['’])|metropole (?:de |d['’])|region (?:de |d['’])|autour de |pres de |proche de |near |ville de |city of )\s*/g,
  /\s+(?:(?:metropolitan |metro |bay )?(?:area|region)|metropole|et (?:sa |ses )?(?:peripherie|region|alentours|environs)|metro|peripherie)$/g,
]
/** In front of the town that it is in: `Agence de `, `Bureau d’`. */
const OFFICE =
  /^(?:(?:agence|site|bureaux?|siege|social|antenne|usine|magasin|boutique|depot|entrepot|plateforme|etablissement|campus|secteur|zone|industrielle|parc|office|hq|de|of|in|a)\s+)*$/
/** Behind a town's name: it is the beginning of another one, `Châtillon sur …`. */
const GOES_ON = /^(?:sur|sous|en|les?|la|aux?|du?|des?|l|et|saintes?|st|ste|upon|on)(?![\p{L}\p{N}])/u
const MAX_WORDS = 8
const LONGEST_NAME = 4

/**
 * An offer's places as they are shown and searched: towns by their own name without postcode, district, CEDEX, department, region;
 * the country behind them unless it is France; words of remote work taken out and read.
 */
export function readLocation(locations: readonly string[]): ReadLocation {
  const lines = locations.slice(0, MAX_PLACES * 2).flatMap((line) => readLine(line, MAX_LENGTH) ?? [])
  const modes = lines.flatMap((line) => modeOf(line) ?? [])
  const read = lines.flatMap((line) => apart(stripped(withJoinedAreas(withoutMode(line)))).map(readOne)).filter((one) => one !== null)
  const named = [...new Map(read.map((one) => [folded(one.name), one])).values()].slice(0, MAX_PLACES)
  const text = named.map(({ name }) => name).join('; ')
  return {
    location: text.slice(0, MAX_LENGTH).trim() || null,
    names: named.map(({ name, place }) => place?.name ?? name),
    workMode: MODE_WORDS.map(([mode]) => mode).find((mode) => modes.includes(mode)) ?? null,
    place: named.find(({ place }) => place !== null)?.place ?? null,
  }
}

/** What a phrase of a place says of remote work; null: nothing. */
export function modeOf(text: string): WorkMode | null {
  const plain = aligned(text)
  return MODE_WORDS.find(([, pattern]) => pattern.test(plain))?.[0] ?? null
}

/** The phrase without what it says of remote work. */
function withoutMode(line: string): string {
  const { left, found } = cut(line.normalize('NFC'), MODE)
  return found.length === 0 ? left : left.replace(/[()[\]]/g, ' ').replace(/^[\s,;|/:–—-]+|[\s,;|/:–—-]+$/g, '')
}

/** `Loir et Cher` is one place. */
const withJoinedAreas = (line: string) =>
  line.replace(/(\p{L}+) et (\p{L}+)/giu, (words, one: string, other: string) => {
    const joined = `${one}-et-${other}`
    return findArea(joined) === undefined ? words : joined
  })

/** `Paris / Lyon` are two places, and so are `Paris, Lyon`; `Lyon, France` is one. */
function apart(line: string): string[] {
  if (NOWHERE.test(folded(line).trim())) return []
  const parts = line
    .replace(NO_PLACE, ' ')
    .split(SEPARATORS)
    .map((part) => withoutNowhere(part.trim().replace(DANGLING, '')))
    .filter((part) => part !== '')
  return parts.flatMap((part) => {
    const towns = part.split(/\s*,\s*/)
    const isTown = (town: string, at: number) =>
      findPlace(cityOf(town) ?? '') !== null &&
      countryOf(town) === undefined &&
      (at === 0 || placeKey(town) === 'paris' || (findArea(town) === undefined && !isStateOf(town, towns[at - 1] ?? '')))
    const countries = new Set(towns.map(countryOf))
    const allCountries = !countries.has(undefined) && countries.size === towns.length
    return towns.length > 1 && (allCountries || towns.every(isTown)) ? towns : [part]
  })
}

/** `Siège - Lyon` without what says nothing of where. */
const withoutNowhere = (part: string) =>
  part
    .split(DASH)
    .filter((piece) => !NOWHERE.test(folded(piece).trim()))
    .join(' - ')
    .replace(/^[\s,]+|[\s,]+$/g, '')

/** Behind a town: `London, Ontario`; but `London, New York` are two towns. */
function isStateOf(text: string, town: string): boolean {
  const state = stateOf(text)
  if (state === undefined) return false
  return !['new york', 'washington'].includes(placeKey(text)) || findPlace(town, { area: state }) !== null
}

function readOne(text: string): { name: string; place: GazetteerPlace | null } | null {
  const plain = folded(text).trim()
  if (NOWHERE.test(plain)) return null
  const area = findArea(text.replace(/[()]/g, ' ').trim())
  const bare = stripped(text.replace(/^fr-(?=\p{Lu})/iu, ''))
  // `75` and `Auvergne-Rhône-Alpes`; but Paris, which is also a department, is a town.
  if (area !== undefined && findPlace(bare) === null) return { name: /^\d/.test(plain) ? area.name : text.trim(), place: null }
  const parts = bare.split(/\s*,\s*/).filter((part) => part !== '')
  const behind = parts.length > 1 ? (parts.at(-1) ?? '') : ''
  const last = stateOf(behind) !== undefined || findArea(behind) !== undefined || countryOf(behind) !== undefined ? behind : ''
  const hint = { country: countryOf(last) ?? findArea(last)?.countries[0], area: departmentIn(text, parts) }
  const place = townOf(parts, hint) ?? heldTown(parts, stateOf(last) === undefined ? hint : { area: stateOf(last) })
  const said = place?.said ?? cityOf(bare)
  if (said === null) return null
  const isAbroad = place === null ? stateOf(last) !== undefined || (countryOf(last) ?? 'fr') !== 'fr' : place.place.country !== 'fr'
  // A town that nobody here knows is at least in its department.
  const unknown = hint.area === undefined || isAbroad || findArea(said) !== undefined ? said : `${said} (${hint.area})`
  const name = place === null ? unknown : ownName(place.place.name, said)
  return { name: isAbroad && last !== '' && folded(last) !== folded(said) ? `${name}, ${last}` : name, place: place?.place ?? null }
}

/** Without what stands around a town's name. */
function stripped(text: string): string {
  const line = AROUND.reduce((left, pattern) => cut(left, pattern).left, text)
  return line.replace(/^[\s,–—-]+|[\s,–—-]+$/g, '').replace(/\s+/g, ' ')
}

/** The department that a postcode, a number or a name says. */
function departmentIn(text: string, parts: readonly string[]): string | undefined {
  const number = /\b(\d{5})\b/.exec(text)?.[1] ?? /^\s*(\d{2,3}|2[AB])\s+-\s/i.exec(text)?.[1] ?? /\((\d{2,3}|2[AB])\)/i.exec(text)?.[1]
  const inBrackets = /\(([^()]*)\)/.exec(text)?.[1] ?? ''
  const areas = number === undefined ? [inBrackets, ...parts.slice(1)].map(findArea) : [findArea(number)]
  return areas.find((area) => area?.departments.length === 1)?.departments[0]
}

/** The first part that is a town: in the state that stands behind it, else with the hints, as far as they hold. */
function townOf(parts: readonly string[], { country, area }: PlaceHint): { said: string; place: GazetteerPlace } | null {
  const behind = parts.slice(1).find((part) => stateOf(part) !== undefined) ?? ''
  const state = stateOf(behind)
  for (const part of parts.slice(0, 2)) {
    const said = cityOf(part)
    if (said === null) continue
    const inState = state === undefined ? null : (findPlace(said, { country: 'us', area: state }) ?? findPlace(said, { country: 'ca', area: state }))
    // Paris, TX, which is too small to be known, is none of the others; but `Casablanca, MA` is in Morocco.
    const elsewhere = state !== undefined ? { country: countryOf(behind) ?? 'us' } : { country }
    const place = inState ?? findPlace(said, { ...elsewhere, area }) ?? findPlace(said, elsewhere)
    if (place !== null) return { said, place }
  }
  return null
}

/** The town that a part which is none holds: `Paris HQ`, `Lyon Part-Dieu`, `Agence de Lyon`. */
function heldTown(parts: readonly string[], hint: PlaceHint): { said: string; place: GazetteerPlace } | null {
  for (const piece of parts.slice(0, 2).flatMap((part) => part.split(DASH))) {
    const words = piece
      .replace(/(?<!\p{L})d['’](?=\p{Lu})/giu, 'de ')
      .split(/\s+/)
      .slice(0, MAX_WORDS)
    for (let start = 0; start < words.length && OFFICE.test(folded(`${words.slice(0, start).join(' ')} `).trimStart()); start += 1) {
      for (let end = Math.min(words.length, start + LONGEST_NAME); end > start; end -= 1) {
        const said = words.slice(start, end).join(' ')
        if (!/^\p{Lu}/u.test(said) || isEverydayWord(said) || GOES_ON.test(folded(words.slice(end).join(' ')))) continue
        const place = findPlace(said, hint)
        if (place !== null) return { said, place }
      }
    }
  }
  return null
}

/** As people there write it, or by the name that was said where it is another one: `Londres`. */
function ownName(own: string, said: string): string {
  return placeKey(own) === placeKey(said) ? own : said
}
