import { createHash } from 'node:crypto'
import { canonicalUrl } from '../../../core/domain/listing-rules.ts'
import type { RawOffer } from '../raw-offer.ts'
import { readAbsoluteDate } from './dates.ts'

/**
 * SHA-256 of what a source said of an offer, in hex. The order of lists, tracking parameters and how many days ago it was are no
 * change; every other letter is.
 */
export function contentHash(raw: RawOffer): string {
  const { nativeId, title, company, coordinates, workMode, salary, html, text, seniority = null, listed } = raw
  const said = [
    [nativeId, title, company, workMode, html, text, seniority, listed],
    coordinates && [coordinates.lat, coordinates.lon],
    salary === null || typeof salary === 'string' ? salary : [salary.min, salary.max, salary.currency, salary.period],
    [raw.locations, raw.contract, raw.skills].map((list) => list.toSorted()),
    [raw.url, ...raw.otherUrls].map((url) => canonicalUrl(url)).toSorted(),
    [raw.postedAt, raw.validThrough].map((date) => readAbsoluteDate(date, true)),
  ]
  return createHash('sha256').update(JSON.stringify(said)).digest('hex')
}
