import type { Coordinates } from '../../../core/domain/collected-offer.ts'
import { cityOf } from '../../../core/domain/job-offer-rules.ts'
import { type Area, countryOf, findArea } from '../places/areas.ts'
import { distanceKm, findPlace, placeKey } from '../places/gazetteer.ts'

interface Town {
  key: string
  coordinates: Coordinates | null
  country: string | null
  department: string | null
}

/** Where an offer is, as far as it says. */
export interface Places {
  towns: readonly Town[]
  areas: readonly Area[]
}

export type PlaceLikeness = 'same' | 'near' | 'within' | 'unknown' | 'other'

/** Suburbs and business districts of one town; two towns of one region are further apart. */
const NEAR_KM = 12
const MAX_PLACES = 10

/** `Lyon; Paris` → two towns, `Île-de-France` → an area, `Remote` → nothing. */
export function readPlaces(location: string | null, coordinates: Coordinates | null): Places {
  const parts = (location ?? '').split(/\s*(?:[;|/•·\n]|\s(?:ou|or|et|and)\s)\s*/i).slice(0, MAX_PLACES)
  const towns: Town[] = []
  const areas: Area[] = []
  for (const part of parts) {
    const name = cityOf(part)
    if (name === null) continue
    const country = countryOf(part.split(',').at(-1)?.trim() ?? '')
    const known = findPlace(name, { country }) ?? findPlace(name)
    const area = findArea(part.trim()) ?? findArea(name)
    if (known !== null) {
      towns.push({ key: placeKey(known.name), coordinates: known.coordinates, country: known.country, department: known.area })
    } else if (area !== undefined) areas.push(area)
    else towns.push({ key: placeKey(name), coordinates: null, country: country ?? null, department: null })
  }
  const [only] = towns
  if (only !== undefined && towns.length === 1 && only.coordinates === null) towns[0] = { ...only, coordinates }
  return { towns, areas }
}

/** Whether two offers can be at one place. `unknown`: one of them does not say where it is. */
export function comparePlaces(one: Places, other: Places): PlaceLikeness {
  if (isNowhere(one) || isNowhere(other)) return 'unknown'
  if (one.towns.some((town) => other.towns.some(({ key }) => key === town.key))) return 'same'
  if (one.towns.length > 0 && other.towns.length > 0) return one.towns.some((town) => other.towns.some((to) => isNear(town, to))) ? 'near' : 'other'
  const towns = [...one.towns, ...other.towns]
  const areas = [...one.areas, ...other.areas]
  if (towns.length > 0) return towns.some((town) => areas.some((area) => isWithin(town, area))) ? 'within' : 'other'
  return one.areas.some((area) => other.areas.some((to) => area.countries.some((country) => to.countries.includes(country)))) ? 'within' : 'other'
}

const isNowhere = ({ towns, areas }: Places) => towns.length === 0 && areas.length === 0

const isNear = (one: Town, other: Town) =>
  one.coordinates !== null && other.coordinates !== null && distanceKm(one.coordinates, other.coordinates) <= NEAR_KM

/** A town that the gazetteer does not know may be anywhere. */
function isWithin(town: Town, area: Area): boolean {
  if (town.country === null) return true
  if (!area.countries.includes(town.country)) return false
  return area.departments.length === 0 || town.department === null || area.departments.includes(town.department)
}
