import type { Language } from '../../core/domain/offer-facts.ts'
import { folded } from '../../core/domain/text-rules.ts'
import { isNode, type Json, lineOf, linesOf, list, type Node } from './nodes.ts'

const MAX_PLACES = 10
/** Read at most: the same place may stand there often. */
const MAX_READ = 200
const MAX_POSTCODE_LENGTH = 20
const FRENCH = /^(?:france|fr|fra|re|gp|mq|gf|yt)$/i
/** Of towns where `CA` is the state, though it stands in the country's place. */
const CALIFORNIAN =
  /^(?:san (?:francisco|diego|jose|mateo|bruno|carlos|rafael|ramon|leandro|bernardino|luis obispo)|south san francisco|santa (?:clara|monica|barbara|cruz|ana|rosa)|los (?:angeles|gatos|altos)|el segundo|mountain view|palo alto|menlo park|cupertino|sunnyvale|oakland|berkeley|redwood (?:city|shores)|irvine|sacramento|fresno|long beach|pasadena|burbank|culver city|fremont|pleasanton|emeryville|foster city|anaheim|riverside|bakersfield|stockton|costa mesa|newport beach|carlsbad|la jolla|milpitas|hayward|silicon valley|hollywood)\b/

/** A place as one line, and by itself each of the towns that it names. */
interface Place {
  line: string
  towns: string[]
}

/**
 * The places of a JobPosting, else where its candidates may live: in one line (`Lyon, Auvergne-Rhône-Alpes, France`, several apart
 * by `; `; null when it names none), and each by itself.
 */
export function readPlaces(posting: Node, language: Language): { location: string | null; locations: string[] } {
  const places = read(posting.jobLocation, (place) => readPlace(place, language))
  const named = places.length > 0 ? places : read(posting.applicantLocationRequirements, (area) => alone(readCountry(area, language)))
  const lines = unique(named.map(({ line }) => line)).slice(0, MAX_PLACES)
  return { location: lines.join('; ').slice(0, 300) || null, locations: unique(named.flatMap(({ towns }) => towns)).slice(0, MAX_PLACES) }
}

const read = (values: Json, reader: (value: Json) => Place | null): Place[] =>
  list(values)
    .slice(0, MAX_READ)
    .map(reader)
    .filter((place) => place !== null)

function readPlace(place: Json, language: Language): Place | null {
  if (!isNode(place)) return alone(lineOf(place))
  const address = list(place.address)[0] ?? place
  if (!isNode(address)) return alone(lineOf(address))
  const towns = linesOf(address.addressLocality)
  const postcode = lineOf(address.postalCode, MAX_POSTCODE_LENGTH)
  const { regions, country } = readArea(address, { towns, postcode }, language)
  const line = joined([...(towns.length > 0 ? [towns.join(', ')] : regions.length === 0 ? [postcode] : []), ...regions, country])
  if (line === '') return alone(lineOf(place.name) ?? lineOf(address.streetAddress))
  const apart = towns.flatMap(townsOf)
  if (apart.length > 1) return { line, towns: apart.map((town) => joined([town, country])) }
  const tells = postcode !== null && regions.length === 0 && isFrench(postcode, address.addressCountry)
  if (!tells || apart.some((town) => /\d/.test(town))) return { line, towns: [line] }
  return { line, towns: [apart.length === 0 ? postcode : `${postcode} ${line}`] }
}

/** What stands behind the town: regions by name, then the country. */
function readArea(address: Node, { towns, postcode }: { towns: string[]; postcode: string | null }, language: Language) {
  const regions = linesOf(address.addressRegion).filter((region) => !/^\d+$/.test(region))
  const isCalifornia =
    lineOf(address.addressCountry) === 'CA' &&
    (regions.some((region) => /^(?:ca|calif)/i.test(region)) ||
      (regions.length === 0 && (/^9[0-6]\d{3}(?:-\d{4})?$/.test(postcode ?? '') || towns.some((town) => CALIFORNIAN.test(folded(town))))))
  return {
    regions: isCalifornia && regions.length === 0 ? ['CA'] : regions,
    country: readCountry(isCalifornia ? 'US' : address.addressCountry, language),
  }
}

/** `Lyon, Paris, Nantes` and `Lyon / Paris` are several towns; `Lyon, France` is one. */
function townsOf(locality: string): string[] {
  const parts = locality.split(/\s*[;|,]\s*|\s+\/\s+/).filter((part) => part !== '')
  return parts.length > 2 || !locality.includes(',') ? parts : [locality]
}

/** Each part once: what another part has said already is left out. */
function joined(parts: (string | null)[]): string {
  const said = parts.filter((part): part is string => part !== null && part !== '')
  return said.filter((part, at) => !said.slice(0, at).some((before) => namesWhole(before, part))).join(', ')
}

/** `Lyon, France` names France; London does not name ON. */
const namesWhole = (text: string, part: string) => ` ${wordsOf(text)} `.includes(` ${wordsOf(part)} `)
/** Of the French towns of one name the postcode tells which, where no region does: `97400 Saint-Denis`. */
const isFrench = (postcode: string, country: Json) => /^\d{5}$/.test(postcode) && FRENCH.test(lineOf(country) ?? 'FR')

const wordsOf = (text: string) =>
  folded(text)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()

const alone = (line: string | null): Place | null => (line === null ? null : { line, towns: [line] })

/** A country's name where its two-letter code stands; what is no code is left as it is. */
function readCountry(value: Json, language: Language): string | null {
  const country = lineOf(value) ?? (isNode(value) ? lineOf(value.address) : null)
  if (country === null || !/^[A-Za-z]{2}$/.test(country)) return country
  return new Intl.DisplayNames(language, { type: 'region', fallback: 'code' }).of(country.toUpperCase()) ?? country
}

function unique(places: string[]): string[] {
  return [...new Map(places.map((place) => [folded(place), place])).values()]
}
