import { isDeepStrictEqual } from 'node:util'
import type { ListedFacts } from '../../../core/domain/collected-offer.ts'
import type { Rejection } from '../../../core/domain/collection-rules.ts'
import type { SourceName } from '../../../core/domain/sources.ts'
import { NOTHING_SAID, type RawOffer } from '../raw-offer.ts'
import { normalise } from './index.ts'

/** What is said in one form: read again, it may read better. */
const FORMS = ['title', 'company', 'location'] as const
/** What a title, places and a text may say outright where the source left it out. */
const FOUND = ['location', 'remote', 'contract_type', 'seniority', 'salary', 'coordinates'] as const

/**
 * What a stored listing says, by today's rules: title, company and place in one form, and what these and the text say of fields that were empty.
 * A field that said something says something still; texts, dates, addresses and liveness are left as they are. An offer that collecting would not
 * take is told.
 */
export function normaliseAgain(facts: ListedFacts, now: Date): ListedFacts | { rejected: Rejection } {
  const again = normalise(rawOf(facts), { source: facts.source as SourceName, sourceUrl: facts.source_url, now })
  if ('rejected' in again) return again
  const forms = FORMS.flatMap((field) => (facts[field] === null || again[field] === null ? [] : [[field, again[field]]]))
  const found = FOUND.filter((field) => facts[field] === null && again[field] !== null)
  const origins = { ...facts.origins, ...Object.fromEntries(found.map((field) => [field, again.origins[field] ?? facts.source])) }
  const read = { ...facts, ...Object.fromEntries([...forms, ...found.map((field) => [field, again[field]])]), origins }
  return isDeepStrictEqual(read, facts) ? facts : read
}

/** As a source would say it that says what is stored. */
const rawOf = (facts: ListedFacts): RawOffer => ({
  ...NOTHING_SAID,
  url: facts.url,
  otherUrls: facts.alternative_urls,
  title: facts.title,
  company: facts.company,
  locations: facts.location === null ? [] : [facts.location],
  coordinates: facts.coordinates,
  workMode: facts.remote,
  contract: facts.contract_type === null ? [] : [facts.contract_type],
  salary: facts.salary,
  text: facts.description,
  seniority: facts.seniority,
})
