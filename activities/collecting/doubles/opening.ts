import type { DoubleReason, ListedFacts, Listing, OfferPrint } from '../../../core/domain/collected-offer.ts'
import { companyMatchKey, isRecruiter } from '../../../core/domain/company-rules.ts'
import { canonicalUrl } from '../../../core/domain/listing-rules.ts'
import { folded } from '../../../core/domain/text-rules.ts'
import { readTitleSeniority } from '../normalise/seniority.ts'
import { type Places, readPlaces } from './places.ts'
import { type ReadSketch, readSketch } from './sketch.ts'
import { titleWords } from './title-words.ts'

/** That two offers are the same opening, and why. */
export interface Double {
  reason: DoubleReason
  /** 0 to 1. */
  score: number
}

/** What two offers are compared by: everything but their texts. */
export interface Comparable {
  facts: Omit<ListedFacts, 'description'>
  print: OfferPrint
  listings: readonly Pick<Listing, 'source' | 'native_id' | 'url'>[]
  /** When it was put up, as far as is known, and when it was there last. */
  from: Date
  until: Date
}

/** An offer read for comparing, once for all comparisons. */
export interface Opening {
  facts: Comparable['facts']
  /** Its own ids, by source. */
  ids: ReadonlyMap<string, readonly string[]>
  /** Addresses of its own pages, and of others that it names. */
  urls: ReadonlySet<string>
  otherUrls: ReadonlySet<string>
  /** Sites that it is on, each with the address there. */
  sites: ReadonlyMap<string, string>
  /** Long numbers of its listings: an ATS's is in the company's own address too. */
  numbers: ReadonlySet<string>
  title: ReadonlySet<string>
  level: string | null
  /** Said in the title, where every listing of it would say it. */
  titleLevel: string | null
  contract: string | null
  company: string
  isRecruiter: boolean
  places: Places
  /** Words of company and places: they make no other title. */
  aside: readonly string[]
  text: ReadSketch | null
  /** The same for offers of which all is the same but ids, addresses, dates and texts. */
  face: string
  from: Date
  until: Date
}

const CONTRACT_WORDS: [string, RegExp][] = [
  ['internship', /\b(?:stage|stagiaire|internship|intern)\b/],
  ['apprenticeship', /\b(?:alternance|alternante?|apprentie?|apprentissage|apprentice(?:ship)?)\b/],
]
/** `20260915`: many offers are of one day. */
const DAY = /^20\d\d(?:0[1-9]|1[0-2])(?:0[1-9]|[12]\d|3[01])$/
const NUMBER = /\d{6,}|[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}/gi

export function readOpening({ facts, print, listings, from, until }: Comparable): Opening {
  const urls = listings.flatMap(({ url }) => canonicalUrl(url) ?? [])
  const plainTitle = folded(facts.title)
  // What the title says of trainees is surer than a board's field, which says « permanent » of most.
  const contract = CONTRACT_WORDS.find(([, words]) => words.test(plainTitle))?.[0] ?? facts.contract_type
  const places = readPlaces(facts.location, facts.coordinates)
  const company = companyMatchKey(facts.company)
  const said = readTitleSeniority(facts.title, null) ?? (facts.origins.seniority?.endsWith(':title') ? facts.seniority : null)
  const title = titleWords(facts.title)
  const level = telling(said ?? facts.seniority)
  const recruits = isRecruiter(facts.company)
  return {
    facts,
    ids: idsOf(listings),
    urls: new Set(urls),
    otherUrls: new Set(facts.alternative_urls.flatMap((url) => canonicalUrl(url) ?? [])),
    sites: new Map(urls.map((url) => [new URL(url).host, url])),
    numbers: new Set(
      listings.flatMap(({ url, native_id }) => (`${url ?? ''} ${native_id ?? ''}`.match(NUMBER) ?? []).filter((found) => !DAY.test(found))),
    ),
    title,
    level,
    titleLevel: telling(said),
    contract: contract === 'other' ? null : contract,
    face: JSON.stringify([company, recruits, [...title], level, said, contract, places, facts.salary]),
    company,
    isRecruiter: recruits,
    places,
    aside: [...company.split(' '), ...places.towns.flatMap(({ key }) => key.split(' '))].filter((word) => word !== ''),
    text: readSketch(print),
    from,
    until,
  }
}

/** Interns are told by their contract. */
const telling = (level: string | null) => (level === 'internship' ? null : level)

function idsOf(listings: Comparable['listings']): Map<string, string[]> {
  const ids = new Map<string, string[]>()
  for (const { source, native_id } of listings) if (native_id !== null) ids.set(source, [...(ids.get(source) ?? []), native_id])
  return ids
}
