import type { ListedFacts, OfferPrint } from '../../../core/domain/collected-offer.ts'
import { companyMatchKey, isRecruiter } from '../../../core/domain/company-rules.ts'
import { readPlaces } from './places.ts'
import { sketchOf } from './sketch.ts'
import { titleWords } from './title-words.ts'

const MAX_TOWNS = 5
const MAX_WORDS = 8
/** In front of a title in a town: at a company that is named, and at one that is not, or posted by who recruits for others. */
const [NAMED, UNNAMED] = ['=', '?']
/** Between a company and the whole title, and a title without one of its words. */
const [WHOLE, SHORTER] = [': ', '~ ']

/**
 * What tells doubles of an offer, small enough to be compared with thousands of others. One offer finds another by its keys when they are
 * of one company and one's title has a word more at most, or have the same title at companies whose names share a word, or in one town
 * where the company of one is not named.
 */
export function printOf(facts: Pick<ListedFacts, 'company' | 'title' | 'location' | 'description' | 'coordinates'>): OfferPrint {
  const text = sketchOf(facts.description)
  const company = companyMatchKey(facts.company)
  const towns = readPlaces(facts.location, facts.coordinates).towns.slice(0, MAX_TOWNS)
  // Boards put the town and the company behind the title.
  const aside = new Set([company, ...towns.map(({ key }) => key)].flatMap((name) => name.split(' ')))
  const words = [...titleWords(facts.title)].filter((word) => !aside.has(word)).sort()
  const telling = words.slice(0, MAX_WORDS)
  const title = telling.join(' ')
  const shorter = telling.length < 2 ? [] : telling.map((left) => telling.filter((word) => word !== left).join(' '))
  const named = company === '' || isRecruiter(facts.company) ? UNNAMED : NAMED
  const parts = company.split(' ').filter((word) => word.length > 3 && word !== company)
  const keys = [
    ...(company === '' ? [] : [company + WHOLE + title, ...shorter.map((one) => company + SHORTER + one)]),
    ...parts.slice(0, MAX_WORDS).map((part) => part + WHOLE + title),
    ...(towns.length === 0 ? [`${named}@${WHOLE}${title}`] : towns.map(({ key }) => `${named}@${key}${WHOLE}${title}`)),
  ]
  return { keys: [...new Set(keys)], sketch: text?.sketch ?? null, size: text?.size ?? 0 }
}

/** The keys of the offers that an offer with this print is to be compared with. */
export function lookUpKeys({ keys }: OfferPrint): string[] {
  const [whole] = keys
  return keys.flatMap((key) => {
    if (key.startsWith(`${NAMED}@`)) return [UNNAMED + key.slice(1)]
    if (key.startsWith(`${UNNAMED}@`)) return [key, NAMED + key.slice(1)]
    // A longer title has this one among its shorter ones, a shorter one is among this one's.
    if (key.includes(SHORTER)) return [key.replace(SHORTER, WHOLE)]
    // Where only a word of the companies' names is the same, the titles have to be.
    return key === whole ? [key, key.replace(WHOLE, SHORTER)] : [key]
  })
}
