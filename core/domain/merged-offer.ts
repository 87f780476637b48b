/** How the listings of one offer make what is answered: the better source's word counts, the others fill in. */
import { type DoubleRecord, type ListedFacts, type ListingRecord, MERGED_FIELDS, type OfferPrint } from './collected-offer.ts'
import { isRecruiter } from './company-rules.ts'
import { canonicalUrl } from './listing-rules.ts'
import { sourceRank } from './sources.ts'

/** A text shorter than this, or one that ends in dots, may be the beginning of a longer one. */
const TEASER_LENGTH = 600
const MAX_ALTERNATIVES = 50
/** Of one offer: with more, its document would grow without end. */
export const MAX_LISTINGS = 40

/** The listings of an offer: one of them first, then the others. */
export type Records = readonly [ListingRecord, ...DoubleRecord[]]
/** Why a listing joins others. */
export type DoubleOf = Pick<DoubleRecord, 'reason' | 'score' | 'merged_at'>

/** Whether a listing's word counts more than that of another: an ATS before a board, the company before its recruiter; else what was first stays. */
export function outranks(facts: Pick<ListedFacts, 'source' | 'company'>, other: Pick<ListedFacts, 'source' | 'company'>): boolean {
  const [rank, otherRank] = [sourceRank(facts.source), sourceRank(other.source)]
  if (rank !== otherRank) return rank < otherRank
  return isRecruiter(other.company) && facts.company !== null && !isRecruiter(facts.company)
}

/** The listings with one more: it comes first when its word counts more. Too many, and those that joined first are forgotten. */
export function joined([main, ...doubles]: Records, record: ListingRecord, why: DoubleOf): Records {
  const replaces = outranks(record.facts, main.facts) || why.reason === 'repost'
  const [first, second] = replaces ? [record, main] : [main, record]
  return [first, ...[...doubles, { ...second, ...why }].slice(1 - MAX_LISTINGS)]
}

/**
 * The offer that its listings make together. Title, addresses, source and liveness are the first one's.
 * @param records the one whose word counts first, at least that one
 */
export function composed([main, ...others]: readonly [ListingRecord, ...ListingRecord[]]): { facts: ListedFacts; print: OfferPrint } {
  const facts: ListedFacts = { ...main.facts, alternative_urls: alternatives(main.facts, others), origins: { ...main.facts.origins } }
  if (others.length === 0) return { facts, print: main.print }
  const records = [main, ...others.toSorted((one, other) => Number(outranks(other.facts, one.facts)) - Number(outranks(one.facts, other.facts)))]
  for (const field of MERGED_FIELDS) {
    const said = field === 'description' ? described(records) : records.find((record) => says(record.facts[field]))
    if (said === undefined || said === main) continue
    Object.assign(facts, { [field]: said.facts[field], ...(field === 'description' && { language: said.facts.language }) })
    facts.origins[field] = said.facts.origins[field] ?? said.facts.source
  }
  // A point without its place would be another listing's.
  if (main.facts.location !== null && main.facts.coordinates === null && facts.location !== null) facts.coordinates = nearest(records, facts.location)
  const { print } = described(records) ?? main
  return { facts, print: { ...print, keys: [...new Set([...main.print.keys, ...print.keys])] } }
}

const says = (value: unknown): boolean => value !== null && !(Array.isArray(value) && value.length === 0)

const nearest = (records: readonly ListingRecord[], location: string) =>
  records.find(({ facts }) => facts.coordinates !== null && facts.location === location)?.facts.coordinates ?? null

const isTeaser = (text: string): boolean => text.length < TEASER_LENGTH || /(?:…|\.\.\.)\s*$/.test(text)

/** The first whole text, in the first one's language where it has a text; the longest of the beginnings where there is none. */
function described(records: readonly ListingRecord[]): ListingRecord | undefined {
  const texts = records.filter(({ facts }) => facts.description !== null && facts.description.trim() !== '')
  const [first] = texts
  if (first === undefined || !isTeaser(first.facts.description ?? '')) return first
  const length = (record: ListingRecord) => (record.facts.description ?? '').length
  const longer = texts.filter((record) => record.facts.language === first.facts.language && length(record) > 1.5 * length(first))
  return longer.find(({ facts }) => !isTeaser(facts.description ?? '')) ?? longer.toSorted((one, other) => length(other) - length(one))[0] ?? first
}

/** Where else the offer is, each page once, in the order in which their word counts. */
function alternatives(main: ListedFacts, others: readonly ListingRecord[]): string[] {
  const urls = [...main.alternative_urls, ...others.flatMap(({ facts }) => [...(facts.url === null ? [] : [facts.url]), ...facts.alternative_urls])]
  const seen = new Set([canonicalUrl(main.url)])
  const kept = urls.filter((url) => {
    const canonical = canonicalUrl(url)
    return canonical !== null && !seen.has(canonical) && seen.add(canonical)
  })
  return kept.slice(0, MAX_ALTERNATIVES)
}
