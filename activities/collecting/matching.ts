import type { CollectedOffer, Coordinates } from '../../core/domain/collected-offer.ts'
import type { Rejection } from '../../core/domain/collection-rules.ts'
import { readLocation } from './normalise/location.ts'
import { type Area, findArea } from './places/areas.ts'
import { distanceKm, findPlace, type GazetteerPlace, placeKey } from './places/gazetteer.ts'
import type { Place, SourceQuery } from './query.ts'
import { commonForm, soughtWords, wordsOf } from './word-forms.ts'

/** Of its text; what an offer is about stands before it. */
const MAX_TEXT = 20_000
/** Shorter words are the beginnings of too many others: `java` of `javascript`, `car` of `carpenter`, `sales` of `salesforce`. */
const MIN_BEGINNING = 6
/** Words of rank: half the titles have them, and it takes another to say the same work. */
const RANKS = new Set([
  'chef',
  'responsable',
  'manager',
  'charge',
  'assistant',
  'directeur',
  'adjoint',
  'agent',
  'aide',
  'head',
  'lead',
  'senior',
  'junior',
])
/** What an offer that doesn't say its contract may well be. The others are said, or it is none. */
const UNSAID_CONTRACTS = new Set<SourceQuery['contract']>(['permanent', 'fixed-term', 'temporary', 'other'])
/** A town's own name is believed so far from where its offer says that it is. */
const SAME_TOWN_KM = 50
/** Boards call one the other. */
const LIMITED = new Set<SourceQuery['contract']>(['fixed-term', 'temporary'])

/**
 * Why an offer is not what a person looks for; undefined: it is.
 * - Words: every keyword is a word of title, text or skills, a long one also the beginning of one; at least one that is more than a
 *   rank is of the title. Gendered forms, plurals, and the trades' names in French and English are one word.
 * - Place: in the same town, or within the radius; in the same region or country where that was asked for. An offer that says only a
 *   region or country around the town is kept, and so is one that says no place at all: nothing speaks against it. One that says a
 *   place that nobody here knows is left out, unless its name has the words that were asked for. All remote: anywhere, unless it says
 *   other countries alone.
 * - Work mode: remote means remote; for hybrid remote does too; on-site is whatever isn't remote.
 * - Contract: as asked for; an offer that says none may be permanent or for a time, no internship or apprenticeship.
 */
export function matches(offer: CollectedOffer, query: SourceQuery): Rejection | undefined {
  if (offer.liveness === 'closed') return 'closed'
  if (!isContract(offer, query)) return 'other_contract'
  if (!isWorkMode(offer, query)) return 'other_work_mode'
  if (query.place !== null && !(offer.remote === 'remote' ? isWithinReach(offer, query.place) : isPlace(offer, query.place))) return 'other_place'
  return hasWords(offer, query.keywords) ? undefined : 'other_words'
}

function hasWords({ title, description, skills }: CollectedOffer, keywords: readonly string[]): boolean {
  const sought = soughtWords(keywords.join(' '))
  if (sought.length === 0) return true
  const inTitle = wordsOf(title)
  const missing = sought.filter((word) => !begins(word, inTitle))
  if (missing.length === 0) return true
  const telling = sought.filter((word) => !RANKS.has(commonForm(word)))
  if ((telling.length > 0 ? telling : sought).every((word) => missing.includes(word))) return false
  const inText = wordsOf(`${skills.join('\n')}\n${(description ?? '').slice(0, MAX_TEXT)}`)
  return missing.every((word) => begins(word, inText))
}

function begins(word: string, words: ReadonlySet<string>): boolean {
  if (words.has(word) || words.has(commonForm(word))) return true
  if (words.has(`${word}s`)) return true
  return word.length >= MIN_BEGINNING && words.values().some((one) => one.startsWith(word))
}

function isContract({ contract_type: said }: CollectedOffer, { contract: asked }: SourceQuery): boolean {
  if (asked === null || said === asked) return true
  return said === null ? UNSAID_CONTRACTS.has(asked) : LIMITED.has(said) && LIMITED.has(asked)
}

function isWorkMode({ remote: said }: CollectedOffer, { workMode: asked }: SourceQuery): boolean {
  if (asked === null || said === asked) return true
  return asked === 'hybrid' ? said === 'remote' : asked === 'on-site' && said !== 'remote'
}

/** All remote, it is out of reach where it names nothing but other countries: `Remote (US)`. A town abroad doesn't say as much. */
function isWithinReach({ location }: CollectedOffer, asked: Place): boolean {
  const names = location?.split('; ') ?? []
  const areas = names.map((name) => (findPlace(name) === null ? findArea(name) : undefined))
  const countries = asked.country === null ? findArea(asked.name)?.countries : [asked.country]
  if (names.length === 0 || countries === undefined) return true
  return areas.some((area) => area === undefined || area.countries.some((country) => countries.includes(country)))
}

function isPlace(offer: CollectedOffer, asked: Place): boolean {
  const near = asked.coordinates
  const names = offer.location?.split('; ') ?? []
  if (near !== null && offer.coordinates !== null) {
    const km = distanceKm(near, offer.coordinates)
    if (km <= asked.radiusKm) return true
    if (names.length < 2 && km > SAME_TOWN_KM) return false
  }
  return names.length === 0 ? near === null || offer.coordinates === null : names.some((name) => isNamedPlace(name, asked, near))
}

/** Whether one of an offer's places, by its name, is where it should be. */
function isNamedPlace(name: string, asked: Place, near: Coordinates | null): boolean {
  if (placeKey(name) === placeKey(asked.name)) return true
  const { place } = readLocation([name])
  const area = findArea(name) ?? findArea(/\((\w{2,3})\)$/.exec(name)?.[1] ?? name.split(', ').at(-1) ?? '')
  if (near !== null) return place !== null ? distanceKm(near, place.coordinates) <= asked.radiusKm : area !== undefined && isWithin(asked, area)
  const region = findArea(asked.name)
  if (region !== undefined) return place !== null ? isIn(place, region) : area !== undefined && isPartOf(area, region)
  const said = wordsOf(name)
  return soughtWords(asked.name).every((word) => said.has(word))
}

const isWithin = ({ country, department }: Place, area: Area) =>
  country !== null &&
  area.countries.includes(country) &&
  (area.departments.length === 0 || (department !== null && area.departments.includes(department)))

const isIn = ({ country, area }: GazetteerPlace, region: Area) =>
  region.countries.includes(country) && (region.departments.length === 0 || (area !== null && region.departments.includes(area)))

/** A part of it, or all around it: whoever asks for the Rhône may find an offer that says Auvergne-Rhône-Alpes. */
function isPartOf(area: Area, region: Area): boolean {
  const [small, large] = area.countries.length < region.countries.length ? [area, region] : [region, area]
  if (!small.countries.every((country) => large.countries.includes(country))) return false
  if (area.departments.length === 0 || region.departments.length === 0) return true
  return area.departments.some((department) => region.departments.includes(department))
}
