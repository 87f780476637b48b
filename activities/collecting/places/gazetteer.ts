import { readFileSync } from 'node:fs'
import { join } from 'node:path'
import type { Coordinates } from '../../../core/domain/collected-offer.ts'
import { folded } from '../../../core/domain/text-rules.ts'
import { EXONYMS } from './exonyms.ts'

export interface GazetteerPlace {
  /** As people there write it. */
  name: string
  /** ISO 3166-1, lower case. */
  country: string
  /** French department (`69`, `2A`, `974`), American state, Canadian province; null elsewhere. */
  area: string | null
  population: number
  coordinates: Coordinates
}

export interface PlaceHint {
  country?: string | null | undefined
  area?: string | null | undefined
}

/** Of two towns of one name, the French one is meant unless the other is ten times as large: Orange is in Vaucluse. */
const FRENCH_WEIGHT = 10
/** `Saint-Denis` without a department is the one near Paris. */
const OVERSEAS_WEIGHT = 1
const EARTH_RADIUS_KM = 6_371

let places: Map<string, GazetteerPlace[]> | undefined
let states: Set<string> | undefined

/** A place's name as it is looked up: folded, `St` opened, hyphens and apostrophes spaces. */
export const placeKey = (name: string): string =>
  folded(name)
    .replace(/[^\p{L}\p{N}]+/gu, ' ')
    .trim()
    .replace(/\bst(e?) /g, 'saint$1 ')

/**
 * The town of that name, regardless of case, accents and hyphens, by its French name too (`Londres`). Of several the one that the
 * hint names, else the largest. Null: none is known here (towns of under 2,000 people in France, 50,000 elsewhere, are not).
 */
export function findPlace(name: string, { country, area }: PlaceHint = {}): GazetteerPlace | null {
  const key = placeKey(name)
  const fits = (place: GazetteerPlace) => (!country || place.country === country) && (!area || place.area === area)
  const named = (one: string | undefined) => (one === undefined ? [] : (loaded().get(one) ?? [])).filter(fits)
  const own = named(key).filter((place) => !hasCedilla(name) || hasCedilla(place.name))
  const candidates = own.length > 0 ? own : named(Object.hasOwn(EXONYMS, key) ? EXONYMS[key] : undefined)
  return candidates.reduce<GazetteerPlace | null>((best, place) => (best === null || weight(place) > weight(best) ? place : best), null)
}

/** A letter of its own, which folding loses: a `Maçon` is not in Mâcon. */
const hasCedilla = (name: string) => /ç/i.test(name.normalize('NFC'))

/** Whether it is an American state or a Canadian province, as two letters behind a town: `TX`, `QC`. */
export function isStateCode(code: string): boolean {
  states ??= new Set([...loaded().values()].flat().flatMap(({ country, area }) => (area !== null && country !== 'fr' ? area : [])))
  return states.has(code)
}

/** Over the great circle. */
export function distanceKm(one: Coordinates, other: Coordinates): number {
  const radians = (degrees: number) => (degrees * Math.PI) / 180
  const half = (from: number, to: number) => Math.sin(radians(to - from) / 2) ** 2
  const chord = half(one.lat, other.lat) + Math.cos(radians(one.lat)) * Math.cos(radians(other.lat)) * half(one.lon, other.lon)
  return 2 * EARTH_RADIUS_KM * Math.asin(Math.min(1, Math.sqrt(chord)))
}

/** The French departments that have a town within so many kilometres, the nearest first. */
export function departmentsWithin(centre: Coordinates, radiusKm: number): string[] {
  const nearest = new Map<string, number>()
  for (const { country, area, coordinates } of [...loaded().values()].flat()) {
    if (country !== 'fr' || area === null) continue
    const km = distanceKm(centre, coordinates)
    if (km <= radiusKm && km < (nearest.get(area) ?? Number.POSITIVE_INFINITY)) nearest.set(area, km)
  }
  return [...nearest].toSorted(([, one], [, other]) => one - other).map(([area]) => area)
}

function weight({ country, area, population }: GazetteerPlace): number {
  return population * (country !== 'fr' ? 1 : area?.startsWith('97') ? OVERSEAS_WEIGHT : FRENCH_WEIGHT)
}

function loaded(): Map<string, GazetteerPlace[]> {
  if (places !== undefined) return places
  const lines = readFileSync(join(import.meta.dirname, 'places.tsv'), 'utf8').split('\n')
  const read = lines.flatMap((line) => {
    const [name = '', country = '', area = '', population, lat, lon] = line.split('\t')
    if (country === '') return []
    return { name, country, area: area || null, population: Number(population), coordinates: { lat: Number(lat), lon: Number(lon) } }
  })
  places = Map.groupBy(read, ({ name }) => placeKey(name))
  return places
}
