import type { Language } from '../../core/domain/offer-facts.ts'
import { folded } from '../../core/domain/text-rules.ts'
import { isNode, type Json, lineOf, linesOf, list, type Node } from './nodes.ts'

const MAX_PLACES = 10

/** The places of a JobPosting: `Lyon, Auvergne-Rhône-Alpes, France`, several apart by `; `; null when it names none. */
export function readLocation(posting: Node, language: Language): string | null {
  const places = list(posting.jobLocation).map((place) => readPlace(place, language))
  const areas = list(posting.applicantLocationRequirements).map((area) => readCountry(area, language))
  const named = unique(places).length > 0 ? unique(places) : unique(areas)
  return named.slice(0, MAX_PLACES).join('; ').slice(0, 300) || null
}

function readPlace(place: Json, language: Language): string | null {
  if (!isNode(place)) return lineOf(place)
  const address = list(place.address)[0] ?? place
  if (!isNode(address)) return lineOf(address)
  const towns = linesOf(address.addressLocality).join(', ')
  const regions = linesOf(address.addressRegion).filter((region) => !/^\d+$/.test(region))
  const parts = [towns, ...regions, readCountry(address.addressCountry, language)].filter((part) => part !== null && part !== '')
  const said = parts.filter((part, at) => !parts.slice(0, at).some((before) => folded(before ?? '').includes(folded(part ?? ''))))
  return said.join(', ') || lineOf(place.name) || lineOf(address.streetAddress)
}

/** A country's name where its two-letter code stands; what is no code is left as it is. */
function readCountry(value: Json, language: Language): string | null {
  const country = lineOf(value) ?? (isNode(value) ? lineOf(value.address) : null)
  if (country === null || !/^[A-Za-z]{2}$/.test(country)) return country
  return new Intl.DisplayNames(language, { type: 'region', fallback: 'code' }).of(country.toUpperCase()) ?? country
}

function unique(places: (string | null)[]): string[] {
  return [...new Map(places.filter((place) => place !== null).map((place) => [folded(place), place])).values()]
}
