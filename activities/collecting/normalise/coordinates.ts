import type { Coordinates } from '../../../core/domain/collected-offer.ts'

/** On the earth, and not in the Gulf of Guinea, where unset coordinates (0, 0) lie. */
export function readCoordinates(coordinates: Coordinates | null): Coordinates | null {
  if (coordinates === null) return null
  const { lat, lon } = coordinates
  const isOnEarth = Number.isFinite(lat) && Number.isFinite(lon) && Math.abs(lat) <= 90 && Math.abs(lon) <= 180
  return isOnEarth && (Math.abs(lat) > 0.01 || Math.abs(lon) > 0.01) ? { lat, lon } : null
}
