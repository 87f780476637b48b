import type { ListedFacts, OfferPrint } from '../../../core/domain/collected-offer.ts'
import { companyMatchKey, isRecruiter } from '../../../core/domain/company-rules.ts'
import { readPlaces } from './places.ts'
import { sketchOf } from './sketch.ts'
import { titleWords } from './title-words.ts'

const MAX_TOWNS = 5
const MAX_WORDS = 8
/** In front of a title in a town: at a company that is named, and at one that is not, or posted by who recruits for others. */
const [NAMED, UNNAMED] = ['=', '?']
/** Between a company, or the first word of its name, and the whole title; a company and a title without a word; a further word of its name and the title. */
const [WHOLE, SHORTER, FURTHER] = [': ', '~ ', '/ ']

/**
 * What tells doubles of an offer, small enough to be compared with thousands of others. One offer finds another by its keys when they are
 * of one company and one's title has a word more at most, or have the same title where one company's name may be within the other's, or in
 * one town where the company of one is not named.
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
  const [first, ...others] = wordsOf(company)
  const keys = [
    ...(company === '' ? [] : [company + WHOLE + title, ...shorter.map((one) => company + SHORTER + one)]),
    ...(first === undefined ? [] : [first + WHOLE + title]),
    ...others.map((word) => word + FURTHER + title),
    ...(towns.length === 0 ? [`${named}@${WHOLE}${title}`] : towns.map(({ key }) => `${named}@${key}${WHOLE}${title}`)),
  ]
  return { keys: [...new Set(keys)], sketch: text?.sketch ?? null, size: text?.size ?? 0 }
}

/** Of a company's name, those that tell. */
const wordsOf = (company: string) =>
  company
    .split(' ')
    .filter((word) => word.length > 3)
    .slice(0, MAX_WORDS)

/** The keys of the offers that an offer with this print is to be compared with. */
export function lookUpKeys({ keys }: OfferPrint): string[] {
  const [whole] = keys
  const found = keys.flatMap((key) => {
    if (key.startsWith(`${NAMED}@`)) return [UNNAMED + key.slice(1)]
    if (key.startsWith(`${UNNAMED}@`)) return [key, NAMED + key.slice(1)]
    // A longer title has this one among its shorter ones, a shorter one is among this one's.
    if (key.includes(SHORTER)) return [key.replace(SHORTER, WHOLE)]
    // Where the companies' names differ, the titles have to be the same. A name within this one begins with a word of this one,
    if (key.includes(FURTHER)) return [key.replace(FURTHER, WHOLE)]
    // one around it has this one's first word: as its own first, or further on.
    const around = key.slice(0, key.indexOf(WHOLE)).includes(' ') ? [] : [key.replace(WHOLE, FURTHER)]
    return key === whole ? [key, key.replace(WHOLE, SHORTER), ...around] : [key, ...around]
  })
  return [...new Set(found)]
}
