import type { Coordinates } from '../../core/domain/collected-offer.ts'
import { isNode, type Json, list, type Node, scalarOf } from './nodes.ts'

/** Where the first place of a JobPosting that says so lies, by its `geo` (an object, a list, a `Point` or a text) or by itself. */
export function readCoordinates(posting: Node): Coordinates | null {
  for (const place of list(posting.jobLocation).filter(isNode)) {
    for (const geo of [...list(place.geo), place, ...list(place.address)]) {
      const found = isNode(geo) ? coordinates(geo.latitude ?? geo.lat, geo.longitude ?? geo.lng ?? geo.lon) : readPosition(geo)
      if (found !== null) return found
    }
  }
  return null
}

/** Of `45.76;4.83` or `45.76, 4.83`, as `geo.position` says it. */
export function readPosition(value: Json): Coordinates | null {
  const [, latitude, longitude] =
    /^\s*(-?\d{1,3}\.\d{1,12})\s{0,9}[;,\s]\s{0,9}(-?\d{1,3}\.\d{1,12})\s*$/.exec(typeof value === 'string' ? value : '') ?? []
  return coordinates(latitude, longitude)
}

/** A pair of degrees, be they written as text; null for what lies nowhere, and for 0, 0, which stands for "not known". */
export function coordinates(latitude: Json, longitude: Json): Coordinates | null {
  const [lat, lon] = [degrees(latitude, 90), degrees(longitude, 180)]
  return lat === null || lon === null || (lat === 0 && lon === 0) ? null : { lat, lon }
}

function degrees(value: Json, max: number): number | null {
  const scalar = scalarOf(value)
  const text = typeof scalar === 'number' ? String(scalar) : typeof scalar === 'string' ? scalar.trim().replace(',', '.') : ''
  const number = /^[+-]?\d{1,3}(?:\.\d{1,20})?$/.test(text) ? Number(text) : Number.NaN
  return Math.abs(number) <= max ? number : null
}
