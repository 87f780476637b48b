import type { ListedFacts, OfferPrint } from '../../../core/domain/collected-offer.ts'
import { companyMatchKey } from '../../../core/domain/company-rules.ts'
import { readPlaces } from './places.ts'
import { bandsOf, sketchOf } from './sketch.ts'
import { titleWords } from './title-words.ts'

const MAX_TOWNS = 5

/** What tells doubles of an offer, small enough to be compared with thousands of others. */
export function printOf(facts: Pick<ListedFacts, 'company' | 'title' | 'location' | 'description' | 'coordinates'>): OfferPrint {
  const text = sketchOf(facts.description)
  const company = companyMatchKey(facts.company)
  const title = [...titleWords(facts.title)].sort().join(' ').slice(0, 100)
  const { towns } = readPlaces(facts.location, facts.coordinates)
  const keys = [
    ...(company === '' ? [] : [`company:${company}`]),
    ...(towns.length === 0 ? [`title:${title}`] : towns.slice(0, MAX_TOWNS).map(({ key }) => `title:${title}@${key}`)),
    ...(text === null ? [] : bandsOf(text)),
  ]
  return { keys: [...new Set(keys)], sketch: text?.sketch ?? null, size: text?.size ?? 0 }
}
